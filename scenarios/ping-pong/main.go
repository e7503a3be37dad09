// Two goroutines hand a ball to and fro, a third only wants to run once.
// Watch runnext: who is handed the ball runs next, on the same time slice. The third stands in the
// queue until sysmon ends the slice.
package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	ball := make(chan int)
	done := make(chan bool)
	var waited time.Duration

	go func() {
		for touches := range ball {
			ball <- touches + 1
		}
		done <- true
	}()
	runtime.Gosched() // it waits for the ball now
	go func() {
		start := time.Now()
		go func() { waited = time.Since(start) }() // the third
		touches := 0
		for waited == 0 {
			ball <- touches
			touches = <-ball
		}
		close(ball)
		fmt.Println("the third waited at least 5 ms:", waited >= 5*time.Millisecond)
		fmt.Println("meanwhile the ball went to and fro 1,000 times or more:", touches >= 1000)
	}()
	<-done
}
