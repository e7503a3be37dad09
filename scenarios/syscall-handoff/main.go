// One P, and main blocks its thread in a system call for 20 ms. Must the other goroutine wait?
// Watch sysmon take the P from the blocked thread and hand it to another one.
package main

import (
	"fmt"
	"time"

	"gmpsim/sim"
)

func main() {
	start := time.Now()
	ran := make(chan time.Duration, 1)
	go func() { ran <- time.Since(start) }()

	sim.Syscall(20 * time.Millisecond)

	waited := <-ran
	fmt.Println("the other ran while main was in the kernel:", waited < 10*time.Millisecond)
	fmt.Println("it waited less than a millisecond:", waited < time.Millisecond)
}
