// The 100 pipelines in batches of 5, and a WaitGroup for each batch. (Another size: its first argument.)
// Watch never more than 5 at a time: 20 batches, and every pipeline succeeds.
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
	batch := 5
	if len(os.Args) > 1 {
		batch, _ = strconv.Atoi(os.Args[1])
	}
	const others = 50 // connections of the rest of the platform
	for c := 0; c < others; c++ {
		db.TryAcquire()
	}
	var succeeded, failed atomic.Int32
	batches := 0
	for first := 0; first < pipelines; first += batch {
		var wg sync.WaitGroup
		for p := first; p < min(first+batch, pipelines); p++ {
			wg.Go(func() {
				if err := trigger(); err != nil {
					failed.Add(1)
					sim.Fail(1)
					return
				}
				succeeded.Add(1)
				sim.Done(1)
			})
		}
		wg.Wait() // the barrier: the whole batch waits for its slowest
		batches++
	}
	fmt.Println("batches:", batches)
	fmt.Println("connections of ours, at most:", db.Peak()-others)
	fmt.Println("succeeded:", succeeded.Load(), "failed:", failed.Load())
}
