package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

type Job struct {
	ID   int
	Args []int
}

type Result struct {
	Job    Job
	Sum    int
	Err    error
	Worker int
}

var ErrNegative = errors.New("negative argument")

func process(j Job) (sum int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("job %d: %v", j.ID, r)
		}
	}()
	for _, a := range j.Args {
		if a < 0 {
			return 0, fmt.Errorf("job %d: %w", j.ID, ErrNegative)
		}
		sum += 100 / a
	}
	return
}

func worker(id int, jobs <-chan Job, results chan<- Result, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		time.Sleep(time.Duration(len(j.Args)) * time.Millisecond)
		s, err := process(j)
		results <- Result{Job: j, Sum: s, Err: err, Worker: id}
	}
}

func main() {
	jobs := make(chan Job, 10)
	results := make(chan Result, 10)
	var wg sync.WaitGroup
	for w := 1; w <= 3; w++ {
		wg.Add(1)
		go worker(w, jobs, results, &wg)
	}
	in := [][]int{{1, 2, 3}, {5}, {-1, 2}, {0}, {10, 10, 10, 10}, {}}
	for i, a := range in {
		jobs <- Job{i, a}
	}
	close(jobs)
	go func() {
		wg.Wait()
		close(results)
	}()
	all := make([]*Result, len(in))
	for r := range results {
		all[r.Job.ID] = &r
	}
	for _, r := range all {
		switch {
		case errors.Is(r.Err, ErrNegative):
			fmt.Println("negative:", r.Err)
		case r.Err != nil:
			fmt.Println("error:", r.Err)
		default:
			fmt.Printf("%+v -> %d\n", r.Job, r.Sum)
		}
	}
	fmt.Printf("%v\n%+v\n", *all[2], *all[4])
}
