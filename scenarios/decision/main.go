// Where does a P find its next goroutine? This program feeds every source once and again.
// Watch each FindRunnable: timers, the global queue on each 61st slice, runnext, the local queue, the
// global queue, the network poller, other Ps. The first that has something decides.
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
	for i := 0; i < 4; i++ {
		wg.Go(func() { // a timer makes it runnable
			time.Sleep(time.Duration(i+1) * time.Millisecond)
			sim.Work(100 * time.Microsecond)
		})
		wg.Go(func() { // the network poller makes it runnable
			sim.IO(time.Duration(i+1) * 1300 * time.Microsecond)
			sim.Work(100 * time.Microsecond)
		})
		wg.Go(func() { // it puts itself into the global queue
			for round := 0; round < 20; round++ {
				sim.Work(20 * time.Microsecond)
				runtime.Gosched()
			}
		})
		wg.Go(func() { // it fills the local queue, for its own P and for thieves
			for child := 0; child < 40; child++ {
				wg.Go(func() { sim.Work(30 * time.Microsecond) })
			}
		})
	}
	wg.Wait()
	fmt.Println("everybody has run")
}
