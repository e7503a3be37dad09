// Five goroutines are started one after the other. Who runs first?
// Watch P0's runnext: each new goroutine takes it, and pushes the one before into the queue.
package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	var order []int
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			order = append(order, i) // with one P, nobody else runs now
		}()
	}
	wg.Wait()
	fmt.Println("started: [0 1 2 3 4]")
	fmt.Println("ran:    ", order)
}
