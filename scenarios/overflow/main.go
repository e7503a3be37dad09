// A P's queue holds 256 goroutines, and runnext one more. Who comes too much?
// Watch P0's queue fill up: then the 128 oldest move to the global queue at once, and one with them.
package main

import (
	"fmt"
	"sync"
)

const n = 300

func main() {
	var wg sync.WaitGroup
	var place [n]int // when each ran
	turn := 0
	for i := 0; i < n; i++ {
		wg.Go(func() {
			place[i] = turn
			turn++
		})
	}
	wg.Wait()
	fmt.Println("the last one started runs first:", place[n-1] == 0)
	fmt.Println("number 200 overtakes number 100:", place[200] < place[100])
}
