// The other side of benches/compare: the same work in Go. Prints nanoseconds for one operation.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
)

const (
	spawns   = 1_000_000
	tasks    = 1_000
	yields   = 1_000
	hops     = 1_000_000
	values   = 5_000_000
	buffer   = 128
	leaves   = 1_000_000
	nodes    = 1_111_111
	selects  = 1_000_000
	lockers  = 8
	locks    = 250_000
	sleepers = 10_000
	sleeps   = 20
	bursts   = 2_000
	burst    = 200
)

// All spawned, all run, all waited for.
func spawn() int {
	var wg sync.WaitGroup
	wg.Add(spawns)
	for range spawns {
		go wg.Done()
	}
	wg.Wait()
	return spawns
}

func yield() int {
	var wg sync.WaitGroup
	wg.Add(tasks)
	for range tasks {
		go func() {
			for range yields {
				runtime.Gosched()
			}
			wg.Done()
		}()
	}
	wg.Wait()
	return tasks * yields
}

func pingPong() int {
	a, b := make(chan int), make(chan int)
	go func() {
		for v := range a {
			b <- v + 1
		}
		close(b)
	}()
	for range hops / 2 {
		a <- 1
		<-b
	}
	close(a)
	return hops
}

func buffered() int {
	c := make(chan int, buffer)
	go func() {
		for i := range values {
			c <- i
		}
		close(c)
	}()
	sum := 0
	for v := range c {
		sum += v
	}
	return values
}

func node(c chan int, num, size int) {
	if size == 1 {
		c <- num
		return
	}
	rc := make(chan int)
	size /= 10
	for i := range 10 {
		go node(rc, num+i*size, size)
	}
	sum := 0
	for range 10 {
		sum += <-rc
	}
	c <- sum
}

func skynet() int {
	c := make(chan int)
	go node(c, 0, leaves)
	if sum := <-c; sum != leaves*(leaves-1)/2 {
		panic(sum)
	}
	return nodes
}

// Two producers, one consumer that selects.
func selecting() int {
	a, b := make(chan int), make(chan int)
	for _, c := range []chan int{a, b} {
		go func() {
			for i := range selects / 2 {
				c <- i
			}
		}()
	}
	sum := 0
	for range selects {
		select {
		case v := <-a:
			sum += v
		case v := <-b:
			sum += v
		}
	}
	return selects
}

func mutex() int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	counter := 0
	wg.Add(lockers)
	for range lockers {
		go func() {
			for range locks {
				mu.Lock()
				counter++
				mu.Unlock()
			}
			wg.Done()
		}()
	}
	wg.Wait()
	return lockers * locks
}

// Short sleeps, many at once: what it costs to set a timer and to be woken by it.
func timers() int {
	var wg sync.WaitGroup
	wg.Add(sleepers)
	for i := range sleepers {
		go func() {
			for range sleeps {
				time.Sleep(time.Duration(1+i%7) * time.Microsecond)
			}
			wg.Done()
		}()
	}
	wg.Wait()
	return sleepers * sleeps
}

// One goroutine makes all the work, in bursts: the other Ps have to steal it.
func steal() int {
	var wg sync.WaitGroup
	for range bursts {
		wg.Add(burst)
		for range burst {
			go func() {
				x := 1
				for i := range 200 {
					x = x*31 + i
				}
				sink[x&1]++
				wg.Done()
			}()
		}
		wg.Wait()
	}
	return bursts * burst
}

// Racy on purpose: it only keeps the loop from being compiled away.
var sink [2]int

// Resident bytes of each of n parked goroutines.
func parked(n int) {
	before := resident()
	never := make(chan int)
	started := make(chan int, 1024)
	for range n {
		go func() {
			started <- 1
			<-never
		}()
	}
	for range n {
		<-started
	}
	fmt.Println((resident() - before) / n)
}

func resident() int {
	var size, pages int
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	fmt.Sscan(string(text), &size, &pages)
	return pages * os.Getpagesize()
}

func main() {
	name := os.Args[1]
	if name == "parked" {
		n, err := strconv.Atoi(os.Args[2])
		if err != nil {
			panic(err)
		}
		parked(n)
		return
	}
	work := map[string]func() int{
		"spawn": spawn, "yield": yield, "ping-pong": pingPong, "buffered": buffered,
		"skynet": skynet, "select": selecting, "mutex": mutex, "timers": timers, "steal": steal,
	}[name]
	if work == nil {
		fmt.Fprintln(os.Stderr, "no such benchmark:", name)
		os.Exit(1)
	}
	start := time.Now()
	n := work()
	fmt.Println(float64(time.Since(start).Nanoseconds()) / float64(n))
}
