// Two goroutines take two locks in different orders, and wait for ever.
package main

import (
	"sync"
	"time"
)

func main() {
	var a, b sync.Mutex
	var wg sync.WaitGroup
	both := func(first, second *sync.Mutex) {
		defer wg.Done()
		first.Lock()
		time.Sleep(time.Millisecond)
		second.Lock()
		second.Unlock()
		first.Unlock()
	}
	wg.Add(2)
	go both(&a, &b)
	go both(&b, &a)
	wg.Wait()
}
