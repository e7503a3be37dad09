// Two channels always have something to give. Which one does select take?
// Watch the order in which select looks at its cases: a new random one each time.
package main

import "fmt"

func main() {
	left, right := make(chan int, 1000), make(chan int, 1000)
	for i := 0; i < 1000; i++ {
		left <- i
		right <- i
	}
	fromLeft, fromRight := 0, 0
	for i := 0; i < 1000; i++ {
		select {
		case <-left:
			fromLeft++
		case <-right:
			fromRight++
		}
	}
	fair := fromLeft > 400 && fromRight > 400
	fmt.Println("each was taken more than 400 times of 1000:", fair)
}
