package main

import (
	"fmt"
	"time"
)

func main() {
	requests := make(chan int, 5)
	for i := 1; i <= 5; i++ {
		requests <- i
	}
	close(requests)
	start := time.Now()
	limiter := time.Tick(10 * time.Millisecond)
	for req := range requests {
		<-limiter
		fmt.Println("request", req, time.Since(start).Round(10*time.Millisecond))
	}
	bursty := make(chan time.Time, 3)
	for range 3 {
		bursty <- time.Now()
	}
	go func() {
		for t := range time.Tick(10 * time.Millisecond) {
			bursty <- t
		}
	}()
	burstyReqs := make(chan int, 5)
	for i := 1; i <= 5; i++ {
		burstyReqs <- i
	}
	close(burstyReqs)
	start = time.Now()
	for req := range burstyReqs {
		<-bursty
		fmt.Println("bursty", req, time.Since(start).Round(10*time.Millisecond))
	}
	ticker := time.NewTicker(5 * time.Millisecond)
	done := make(chan bool)
	n := 0
	go func() {
		for {
			select {
			case <-done:
				fmt.Println("ticks", n)
				done <- true
				return
			case <-ticker.C:
				n++
			}
		}
	}()
	time.Sleep(22 * time.Millisecond)
	ticker.Stop()
	done <- true
	<-done
	timer := time.NewTimer(time.Hour)
	go func() {
		<-timer.C
		fmt.Println("never")
	}()
	fmt.Println("stopped:", timer.Stop(), timer.Stop(), timer.Reset(time.Hour), timer.Reset(time.Hour))
}
