// An API answers 50 calls a second. We have 100 calls to make: all at once, or one at each tick?
// Watch the answers 429 in the first part, and none in the second.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

func main() {
	burst := sim.NewLimiter("burst", 50)
	var wg sync.WaitGroup
	for i := 0; i < 100; i++ {
		wg.Go(func() { burst.Call(20 * time.Millisecond) })
	}
	wg.Wait()
	fmt.Println("all at once: ", burst.Rejected(), "of", burst.Calls(), "calls refused")

	steady := sim.NewLimiter("steady", 50)
	tick := time.NewTicker(time.Second / 40) // a little slower than allowed
	defer tick.Stop()
	for i := 0; i < 100; i++ {
		<-tick.C
		wg.Go(func() { steady.Call(20 * time.Millisecond) })
	}
	wg.Wait()
	fmt.Println("at each tick:", steady.Rejected(), "of", steady.Calls(), "calls refused")
}
