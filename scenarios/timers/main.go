// Five goroutines sleep 1 to 5 ms. Who wakes up first?
// Watch the heap of timers of P0. While P0 is busy nobody looks at it; afterwards all five are due at
// once, and each one that is woken takes runnext.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

func sleepers() (order *[]int, wait func()) {
	var wg sync.WaitGroup
	order = new([]int)
	for i := 1; i <= 5; i++ {
		wg.Go(func() {
			time.Sleep(time.Duration(i) * 2 * time.Millisecond)
			*order = append(*order, i)
		})
	}
	return order, wg.Wait
}

func main() {
	order, wait := sleepers()
	wait()
	fmt.Println("P0 idle:", *order)

	order, wait = sleepers()
	time.Sleep(time.Millisecond) // let them go to bed
	sim.Work(15 * time.Millisecond)
	wait()
	fmt.Println("P0 busy:", *order)
}
