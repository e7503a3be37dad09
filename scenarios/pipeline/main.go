// Three stages, joined by channels: make numbers, square them, add them up.
// Watch all three stages work on different numbers at the same time, and each end when the one before
// has closed its channel.
package main

import (
	"fmt"
	"time"

	"gmpsim/sim"
)

func numbers(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 1; i <= n; i++ {
			sim.Work(time.Millisecond)
			out <- i
		}
	}()
	return out
}

func square(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for n := range in {
			sim.Work(time.Millisecond)
			out <- n * n
		}
	}()
	return out
}

func main() {
	sum := 0
	for n := range square(numbers(10)) {
		sim.Work(time.Millisecond)
		sum += n
	}
	fmt.Println("the sum of the squares is", sum)
}
