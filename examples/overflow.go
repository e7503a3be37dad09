// A queue takes 256 goroutines: one more, and half of them go to the global queue.
package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	gate := make(chan bool)
	for i := 0; i < 1000; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-gate
		}()
	}
	close(gate) // all of them can go on, and are queued where main runs
	wg.Wait()
	fmt.Println("all through the gate")
}
