// A hundred goroutines wait for an answer from the network. How many threads does that take?
// Watch the network poller hold the goroutines: no thread waits with them.
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
	for i := 0; i < 100; i++ {
		wg.Go(func() { sim.IO(10 * time.Millisecond) })
	}
	wg.Wait()
	fmt.Println("100 answers in less than 20 ms:", time.Since(start) < 20*time.Millisecond)
}
