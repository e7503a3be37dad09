package main

import "fmt"

func f() int { return 1 }

func main() {
	x := 1
	x
	x + 1
	f
	f()
	-x
	"a"
	nil
	int
	fmt
	fmt.Println
	func() {}
	<-x
	x == 1
	[]int{1}
	&x
	*x
	if x {
	}
	if f() {
	}
	if "a" {
	}
	for x {
	}
	for i := 0; i; i++ {
	}
	for i := 0; i < 10; i = "a" {
	}
	switch x {
	case f:
	case nil:
	case x > 1:
	default:
	default:
	}
	var y int = f
	var z func() = f
	go f()
	go func() {}()
	x.y = 1
	x.y()
	x[0] = 1
	x()
	f().z = 1
	f() = 1
	&x = nil
	(x) = 2
	(x), y = 1, "a"
	_, _ = 1
	_ = 1, 2
	x, y = y


	return
	return 5
	var a [3]int
	a.len()
	for i, v := range a { a[v] = i; v.x() }
	for i := range 3.5 {
	}
	for _ = range a {
	}
	for _, _ = range a {
	}
	for _ := range a {
	}
	for x, y = range a {
	}
	for x, y = range "abc" {
	}
	for i, c := range "abc" { var s string = c; _ = s; _ = i }
	for k, v := range map[string]int{} { k = 1; v = "a" }
	for x.y = range a {
	}
}
