// One goroutine holds a mutex for 3 ms, again and again, and takes it back as soon as it has let go.
// Does the other one ever get it?
// Watch the waiter: when it has waited longer than 1 ms and fails once more, the mutex is handed to
// it.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	got := false
	turns := 0
	wg.Go(func() {
		for !got && turns < 100 {
			mu.Lock()
			turns++
			sim.Work(3 * time.Millisecond)
			mu.Unlock()
		}
	})
	wg.Go(func() {
		time.Sleep(time.Millisecond)
		mu.Lock()
		got = true
		mu.Unlock()
	})
	wg.Wait()
	fmt.Println("the other one got the mutex:", got)
	fmt.Println("it took fewer than 5 turns of the first:", turns < 5)
}
