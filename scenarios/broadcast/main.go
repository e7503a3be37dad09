// Five goroutines wait for the start. Closing a channel wakes them all; in which order do they run?
// Watch close make them runnable one after the other: each takes runnext and pushes out the one
// before.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	start := make(chan struct{})
	var wg sync.WaitGroup
	var waiting, running []int
	for i := 0; i < 5; i++ {
		wg.Go(func() {
			waiting = append(waiting, i)
			<-start
			running = append(running, i)
		})
	}
	runtime.Gosched() // everybody takes its place
	close(start)
	wg.Wait()
	fmt.Println("they wait in this order:", waiting)
	fmt.Println("they run in this order: ", running)
}
