// Two goroutines hand a ball to and fro over unbuffered channels.
package main

import "fmt"

func player(name string, in <-chan int, out chan<- int) {
	for ball := range in {
		fmt.Println(name, ball)
		if ball == 6 {
			close(out)
			return
		}
		out <- ball + 1
	}
}

func main() {
	ping, pong := make(chan int), make(chan int)
	done := make(chan bool)
	go func() {
		player("ping", ping, pong)
		done <- true
	}()
	go player("pong", pong, ping)
	ping <- 1
	<-done
}
