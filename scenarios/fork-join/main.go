// A sum is split over four goroutines; main goes on when all have come back.
// Watch the WaitGroup count down, and main become runnable when it reaches zero.
package main

import (
	"fmt"
	"sync"
)

func sum(numbers []int) int {
	total := 0
	for _, n := range numbers {
		total += n
	}
	return total
}

func main() {
	numbers := make([]int, 1000)
	for i := range numbers {
		numbers[i] = i + 1
	}
	const parts = 4
	size := len(numbers) / parts

	// Join with a WaitGroup: each writes into a place of its own.
	var wg sync.WaitGroup
	var partial [parts]int
	for p := range partial {
		wg.Go(func() { partial[p] = sum(numbers[p*size : (p+1)*size]) })
	}
	wg.Wait()
	fmt.Println("with a WaitGroup:", sum(partial[:]))

	// Join with a channel: as many receives as sends.
	results := make(chan int)
	for p := 0; p < parts; p++ {
		go func() { results <- sum(numbers[p*size : (p+1)*size]) }()
	}
	total := 0
	for p := 0; p < parts; p++ {
		total += <-results
	}
	fmt.Println("with a channel:  ", total)
}
