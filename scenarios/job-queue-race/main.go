// The counter of the job queue alone: four workers finish 20,000 jobs each and count them without
// anything that orders them.
// Watch several Ps run at the same time: two read the same number, and one of the jobs is lost.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

func main() {
	var wg sync.WaitGroup
	finished := 0
	for w := 0; w < 4; w++ {
		wg.Go(func() {
			for job := 0; job < 20_000; job++ {
				seen := finished           // reads,
				sim.Work(time.Microsecond) // adds, which takes its time,
				finished = seen + 1        // and writes: finished++ is these three steps
			}
		})
	}
	wg.Wait()
	fmt.Println("jobs were lost:", finished < 80_000)
}
