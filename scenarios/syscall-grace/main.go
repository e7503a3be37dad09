// Two Ps, nothing to do on the second, and main makes system calls: ten of 2 ms, then one of 30 ms.
// Watch what sysmon does not do: nobody is waiting, so main's P stays with its thread for 10 ms.
package main

import (
	"fmt"
	"runtime"
	"time"

	"gmpsim/sim"
)

func main() {
	for i := 0; i < 10; i++ {
		sim.Syscall(2 * time.Millisecond)
	}
	fmt.Println("10 system calls of 2 ms")
	runtime.Gosched() // a fresh time slice
	sim.Syscall(30 * time.Millisecond)
	fmt.Println("one of 30 ms")
}
