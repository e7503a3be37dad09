// main starts ten goroutines and returns. What do they print?
// Watch the program end with all of them still in the queue.
package main

import "fmt"

func main() {
	for i := 0; i < 10; i++ {
		go func() { fmt.Println("goroutine", i, "was here") }()
	}
	fmt.Println("main returns")
}
