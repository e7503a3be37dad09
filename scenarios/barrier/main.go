// Four goroutines work in three rounds. Nobody may begin a round before all have ended the last one.
// Watch the first three wait for the condition, and the last one wake them all.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

type barrier struct {
	mu      sync.Mutex
	all     *sync.Cond
	parties int
	waiting int
	round   int
}

func newBarrier(parties int) *barrier {
	b := &barrier{parties: parties}
	b.all = sync.NewCond(&b.mu)
	return b
}

func (b *barrier) wait() {
	b.mu.Lock()
	defer b.mu.Unlock()
	round := b.round
	if b.waiting++; b.waiting == b.parties {
		b.waiting = 0
		b.round++
		fmt.Println("all have ended round", b.round)
		b.all.Broadcast()
		return
	}
	for round == b.round {
		b.all.Wait()
	}
}

func main() {
	b := newBarrier(4)
	var wg sync.WaitGroup
	for id := 1; id <= 4; id++ {
		wg.Go(func() {
			for round := 0; round < 3; round++ {
				sim.Work(time.Duration(id) * time.Millisecond)
				b.wait()
			}
		})
	}
	wg.Wait()
}
