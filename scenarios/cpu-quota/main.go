// Eight goroutines compute on eight Ps, in a container that may use two CPUs. Eight cores use up in 25 ms
// what is meant for 100 ms; then the kernel lets none of these threads run until the next period.
// Watch what the Ms do between 25 and 100 ms, and how long main oversleeps.
package main

import (
	"fmt"
	"time"

	"gmpsim/sim"
)

func main() {
	for range 8 {
		go sim.Work(60 * time.Millisecond)
	}
	var longest time.Duration
	for range 10 {
		start := time.Now()
		time.Sleep(5 * time.Millisecond)
		longest = max(longest, time.Since(start))
	}
	fmt.Println("a sleep of 5 ms took longer than 60 ms:", longest > 60*time.Millisecond)
}
