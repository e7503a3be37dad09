package main

type T [1 << 50]byte

var x struct {
	a int
	b [1 << 48]int64
}

func main() {}
