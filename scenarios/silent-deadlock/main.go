// The same two locks, but somewhere a timer still runs. Does Go notice?
// Watch main wake up every 10 ms: as long as a timer is set, the detector keeps silent.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func main() {
	var a, b sync.Mutex
	both := func(first, second *sync.Mutex) {
		first.Lock()
		runtime.Gosched()
		second.Lock()
		second.Unlock()
		first.Unlock()
	}
	go both(&a, &b)
	go both(&b, &a)
	for i := 1; i <= 3; i++ {
		time.Sleep(10 * time.Millisecond)
		fmt.Println("main sees nothing wrong;", runtime.NumGoroutine()-1, "goroutines are stuck")
	}
}
