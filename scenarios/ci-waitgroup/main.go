// The 100 pipelines again, and this time we wait for all of them with a WaitGroup.
// Watch what it does not change: all 100 still start at once. The process survives, but many fail. A
// WaitGroup says when, not how many.
package main

import (
	"fmt"
	"sync"
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
	for c := 0; c < 50; c++ {
		db.TryAcquire() // the rest of the platform
	}
	var wg sync.WaitGroup
	var errs [pipelines]error
	for p := range errs {
		wg.Go(func() { errs[p] = trigger() })
	}
	wg.Wait()

	succeeded, noConnection, refused := 0, 0, 0
	var complaint error
	for _, err := range errs {
		switch err.(type) {
		case nil:
			succeeded++
		case *sim.ErrExhausted:
			noConnection++
			complaint = err
		case *sim.ErrTooManyRequests:
			refused++
		}
	}
	sim.Done(succeeded)
	sim.Fail(noConnection + refused)
	fmt.Println("connections, at most:", db.Peak(), "of 100")
	fmt.Println("no connection:", noConnection, "-", complaint)
	fmt.Println("some are refused by the API:", refused > 0, "- some succeed:", succeeded > 0)
}
