// A service fails for a while. Instead of waiting for it again and again, the breaker opens: calls
// fail at once. After a pause it lets one call through; if that works, it closes.
// Watch how few calls reach the service while it is down.
package main

import (
	"errors"
	"fmt"
	"time"

	"gmpsim/sim"
)

var (
	errDown = errors.New("service is down")
	errOpen = errors.New("breaker is open")
)

type breaker struct {
	failures int
	openTill time.Time
}

func (b *breaker) call(f func() error) error {
	if b.failures >= 3 && time.Now().Before(b.openTill) {
		return errOpen // open
	}
	err := f() // closed; or half-open, when the pause is over
	if err == nil {
		b.failures = 0
		return nil
	}
	if b.failures++; b.failures >= 3 {
		b.openTill = time.Now().Add(100 * time.Millisecond)
	}
	return err
}

func main() {
	start := time.Now()
	refused := 0
	service := func() error {
		sim.IO(20 * time.Millisecond)
		if t := time.Since(start); t > 60*time.Millisecond && t < 300*time.Millisecond {
			refused++
			return errDown
		}
		return nil
	}

	var b breaker
	last, failed := "", 0
	for time.Since(start) < 500*time.Millisecond {
		state := "ok"
		if err := b.call(service); err != nil {
			state = err.Error()
			failed++
		}
		if state != last {
			fmt.Println(state)
			last = state
		}
		time.Sleep(5 * time.Millisecond)
	}
	fmt.Println("more than 20 calls failed:", failed > 20, "- but only", refused, "reached the service")
}
