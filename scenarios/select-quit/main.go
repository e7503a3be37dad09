// select waits for whatever comes first: a message, a pause that lasts too long, or the order to stop.
// Watch the worker stand in the queues of several channels at once.
package main

import (
	"fmt"
	"time"
)

func worker(messages <-chan string, quit <-chan struct{}, done chan<- bool) {
	for {
		select {
		case m := <-messages:
			fmt.Println("message:", m)
		case <-time.After(20 * time.Millisecond):
			fmt.Println("nothing for 20 ms")
		case <-quit:
			fmt.Println("told to stop")
			done <- true
			return
		}
	}
}

func main() {
	messages := make(chan string)
	quit := make(chan struct{})
	done := make(chan bool)

	select { // with a default, select does not wait
	case m := <-messages:
		fmt.Println("message:", m)
	default:
		fmt.Println("no message yet")
	}

	go worker(messages, quit, done)
	messages <- "good morning"
	time.Sleep(30 * time.Millisecond)
	messages <- "good night"
	close(quit)
	<-done
}
