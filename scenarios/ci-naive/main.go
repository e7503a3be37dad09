// A platform triggers 100 CI pipelines at once: a goroutine for each, and nobody waits.
// Watch 5,000 goroutines appear, the connections run out, the API refuse, and memory climb: the
// function is back at once, so the clock calls it again, until the process is killed.
package main

import (
	"fmt"
	"runtime"
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

var complaint sync.Once

// trigger starts one pipeline: 50 steps side by side, one connection, 5 calls to the API.
func trigger() error {
	var steps sync.WaitGroup
	defer steps.Wait()
	for s := 0; s < 50; s++ {
		steps.Go(step)
	}
	if err := db.TryAcquire(); err != nil {
		complaint.Do(func() { fmt.Println("the first failure:", err) })
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

// triggerAll starts all pipelines. When it returns, none of them has even begun.
func triggerAll() {
	for p := 0; p < pipelines; p++ {
		go func() {
			if err := trigger(); err != nil {
				sim.Fail(1)
				return
			}
			sim.Done(1)
		}()
	}
}

func main() {
	for c := 0; c < 50; c++ {
		db.TryAcquire() // the rest of the platform
	}
	clock := time.NewTicker(350 * time.Millisecond)
	for round := 1; ; round++ {
		triggerAll()
		fmt.Println("round", round, "is triggered")
		<-clock.C
		fmt.Println("goroutines:", runtime.NumGoroutine(), "- connections:", db.InUse(),
			"of 100 - calls refused:", api.Rejected())
	}
}
