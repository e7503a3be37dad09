// One goroutine starts eight others. They all stand in the queue of its processor: where do the
// other processors get their work?
package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	var done [8]int
	for i := range done {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := 0; n < 10_000; n++ {
				done[i] += n
			}
		}()
	}
	wg.Wait()
	fmt.Println("done:", len(done))
}
