// A job queue with two mistakes that look harmless. Each worker says "I am done" on a channel that
// nobody has made; and main waits in a loop that looks at a counter again and again.
// Watch the workers wait for ever on a nil channel after their first job, and main burn its P.
package main

import (
	"fmt"
	"runtime"
	"time"

	"gmpsim/sim"
)

type queue struct {
	jobs     chan func()
	done     chan bool // mistake 1: it is nil, and to send to it blocks for ever
	finished int       // mistake 2: several goroutines write it, nothing orders them
}

func (q *queue) worker() {
	for job := range q.jobs {
		job()
		q.finished++
		q.done <- true
	}
}

func main() {
	q := &queue{jobs: make(chan func(), 10)}
	for w := 0; w < 3; w++ {
		go q.worker()
	}
	for i := 0; i < 6; i++ {
		q.jobs <- func() { sim.IO(10 * time.Millisecond) }
	}
	start := time.Now()
	for q.finished < 6 && time.Since(start) < 30*time.Millisecond {
		runtime.Gosched() // asks again, and again, and again
	}
	fmt.Println("jobs that ended:", q.finished, "of 6")
	fmt.Println("workers that are stuck:", runtime.NumGoroutine()-1)
}
