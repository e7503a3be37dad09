// Ten goroutines add one to a counter. Each reads it, is interrupted, and writes.
// Watch the first one give way between its read and its write: everybody reads the same value.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	counter := 0
	for i := 0; i < 10; i++ {
		wg.Go(func() {
			old := counter
			runtime.Gosched()
			counter = old + 1
		})
	}
	wg.Wait()
	fmt.Println("without a lock:", counter)

	var mu sync.Mutex
	counter = 0
	for i := 0; i < 10; i++ {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			old := counter
			runtime.Gosched()
			counter = old + 1
		})
	}
	wg.Wait()
	fmt.Println("with a lock:", counter)
}
