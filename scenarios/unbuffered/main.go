// A channel without a buffer: sender and receiver meet. Who waits for whom?
// Watch the channel's two queues: sendq while the receiver is late, recvq while the sender is. The
// value goes from one goroutine straight to the other.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	ch := make(chan string)

	go func() {
		fmt.Println("sender: here is a letter")
		ch <- "letter" // nobody receives yet: it waits in sendq
		fmt.Println("sender: somebody took it")
	}()
	runtime.Gosched()
	fmt.Println("receiver: now I come")
	fmt.Println("receiver: got the", <-ch, "and go on")
	runtime.Gosched()

	go func() {
		fmt.Println("receiver: I wait for a parcel")
		got := <-ch // nobody sends yet: it waits in recvq
		fmt.Println("receiver: got the", got)
	}()
	runtime.Gosched()
	fmt.Println("sender: here it is")
	ch <- "parcel" // straight to the receiver, which can run now
	fmt.Println("sender: I go on at once")
	runtime.Gosched()
}
