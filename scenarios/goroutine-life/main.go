// One goroutine from `go` to its end, through every state a goroutine can have.
// Follow it: runnable, running, waiting, runnable, running, in a system call, running, ended.
package main

import (
	"fmt"
	"runtime"
	"time"

	"gmpsim/sim"
)

func main() {
	questions := make(chan string)
	answers := make(chan string)

	go func() { // runnable: it stands in the runnext of main's P
		question := <-questions // running, then waiting: nobody has asked yet
		sim.Note("asked: " + question)

		runtime.Gosched() // runnable: it stands at the end of the global queue

		sim.Syscall(50 * time.Microsecond) // in a system call, its P waits for it

		time.Sleep(2 * time.Millisecond) // waiting: a timer will make it runnable

		answers <- question + " 42" // main waits for it: the value goes straight there
	}() // ended: its structure is kept for the next goroutine

	runtime.Gosched()
	questions <- "six times seven?"
	fmt.Println(<-answers)
}
