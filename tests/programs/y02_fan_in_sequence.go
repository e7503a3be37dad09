package main

import (
	"fmt"
	"sync"
	"time"
)

type Message struct {
	str  string
	wait chan bool
}

func source(name string, every time.Duration) <-chan Message {
	c := make(chan Message)
	wait := make(chan bool)
	go func() {
		for i := 0; ; i++ {
			c <- Message{fmt.Sprintf("%s %d", name, i), wait}
			time.Sleep(every)
			<-wait
		}
	}()
	return c
}

func fanIn(inputs ...<-chan Message) <-chan Message {
	c := make(chan Message)
	for _, in := range inputs {
		go func() {
			for {
				c <- <-in
			}
		}()
	}
	return c
}

func merge(cs ...<-chan int) <-chan int {
	var wg sync.WaitGroup
	out := make(chan int)
	output := func(c <-chan int) {
		for n := range c {
			out <- n
		}
		wg.Done()
	}
	wg.Add(len(cs))
	for _, c := range cs {
		go output(c)
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func gen(nums ...int) <-chan int {
	out := make(chan int, len(nums))
	for _, n := range nums {
		out <- n
	}
	close(out)
	return out
}

func sq(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		for n := range in {
			out <- n * n
		}
		close(out)
	}()
	return out
}

func main() {
	c := fanIn(source("A", 3*time.Millisecond), source("B", 5*time.Millisecond))
	for i := 0; i < 5; i++ {
		m1 := <-c
		fmt.Println(m1.str)
		m2 := <-c
		fmt.Println(m2.str)
		m1.wait <- true
		m2.wait <- true
	}
	in := gen(2, 3, 4, 5)
	for n := range merge(sq(in), sq(in)) {
		fmt.Println(n)
	}
	for n := range sq(sq(gen(2, 3))) {
		fmt.Println(n)
	}
}
