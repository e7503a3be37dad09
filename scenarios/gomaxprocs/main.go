// Eight goroutines with 10 ms of work each. They are concurrent in any case: they are parallel as far
// as there are Ps.
// Watch how many run at the same moment, with one P, two, four, eight.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"

	"gmpsim/sim"
)

func main() {
	var wg sync.WaitGroup
	start := time.Now()
	for i := 0; i < 8; i++ {
		wg.Go(func() {
			sim.Work(10 * time.Millisecond)
			sim.Done(1)
		})
	}
	wg.Wait()
	took := time.Since(start).Round(time.Millisecond)
	fmt.Println("80 ms of work on", runtime.GOMAXPROCS(0), "Ps took", took)
}
