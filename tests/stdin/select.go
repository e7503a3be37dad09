// A reader beside a timer: input is there before the time is over.
package main

import (
	"bufio"
	"fmt"
	"os"
	"time"
)

func main() {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			lines <- in.Text()
		}
	}()
	for lines != nil {
		select {
		case line, ok := <-lines:
			if !ok {
				lines = nil
				continue
			}
			fmt.Println("read", line)
		case <-time.After(10 * time.Second):
			fmt.Println("nothing came")
			return
		}
	}
	fmt.Println("end")
}
