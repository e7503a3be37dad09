// Eight Ps, and now and then something short to do. How many threads may look for work at once?
// Watch the spinning threads: one wakes the next, and never more than half of the busy Ps search.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

func main() {
	var wg sync.WaitGroup
	for burst := 0; burst < 20; burst++ {
		for i := 0; i < 16; i++ {
			wg.Go(func() { sim.Work(20 * time.Microsecond) })
		}
		sim.Work(50 * time.Microsecond)
	}
	wg.Wait()
	fmt.Println("20 bursts of 16 are done")
}
