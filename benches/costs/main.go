// What one operation takes, in nanoseconds: the same program for real Go and for gmpsim, whose costs
// (src/runtime/costs.rs) are right where both print about the same. benches/costs.sh prints both.
package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

type counter struct{ n int }

//go:noinline
func (c *counter) add() { c.n++ }

//go:noinline
func add(a, b int) int { return a + b }

type shape interface{ area() int }
type square struct{ side int }

//go:noinline
func (s *square) area() int { return s.side * s.side }

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

var (
	sink    int
	pointer *counter
	bytes   []byte
	text    string
)

// measure prints the least time of one of n operations in several rounds.
func measure(name string, n int, f func(n int)) {
	best := time.Duration(1 << 62)
	for range 5 {
		start := time.Now()
		f(n)
		best = min(best, time.Since(start))
	}
	fmt.Fprintf(os.Stdout, "%-14s %10.2f\n", name, float64(best.Nanoseconds())/float64(n))
}

func main() {
	runtime.GOMAXPROCS(1)
	const n = 200_000
	measure("loop", n, func(n int) {
		s := 0
		for i := range n {
			s += i ^ s
		}
		sink = s
	})
	measure("n++", n, func(n int) {
		for range n {
			sink++
		}
	})
	c := &counter{}
	measure("method n++", n, func(n int) {
		for range n {
			c.add()
		}
	})
	measure("call", n, func(n int) {
		s := 0
		for i := range n {
			s = add(s, i)
		}
		sink = s
	})
	measure("fib(20)", 1, func(int) { sink = fib(20) })
	var sh shape = &square{3}
	measure("interface", n, func(n int) {
		for range n {
			sink += sh.area()
		}
	})
	array := make([]int, 1024)
	measure("slice", n, func(n int) {
		for i := range n {
			array[i&1023] += i
		}
	})
	measure("divide", n, func(n int) {
		s := 1
		for i := range n {
			s += n / (i + 1)
		}
		sink = s
	})
	measure("float", n, func(n int) {
		x := 1.0
		for range n {
			x = x*0.99 + 1
		}
		sink = int(x)
	})
	measure("alloc", n/10, func(n int) {
		for range n {
			pointer = &counter{}
		}
	})
	measure("make 64 bytes", n/10, func(n int) {
		for range n {
			bytes = make([]byte, 64)
		}
	})
	measure("append", n, func(n int) {
		var s []int
		for i := range n {
			s = append(s, i)
		}
		sink = len(s)
	})
	m := map[int]int{}
	for i := range 1000 {
		m[i] = i
	}
	measure("map read", n, func(n int) {
		for i := range n {
			sink += m[i&511]
		}
	})
	measure("map write", n, func(n int) {
		for i := range n {
			m[i&511] = i
		}
	})
	measure("concat", n/10, func(n int) {
		for range n {
			text = "a" + text[:min(len(text), 7)]
		}
	})
	measure("Sprint", n/20, func(n int) {
		for i := range n {
			text = fmt.Sprint(i)
		}
	})
	measure("Sprintf", n/20, func(n int) {
		for i := range n {
			text = fmt.Sprintf("%d:%s", i, "x")
		}
	})
	ints := make([]int, 1000)
	measure("sort 1000", 1, func(int) {
		for i := range ints {
			ints[i] = i * 7919 % 1000
		}
		slices.Sort(ints)
	})
	var a atomic.Int64
	measure("atomic", n, func(n int) {
		for range n {
			a.Add(1)
		}
	})
	var mu sync.Mutex
	measure("mutex", n, func(n int) {
		for range n {
			mu.Lock()
			mu.Unlock()
		}
	})
	var rw sync.RWMutex
	measure("RLock", n, func(n int) {
		for range n {
			rw.RLock()
			rw.RUnlock()
		}
	})
	var wg sync.WaitGroup
	measure("wg", n, func(n int) {
		for range n {
			wg.Add(1)
			wg.Done()
		}
	})
	measure("defer", n, func(n int) {
		for range n {
			func() {
				defer c.add()
			}()
		}
	})
	measure("now", n/10, func(n int) {
		for range n {
			sink = time.Now().Nanosecond()
		}
	})
	buffered := make(chan int, 128)
	measure("buffered", n, func(n int) {
		for i := range n / 2 {
			buffered <- i
			<-buffered
		}
	})
	measure("select default", n, func(n int) {
		for range n {
			select {
			case <-buffered:
			default:
			}
		}
	})
	other := make(chan int, 1)
	measure("select two", n/2, func(n int) {
		for i := range n {
			buffered <- i
			select {
			case <-buffered:
			case <-other:
			}
		}
	})
	measure("Gosched", n/10, func(n int) {
		for range 2 {
			wg.Go(func() {
				for range n / 2 {
					runtime.Gosched()
				}
			})
		}
		wg.Wait()
	})
	hop := make(chan int)
	measure("hop", n/10, func(n int) {
		wg.Go(func() {
			for range n / 2 {
				<-hop
				hop <- 1
			}
		})
		for range n / 2 {
			hop <- 1
			<-hop
		}
		wg.Wait()
	})
	measure("go", n/10, func(n int) {
		for range n / 100 {
			for range 100 {
				wg.Go(func() {})
			}
			wg.Wait()
		}
	})
	measure("go and wait", n/10, func(n int) {
		for range n {
			wg.Go(func() {})
			wg.Wait()
		}
	})
	var cond = sync.NewCond(&mu)
	turn := 0
	measure("cond", n/10, func(n int) {
		for who := range 2 {
			wg.Go(func() {
				for range n / 2 {
					mu.Lock()
					for turn != who {
						cond.Wait()
					}
					turn = 1 - who
					cond.Signal()
					mu.Unlock()
				}
			})
		}
		wg.Wait()
	})
	measure("timer", n/10, func(n int) {
		for range n {
			time.AfterFunc(time.Hour, func() {}).Stop()
		}
	})
}
