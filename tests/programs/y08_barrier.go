package main

import (
	"fmt"
	"sync"
)

type Barrier struct {
	mu     sync.Mutex
	cond   *sync.Cond
	n      int
	count  int
	phase  int
	onLast func(phase int)
}

func NewBarrier(n int, f func(int)) *Barrier {
	b := &Barrier{n: n, onLast: f}
	b.cond = sync.NewCond(&b.mu)
	return b
}

func (b *Barrier) Await() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	arrived, phase := b.count, b.phase
	b.count++
	if b.count == b.n {
		b.onLast(phase)
		b.count = 0
		b.phase++
		b.cond.Broadcast()
		return arrived
	}
	for phase == b.phase {
		b.cond.Wait()
	}
	return arrived
}

func main() {
	b := NewBarrier(4, func(p int) { fmt.Println("-- phase", p, "complete") })
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for p := range 3 {
				fmt.Printf("worker %d in phase %d\n", i, p)
				pos := b.Await()
				fmt.Printf("worker %d was %d\n", i, pos)
			}
		})
	}
	wg.Wait()
}
