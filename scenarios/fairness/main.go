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
	// The first wait began somewhere in a round, the last one ends when nobody is left.
	fmt.Println("main was back", len(between), "times before everybody had run")
	fmt.Println("others between two turns of main:", between[1:len(between)-1])
}
