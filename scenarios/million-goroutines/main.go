// A hundred thousand goroutines that wait. What does that cost?
// Watch the memory: each takes at least 2 KiB for its stack. Ask for a million and give it 1 GiB.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
)

func main() {
	n := 100_000
	if len(os.Args) > 1 {
		n, _ = strconv.Atoi(os.Args[1])
	}
	var wg sync.WaitGroup
	gate := make(chan bool)
	for i := 0; i < n; i++ {
		wg.Go(func() { <-gate })
	}
	runtime.Gosched()
	fmt.Println("goroutines:", runtime.NumGoroutine())
	fmt.Println("stacks take at least", n*2/1000, "MB")
	close(gate)
	wg.Wait()
}
