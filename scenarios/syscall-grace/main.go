// Two Ps, nothing to do on the second, and main makes system calls of 2 ms.
// Watch what sysmon does not do: nobody is waiting, so main's P stays with its thread, and main goes
// on without asking anybody.
package main

import (
	"fmt"
	"time"

	"gmpsim/sim"
)

func main() {
	for i := 0; i < 10; i++ {
		sim.Syscall(2 * time.Millisecond)
	}
	fmt.Println("10 system calls of 2 ms")
}
