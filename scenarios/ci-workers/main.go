// The 100 pipelines with 5 workers that take them from a channel. (Another number: its first argument.)
// Watch a worker take the next pipeline as soon as it is free. No batch waits for its slowest, so the
// whole takes less time than ci-batches.
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"gmpsim/sim"
)

const pipelines = 100

// The database accepts 100 connections; the rest of the platform holds 50 of them.
var db = sim.NewPool("db", 100)

// The API answers 50 calls a second, and 429 Too Many Requests to the others.
var api = sim.NewLimiter("api", 50)

// step reads one part of a pipeline's configuration into memory.
func step() {
	const size = 64 << 10
	sim.Alloc(size)
	defer sim.Free(size)
	sim.IO(sim.Latency(400*time.Millisecond, 600*time.Millisecond))
}

// call sends a call to the API. If it is refused, it waits about a second and tries once more.
func call() error {
	if api.Call(sim.Latency(200*time.Millisecond, 300*time.Millisecond)) == nil {
		return nil
	}
	sim.IO(sim.Latency(500*time.Millisecond, 1500*time.Millisecond))
	return api.Call(sim.Latency(200*time.Millisecond, 300*time.Millisecond))
}

// trigger starts one pipeline: 50 steps side by side, one connection, 5 calls to the API.
func trigger() error {
	var steps sync.WaitGroup
	defer steps.Wait()
	for s := 0; s < 50; s++ {
		steps.Go(step)
	}
	if err := db.TryAcquire(); err != nil {
		return err
	}
	defer db.Release()
	for c := 0; c < 5; c++ {
		if err := call(); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	workers := 5
	if len(os.Args) > 1 {
		workers, _ = strconv.Atoi(os.Args[1])
	}
	const others = 50 // connections of the rest of the platform
	for c := 0; c < others; c++ {
		db.TryAcquire()
	}
	jobs := make(chan int, pipelines)
	for p := 0; p < pipelines; p++ {
		jobs <- p
	}
	close(jobs)

	var wg sync.WaitGroup
	var succeeded, failed atomic.Int32
	for w := 0; w < workers; w++ {
		wg.Go(func() {
			for range jobs {
				if err := trigger(); err != nil {
					failed.Add(1)
					sim.Fail(1)
					continue
				}
				succeeded.Add(1)
				sim.Done(1)
			}
		})
	}
	wg.Wait()
	fmt.Println("connections of ours, at most:", db.Peak()-others)
	fmt.Println("succeeded:", succeeded.Load(), "failed:", failed.Load())
}
