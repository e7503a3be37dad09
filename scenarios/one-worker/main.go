// Three workers, nine short jobs, one P. How many jobs does each worker get?
// Watch runnext: the worker that is handed a job runs next and is back at the channel before the
// others had a turn.
package main

import (
	"fmt"
	"sync"
)

func main() {
	jobs := make(chan int)
	var wg sync.WaitGroup
	var done [3]int
	for w := range done {
		wg.Go(func() {
			for range jobs {
				done[w]++
			}
		})
	}
	for job := 0; job < 9; job++ {
		jobs <- job
	}
	close(jobs)
	wg.Wait()
	fmt.Println("jobs of each worker:", done)
}
