// Three workers take jobs from one buffered channel.
package main

import (
	"fmt"
	"sync"
	"time"
)

func worker(id int, jobs <-chan int, results chan<- string) {
	for job := range jobs {
		time.Sleep(time.Duration(job) * time.Millisecond)
		results <- fmt.Sprintf("worker %d did job %d", id, job)
	}
}

func main() {
	jobs, results := make(chan int, 4), make(chan string)
	var wg sync.WaitGroup
	for id := 1; id <= 3; id++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			worker(id, jobs, results)
		}()
	}
	go func() {
		for job := 1; job <= 9; job++ {
			jobs <- job
		}
		close(jobs)
		wg.Wait()
		close(results)
	}()
	for result := range results {
		fmt.Println(result)
	}
}
