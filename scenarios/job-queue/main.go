// The job queue repaired: a dispatcher that takes any function as a job, any number of workers, an
// order to halt one worker or all, and the start, end and result of each job.
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

type report struct {
	job    string
	worker int
	start  time.Time
	end    time.Time
	result string
}

type dispatcher struct {
	jobs    chan job
	reports chan report
	halt    []chan struct{} // one for each worker
	workers sync.WaitGroup
}

func newDispatcher(workers int) *dispatcher {
	d := &dispatcher{jobs: make(chan job, 100), reports: make(chan report)}
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
		case j, ok := <-d.jobs:
			if !ok {
				return
			}
			start := time.Now()
			result := j.run()
			d.reports <- report{j.name, id, start, time.Now(), result}
		}
	}
}

func main() {
	d := newDispatcher(3)
	for i := 1; i <= 9; i++ {
		d.jobs <- job{fmt.Sprint("job ", i), func() string {
			sim.IO(10 * time.Millisecond)
			return fmt.Sprint(i * i)
		}}
	}
	close(d.halt[0]) // this worker has enough after its first job at the latest
	close(d.jobs)
	go func() {
		d.workers.Wait()
		close(d.reports)
	}()

	results := map[string]string{}
	byWorker := make([]int, 3)
	for r := range d.reports {
		results[r.job] = r.result
		byWorker[r.worker]++
		if r.end.Before(r.start) {
			fmt.Println(r.job, "ended before it began")
		}
	}
	fmt.Println("jobs with a result:", len(results), "of 9; the last is", results["job 9"])
	fmt.Println("the halted worker did at most one:", byWorker[0] <= 1)
}
