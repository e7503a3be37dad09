// 200 tasks, each a goroutine. They share the threads there are.
// Watch how few threads it takes, and what a turn costs. Compare with thread-per-task.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	for i := 0; i < 200; i++ {
		wg.Go(func() {
			for turn := 0; turn < 50; turn++ {
				runtime.Gosched()
			}
		})
	}
	wg.Wait()
	fmt.Println("200 tasks had 50 turns each")
}
