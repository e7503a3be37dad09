// A burst of eight orders meets a kitchen that takes 10 ms for each. Four fit on the counter.
// Watch the buffer take in the burst; when it is full, the producer waits as long as the kitchen
// takes: back-pressure.
package main

import (
	"fmt"
	"time"
)

func main() {
	counter := make(chan int, 4)
	done := make(chan bool)
	go func() {
		for range counter {
			time.Sleep(10 * time.Millisecond)
		}
		done <- true
	}()

	for order := 1; order <= 8; order++ {
		start := time.Now()
		counter <- order
		if waited := time.Since(start); waited < time.Millisecond {
			fmt.Println("order", order, "at once")
		} else {
			fmt.Println("order", order, "after a wait")
		}
	}
	close(counter)
	<-done
	fmt.Println("all orders are cooked")
}
