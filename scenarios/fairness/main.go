// main gives way again and again while 240 others wait in its P's queue.
// Gosched puts main into the global queue. Watch when the P looks there: on every 61st slice.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	const others = 240
	ran := 0
	for i := 0; i < others; i++ {
		go func() { ran++ }()
	}
	var between []int
	for ran < others {
		before := ran
		runtime.Gosched()
		between = append(between, ran-before)
	}
	fmt.Println("main was back", len(between), "times before everybody had run")
	if n := len(between); n > 2 {
		between = between[1 : n-1] // the first wait began within a round, the last one ended early
	}
	fmt.Println("others between two turns of main:", between)
}
