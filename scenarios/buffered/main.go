// A channel with room for two. Watch its buffer: while there is room a sender goes on, then it waits
// in sendq. A receive from the full buffer takes the oldest value, and the first waiting sender's
// value moves in at the back.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	ch := make(chan int, 2)
	for i := 1; i <= 4; i++ {
		go func() {
			ch <- i
			fmt.Println("    sent", i)
		}()
		runtime.Gosched()
	}
	fmt.Println("in the buffer:", len(ch), "of", cap(ch))
	for i := 1; i <= 4; i++ {
		got := <-ch
		fmt.Println("received", got, "- in the buffer:", len(ch))
		runtime.Gosched()
	}
}
