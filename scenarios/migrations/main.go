// A service moves repositories. Each request becomes a task in a queue; the manager has started as
// many workers as there are cores, and all of them run the same handler.
// Watch a burst of 40 requests wait in the queue while four tasks are at work.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

type task struct {
	repository int
}

type manager struct {
	queue   chan task
	slots   *sim.Pool // counts who is at work; it never runs out
	workers sync.WaitGroup
	mu      sync.Mutex
	moved   int
}

func newManager(workers int) *manager {
	m := &manager{queue: make(chan task, 100), slots: sim.NewPool("migrations", 100)}
	for w := 0; w < workers; w++ {
		m.workers.Go(func() {
			for t := range m.queue {
				m.handle(t)
			}
		})
	}
	return m
}

// request returns at once: the task waits in the queue.
func (m *manager) request(repository int) { m.queue <- task{repository} }

func (m *manager) handle(t task) {
	m.slots.Acquire()
	defer m.slots.Release()
	sim.IO(20 * time.Millisecond)  // fetch
	sim.Work(2 * time.Millisecond) // repack
	sim.IO(20 * time.Millisecond)  // push
	m.mu.Lock()
	m.moved++
	m.mu.Unlock()
}

// stop lets the workers finish what is queued.
func (m *manager) stop() {
	close(m.queue)
	m.workers.Wait()
}

func main() {
	m := newManager(4)
	for repository := 1; repository <= 40; repository++ {
		m.request(repository)
	}
	fmt.Println("a burst of 40 requests is accepted")
	m.stop()
	fmt.Println("moved", m.moved, "repositories, at most", m.slots.Peak(), "at a time")
}
