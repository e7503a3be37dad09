// The job queue repaired: a dispatcher that takes any function as a job, any number of workers, orders
// to halt one worker or all, and messages about the start, the end and the result of each job.
// Watch one goroutine own the records: workers report to it, so nothing is shared.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

type job struct {
	name string
	run  func() string
}

type message struct {
	job    string
	worker int
	status string // "started" or "ended"
	at     time.Time
	result string
}

type dispatcher struct {
	jobs     chan job
	messages chan message
	halt     []chan struct{} // one for each worker
	workers  sync.WaitGroup
}

func newDispatcher(workers int) *dispatcher {
	d := &dispatcher{jobs: make(chan job, 100), messages: make(chan message)}
	for w := 0; w < workers; w++ {
		d.halt = append(d.halt, make(chan struct{}))
		d.workers.Go(func() { d.worker(w) })
	}
	return d
}

func (d *dispatcher) worker(id int) {
	for {
		select { // an order to halt goes first
		case <-d.halt[id]:
			return
		default:
		}
		select {
		case <-d.halt[id]:
			return
		case j := <-d.jobs:
			d.messages <- message{j.name, id, "started", time.Now(), ""}
			result := j.run()
			d.messages <- message{j.name, id, "ended", time.Now(), result}
		}
	}
}

// haltOne tells a worker to stop when its job is done.
func (d *dispatcher) haltOne(id int) { close(d.halt[id]) }

// haltAll tells all others, and waits until all have stopped.
func (d *dispatcher) haltAll() {
	for id, halt := range d.halt {
		select {
		case <-halt: // it was told already
		default:
			d.haltOne(id)
		}
	}
	d.workers.Wait()
}

func main() {
	d := newDispatcher(3)
	for i := 1; i <= 9; i++ {
		d.jobs <- job{fmt.Sprint("job ", i), func() string {
			sim.IO(10 * time.Millisecond)
			return fmt.Sprint(i * i)
		}}
	}
	d.haltOne(0) // after its first job at the latest

	started := map[string]time.Time{}
	results := map[string]string{}
	byWorker := make([]int, 3)
	inOrder := true
	for len(results) < 9 {
		m := <-d.messages
		if m.status == "started" {
			started[m.job] = m.at
			continue
		}
		begin, ok := started[m.job]
		inOrder = inOrder && ok && !m.at.Before(begin)
		results[m.job] = m.result
		byWorker[m.worker]++
	}
	d.haltAll()
	fmt.Println("jobs with a result:", len(results), "of 9; the last is", results["job 9"])
	fmt.Println("each started before it ended:", inOrder)
	fmt.Println("the halted worker did at most one:", byWorker[0] <= 1)
}
