// Three workers take five jobs from one channel with room for ten.
// Watch the jobs wait in the channel's buffer, not as goroutines. close says that no more will come.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

func worker(jobs <-chan int, results chan<- string) {
	for job := range jobs {
		sim.IO(time.Duration(job) * 10 * time.Millisecond)
		results <- fmt.Sprint("job ", job, " is done")
	}
}

func main() {
	jobs := make(chan int, 10)
	results := make(chan string, 10)
	var wg sync.WaitGroup
	for w := 1; w <= 3; w++ {
		wg.Go(func() { worker(jobs, results) })
	}
	for job := 1; job <= 5; job++ {
		jobs <- job
	}
	close(jobs)
	wg.Wait()
	close(results)
	for result := range results {
		fmt.Println(result)
	}
}
