package main

import (
	"fmt"
	"math/rand"
	"time"
)

// boring returns a channel of messages.
func boring(msg string, n int) <-chan string {
	c := make(chan string)
	go func() {
		defer close(c)
		for i := 0; i < n; i++ {
			c <- fmt.Sprintf("%s %d", msg, i)
			time.Sleep(time.Duration(rand.Intn(3)+1) * time.Microsecond)
		}
	}()
	return c
}

func main() {
	joe := boring("Joe", 3)
	ann := boring("Ann", 3)
	for i := 0; i < 3; i++ {
		fmt.Println(<-joe)
		fmt.Println(<-ann)
	}
	v, ok := <-joe
	fmt.Printf("%q %t\n", v, ok)
	fmt.Println("You're both boring; I'm leaving.")
}
