// A loop that never gives way: sysmon sees to it that others get their turn.
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
	for i := 0; i < 6; i++ {
		go spin()
	}
	for i := 1; i <= 5; i++ {
		time.Sleep(10 * time.Millisecond)
		fmt.Println("main gets its turn", i)
	}
}
