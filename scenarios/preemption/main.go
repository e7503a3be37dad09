// A loop that never gives way, and one P. Does main ever get a turn?
// Watch sysmon ask the loop to stop after its time slice.
package main

import (
	"fmt"
	"time"
)

func spin() {
	for {
	}
}

func main() {
	go spin()
	go spin()
	for i := 1; i <= 5; i++ {
		time.Sleep(5 * time.Millisecond)
		fmt.Println("main gets turn", i)
	}
}
