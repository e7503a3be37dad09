// One goroutine makes all the work. It stands in the queue of its own P: where do the others get
// theirs?
// Watch a P without work take half of another's queue.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

func main() {
	var wg sync.WaitGroup
	start := time.Now()
	for i := 0; i < 64; i++ {
		wg.Go(func() { sim.Work(time.Millisecond) })
	}
	wg.Wait()
	took := time.Since(start)
	fmt.Println("64 ms of work in less than 40 ms:", took < 40*time.Millisecond)
}
