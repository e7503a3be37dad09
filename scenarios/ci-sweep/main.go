// How large should a batch be? The same 100 pipelines in batches of 5, 8, 10, 25, 50 and 100.
// Watch time fall and failures rise. Four rules of thumb, and the smallest number counts:
// connections / 2, calls allowed / calls of a task, memory / memory of a task, cores × 2.
package main

import (
	"fmt"
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

func run(batch int) (failed int32) {
	const others = 50 // connections of the rest of the platform
	db = sim.NewPool(fmt.Sprint("db", batch), 100)
	api = sim.NewLimiter(fmt.Sprint("api", batch), 50)
	for c := 0; c < others; c++ {
		db.TryAcquire()
	}
	start := time.Now()
	var failures atomic.Int32
	for first := 0; first < pipelines; first += batch {
		var wg sync.WaitGroup
		for p := first; p < min(first+batch, pipelines); p++ {
			wg.Go(func() {
				if trigger() != nil {
					failures.Add(1)
				}
			})
		}
		wg.Wait()
	}
	took := time.Since(start).Seconds()
	fmt.Printf("%5d %8.1f %8d %8d %8d\n", batch, took, db.Peak()-others, api.Rejected(), failures.Load())
	return failures.Load()
}

func main() {
	fmt.Println("   by connections:", (100-50)/2)
	fmt.Println("   by calls:      ", 50/5)
	fmt.Println("   by memory:     ", 512<<20/(50*(64<<10+2048)))
	fmt.Println("   by cores:      ", 4*2)
	fmt.Println("batch  seconds   connec.  refused   failed")
	small, large := int32(0), int32(0)
	for _, batch := range []int{5, 8, 10, 25, 50, 100} {
		if failed := run(batch); batch <= 10 {
			small += failed
		} else {
			large += failed
		}
	}
	fmt.Println("batches of up to 10 all succeed:", small == 0, "- larger ones do not:", large > 0)
}
