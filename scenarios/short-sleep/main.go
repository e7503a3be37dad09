// Sleep(100 µs) in a program that has nothing else to do. How long does it take?
// Watch the thread wait in the poller: it counts in whole milliseconds.
package main

import (
	"fmt"
	"time"
)

func main() {
	var total time.Duration
	for i := 0; i < 10; i++ {
		start := time.Now()
		time.Sleep(100 * time.Microsecond)
		total += time.Since(start)
	}
	average := total / 10
	fmt.Println("Sleep(100µs) takes more than 900 µs:", average > 900*time.Microsecond)
}
