// 200 tasks, each on a thread of its own, as with pthreads or std::thread.
// Watch the threads: each turn of a task is a change of thread, and the kernel's stacks alone would be
// 200 times 1 to 8 MB. Compare with goroutine-per-task.
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
			runtime.LockOSThread() // from here on this thread runs nobody else
			for turn := 0; turn < 50; turn++ {
				runtime.Gosched()
			}
		})
	}
	wg.Wait()
	fmt.Println("200 tasks had 50 turns each")
}
