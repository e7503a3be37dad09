package main

import "fmt"

type myBool bool

type T struct{}

func (T) Each(yield func(int) bool) {}

func two(yield func(int, string) bool) {}

func value() int {
	for x := range two {
		return x
	}
}

func results() (n int, s string) {
	for n := range two {
		return
	}
	for range two {
		return 1
	}
	return
}

func main() {
	for range func(yield func() myBool) {} {
	}
	for range func(yield func(...int) bool) {} {
	}
	for a, b := range two {
		a = b
	}
	for a, b, c := range two {
	}
	var s []string
	for s[0] = range two {
	}
	for unused := range (T{}).Each {
		fmt.Println()
	}
	for _ := range two {
	}
	for x := range T.Each {
		_ = x
	}
}
