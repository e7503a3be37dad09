// Ten tasks, but only three may be at work at a time. A buffered channel holds three tokens.
// Watch the fourth task wait in the channel's sendq until a token is free.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"gmpsim/sim"
)

func main() {
	tokens := make(chan struct{}, 3)
	var wg sync.WaitGroup
	var now, most atomic.Int32
	for i := 0; i < 10; i++ {
		wg.Go(func() {
			tokens <- struct{}{}
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			sim.IO(10 * time.Millisecond)
			now.Add(-1)
			<-tokens
		})
	}
	wg.Wait()
	fmt.Println("at work at the same time, at most:", most.Load())
}
