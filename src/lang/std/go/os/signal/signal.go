// Package signal. Nobody sends signals to a simulated program, but one that listens for them is
// never deadlocked (DD-2).
package signal

import (
	"context"
	"os"
)

// loop waits for signals, of which none ever comes: in a system call, so that its thread counts as
// running and no deadlock is reported.
func loop()

var watching bool

var listening = map[chan<- os.Signal]bool{}

func Notify(c chan<- os.Signal, sig ...os.Signal) {
	if c == nil {
		panic("os/signal: Notify using nil channel")
	}
	if !listening[c] {
		listening[c] = true
	}
	if !watching {
		watching = true
		go loop()
	}
}

func Stop(c chan<- os.Signal) {
	if listening[c] {
		delete(listening, c)
	}
}

func Ignore(sig ...os.Signal)    {}
func Ignored(sig os.Signal) bool { return false }
func Reset(sig ...os.Signal)     {}

func NotifyContext(parent context.Context, signals ...os.Signal) (ctx context.Context, stop context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	c := make(chan os.Signal, 1)
	Notify(c, signals...)
	go func() {
		select {
		case <-c:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		cancel()
		Stop(c)
	}
}
