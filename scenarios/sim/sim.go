// Package sim is the world around a scenario: work, waiting, memory, and services with limits.
//
// In gmpsim these functions act on virtual time and are seen in the trace. This package gives them
// the same meaning under real Go, so that every scenario runs there too:
//
//	cd scenarios && go run ./worker-pool
//
// Pools and limiters are in service.go, memory in memory.go, waiting in wait.go.
package sim

import (
	"context"
	"math/rand"
	"runtime/trace"
	"time"
)

// began is the time 0 of a run.
var began = time.Now()

// perMicrosecond is how often the loop of burn goes round in a microsecond.
var perMicrosecond = calibrate()

var sink uint64

// burn goes round n times. It calls nothing, so only a signal can take it off its processor.
func burn(n int64) uint64 {
	x := uint64(n) | 1
	for ; n > 0; n-- {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

func calibrate() int64 {
	const rounds = 1 << 15 // some 30 µs, so that sysmon looks around as often as ever when main begins
	best := time.Hour
	for i := 0; i < 5; i++ {
		start := time.Now()
		sink += burn(rounds)
		best = min(best, time.Since(start))
	}
	return max(1, rounds*int64(time.Microsecond)/int64(best))
}

// Work burns d of CPU time.
func Work(d time.Duration) {
	if x := burn(perMicrosecond * int64(d) / int64(time.Microsecond)); x == 0 {
		panic("sim: xorshift never gives 0")
	}
}

// Latency is a random duration between min and max, both included.
func Latency(min, max time.Duration) time.Duration {
	if max < min {
		panic("sim: Latency with max < min")
	}
	return min + time.Duration(rand.Int63n(int64(max-min)+1))
}

// Note is a caption for what happens now. Real Go shows it in an execution trace.
func Note(text string) {
	trace.Log(context.Background(), "note", text)
}

// Done counts units of work that succeeded. gmpsim reports them; real Go has nowhere to.
func Done(units int) {}

// Fail counts units of work that failed.
func Fail(units int) {}
