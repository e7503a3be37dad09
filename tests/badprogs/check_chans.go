package main

import (
	"fmt"
	"time"
)

func prod(c chan<- int) { <-c; for range c { }; close(c); c <- "a" }
func cons(c <-chan int) { c <- 1; close(c); x := <-c; var s string = <-c; _ = x; _ = s }

func main() {
	c := make(chan int)
	c <- "a"
	c <- 1.5
	c <- nil
	var s string = <-c
	prod(c)
	cons(c)
	var ro <-chan int = c
	var wo chan<- int = c
	c = ro
	c = wo
	ro = wo
	cons(wo)
	prod(ro)
	x := make(chan int)
	y := make(chan int, "a")
	z := make(chan int, -1)
	w := make(int)
	close(5)
	close(c, c)
	close()
	len(c)
	<-5
	5 <- 5
	v, ok := <-c
	v, ok, z2 := <-c
	select {
	case a := <-c:
	case b, ok := <-c:
		_ = b
	case c <- "x":
	case <-time.After(1):
	case 5:
	case fmt.Println():
	case d := 5:
	default:
	default:
	}
	for v := range c {
	}
	for v, w := range c {
	}
	for range 5.5 {
	}
	for range main {
	}
	for i := range 10 {
	}
	for i, j := range 10 {
	}
	for i := range "abc" {
		i = "x"
	}
	defer prod(c)
}
