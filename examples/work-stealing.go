// One goroutine makes all the work. Where do the other Ps get theirs?
package main

import (
	"fmt"
	"sync"
)

func work(n int) int {
	sum := 0
	for i := 0; i < n*200; i++ {
		sum += i % 7
	}
	return sum
}

func main() {
	var wg sync.WaitGroup
	for i := 0; i < 24; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			work(i + 10)
		}()
	}
	wg.Wait()
	fmt.Println("all done")
}
