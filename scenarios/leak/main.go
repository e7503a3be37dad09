// The first of three answers is enough. What becomes of the other two goroutines?
// Watch them wait to send to a channel that nobody reads any more: they stay for ever.
package main

import (
	"fmt"
	"runtime"
	"time"

	"gmpsim/sim"
)

func first() string {
	answers := make(chan string) // with room for three, nobody would be stuck
	for i := 1; i <= 3; i++ {
		go func() {
			sim.IO(time.Duration(i) * 10 * time.Millisecond)
			answers <- fmt.Sprint("answer of server ", i)
		}()
	}
	return <-answers
}

func main() {
	for round := 1; round <= 3; round++ {
		fmt.Println(first())
		time.Sleep(50 * time.Millisecond)
		fmt.Println("stuck after round", round, "-", runtime.NumGoroutine()-1, "goroutines")
	}
}
