// A hundred goroutines block in system calls of 20 ms. How many threads does that take?
// Watch the count of threads: each call keeps one, and sysmon starts the next one for the P.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

func main() {
	var wg sync.WaitGroup
	start := time.Now()
	for i := 0; i < 100; i++ {
		wg.Go(func() { sim.Syscall(20 * time.Millisecond) })
	}
	wg.Wait()
	fmt.Println("2 s of system calls in less than 200 ms:", time.Since(start) < 200*time.Millisecond)
}
