package main

type C interface{ comparable }
type U interface{ int | string }

var a C
var b U
var c []U
var d map[C]int

func e(U) C { return nil }

type S struct {
	u U
	C
}

var f = func(c chan U) {}

func main() {
	var x any
	switch x.(type) {
	case U:
	}
	_ = []C{}
}
