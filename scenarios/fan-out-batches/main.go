// The state of 100 clusters is asked for, 50 at a time.
// Watch two waves: at most 50 questions are on their way at any moment.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

const (
	clusters = 100
	batch    = 50
)

func main() {
	connections := sim.NewPool("clusters", 60)
	healthy := make([]bool, clusters)
	start := time.Now()
	for first := 0; first < clusters; first += batch {
		var wg sync.WaitGroup
		for c := first; c < first+batch; c++ {
			wg.Go(func() {
				if err := connections.TryAcquire(); err != nil {
					fmt.Println("cluster", c, "-", err)
					return
				}
				defer connections.Release()
				sim.IO(200 * time.Millisecond)
				healthy[c] = true
			})
		}
		wg.Wait()
	}
	answers := 0
	for _, h := range healthy {
		if h {
			answers++
		}
	}
	fmt.Println(answers, "answers, at most", connections.Peak(), "at a time, in",
		time.Since(start).Round(50*time.Millisecond))
}
