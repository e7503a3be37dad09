// A request starts services, and each of these two helpers. The user goes away: who is told?
// Watch one cancel close the channel of every context below it.
package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"gmpsim/sim"
)

func main() {
	request, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	var stopped atomic.Int32
	work := func(ctx context.Context) {
		<-ctx.Done()
		stopped.Add(1)
	}
	for s := 0; s < 3; s++ {
		service, done := context.WithCancel(request)
		wg.Go(func() {
			defer done()
			wg.Go(func() { work(service) })
			wg.Go(func() { work(service) })
			work(service)
		})
	}
	time.Sleep(time.Millisecond)
	cancel()
	wg.Wait()
	fmt.Println("stopped goroutines:", stopped.Load(), "-", request.Err())

	// A deadline cancels by itself.
	limited, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	answer := make(chan string, 1)
	go func() {
		sim.IO(100 * time.Millisecond)
		answer <- "too late"
	}()
	select {
	case a := <-answer:
		fmt.Println("answer:", a)
	case <-limited.Done():
		fmt.Println("no answer -", limited.Err())
	}
}
