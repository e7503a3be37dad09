// Four goroutines count to 10,000 each: with a mutex, and with an atomic add.
// Watch the mutex: who finds it taken spins a little and then waits. The atomic never makes anybody
// wait.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

const rounds = 10_000

func main() {
	var wg sync.WaitGroup

	var mu sync.Mutex
	locked := 0
	for i := 0; i < 4; i++ {
		wg.Go(func() {
			for n := 0; n < rounds; n++ {
				mu.Lock()
				locked++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println("with a mutex: ", locked)

	var counter atomic.Int64
	for i := 0; i < 4; i++ {
		wg.Go(func() {
			for n := 0; n < rounds; n++ {
				counter.Add(1)
			}
		})
	}
	wg.Wait()
	fmt.Println("with an atomic:", counter.Load())
}
