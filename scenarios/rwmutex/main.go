// Readers share a lock, a writer needs it alone. A writer waits for a reader: may a new reader go in?
// Watch reader 2 queue up behind the writer.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var mu sync.RWMutex
	var wg sync.WaitGroup
	mu.RLock()
	fmt.Println("reader 1 is in")
	wg.Go(func() {
		mu.Lock()
		fmt.Println("writer is in")
		mu.Unlock()
	})
	runtime.Gosched()
	wg.Go(func() {
		mu.RLock()
		fmt.Println("reader 2 is in")
		mu.RUnlock()
	})
	runtime.Gosched()
	fmt.Println("reader 1 goes")
	mu.RUnlock()
	wg.Wait()
}
