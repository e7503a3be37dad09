// Two goroutines take two locks, each in its own order, and wait for ever.
// Watch the last thread go to sleep: nothing runs, nothing can wake anybody, so Go says so.
package main

import (
	"runtime"
	"sync"
)

func main() {
	var a, b sync.Mutex
	var wg sync.WaitGroup
	both := func(first, second *sync.Mutex) {
		first.Lock()
		runtime.Gosched() // the other one takes its first lock now
		second.Lock()
		second.Unlock()
		first.Unlock()
	}
	wg.Go(func() { both(&a, &b) })
	wg.Go(func() { both(&b, &a) })
	wg.Wait()
}
