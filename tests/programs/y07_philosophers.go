package main

import (
	"fmt"
	"sync"
	"time"
)

type Fork struct{ sync.Mutex }

type Philosopher struct {
	name        string
	left, right *Fork
	eaten       int
}

func (p *Philosopher) dine(wg *sync.WaitGroup, host chan struct{}) {
	defer wg.Done()
	for range 3 {
		host <- struct{}{}
		p.left.Lock()
		p.right.Lock()
		p.eaten++
		time.Sleep(time.Millisecond)
		p.right.Unlock()
		p.left.Unlock()
		<-host
	}
}

func main() {
	names := [...]string{"Plato", "Kant", "Hume", "Marx", "Mill"}
	forks := make([]*Fork, len(names))
	for i := range forks {
		forks[i] = new(Fork)
	}
	host := make(chan struct{}, 2)
	var wg sync.WaitGroup
	ps := make([]*Philosopher, len(names))
	for i, n := range names {
		ps[i] = &Philosopher{name: n, left: forks[i], right: forks[(i+1)%len(forks)]}
		wg.Add(1)
		go ps[i].dine(&wg, host)
	}
	wg.Wait()
	for _, p := range ps {
		fmt.Printf("%-6s|%3d|\n", p.name, p.eaten)
	}
}
