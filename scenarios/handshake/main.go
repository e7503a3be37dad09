// Two ways to say "I am ready": a value on an unbuffered channel, and closing a channel.
// Watch main wait twice: first for an answer to each question, then for the end of the conversation.
package main

import "fmt"

type request struct {
	n     int
	reply chan int // the answer comes back on the question's own channel
}

func main() {
	requests := make(chan request)
	ready := make(chan struct{})
	finished := make(chan struct{})

	go func() {
		close(ready) // says it once, to everybody
		for r := range requests {
			r.reply <- r.n * r.n
		}
		close(finished)
	}()

	<-ready
	fmt.Println("the server is ready")
	for n := 1; n <= 3; n++ {
		r := request{n, make(chan int)}
		requests <- r
		fmt.Println(n, "squared is", <-r.reply)
	}
	close(requests)
	<-finished
	fmt.Println("the server has gone home")
}
