// Four goroutines wait for a mutex. main unlocks it and at once locks it again. Who gets it?
// Watch the unlock wake one waiter: it is runnable, but main still runs, and takes the mutex.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var order []string
	mu.Lock()
	for i := 0; i < 4; i++ {
		wg.Go(func() {
			mu.Lock()
			order = append(order, fmt.Sprint("G", i))
			mu.Unlock()
		})
	}
	runtime.Gosched() // all four wait now
	mu.Unlock()
	mu.Lock()
	order = append(order, "main")
	mu.Unlock()
	wg.Wait()
	fmt.Println("got the mutex:", order)
}
