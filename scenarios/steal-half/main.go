// Nine goroutines wait on a P that is busy. A second P comes to steal: which ones, in which order?
// Watch it take the older half, run the newest of that half first, and runnext at the very end.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

func main() {
	time.Sleep(time.Millisecond) // the runtime's own goroutines have gone to rest
	var mu sync.Mutex
	var order []int
	var wg sync.WaitGroup
	for i := 0; i < 9; i++ {
		wg.Go(func() {
			mu.Lock()
			order = append(order, i)
			mu.Unlock()
		})
	}
	sim.Work(5 * time.Millisecond) // main keeps its P: whoever runs now was stolen
	wg.Wait()
	fmt.Println("stolen in this order:", order)
}
