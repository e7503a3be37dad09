package main

import (
	"fmt"
	"sync"
	"time"
)

type Counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *Counter) Inc(key string) {
	c.mu.lock()
	c.n[key]++
	c.n++
}

func worker(id int, jobs <-chan int, results chan<- int) {
	for j := range jobs {
		results <- j * 2.5
		jobs <- 1
		x := <-results
	}
	return nil
}

func main() {
	var wg sync.WaitGroup
	jobs := make(chan int, 100)
	results := make(chan string)
	for i := 0; i < 3; i++ {
		wg.add(1)
		go worker(i, jobs, results)
		go func() {
			worker(i, results, jobs)
		}()
	}
	wg.Wait
	time.Sleep(time.second)
	time.Sleep("1s")
	fmt.Println("done" + 5)
	fmt.printf("%d", 1)
	for i := range 3 { fmt.Println(i) }
	if x := <-jobs; x == "a" { }
	var c Counter
	c.Inc(5)
	c.Dec("a")
	c.n = make(map[int]string)
}
