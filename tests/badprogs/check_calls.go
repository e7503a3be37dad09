package main

import (
	"fmt"
	"strconv"
)

type T struct{}

func (t T) m(a int) int   { return a }
func (t *T) pm(s string)  {}
func f(a int, b string)   {}
func v(a int, b ...string) {}
func r() (int, string)    { return 1, "" }
func g(f func(int) int)   {}

func main() {
	f()
	f(1)
	f(1, 2)
	f("a", "b")
	f(1, "b", 3)
	f(r())
	f(r(), 1)
	v()
	v(1)
	v(1, 2)
	v(1, "a", 3)
	v(1, []string{"a"})
	v(1, []string{"a"}...)
	v(1, []int{1}...)
	v(1, "a", []string{}...)
	f(1, []string{}...)
	var t T
	t.m()
	t.m("x")
	t.pm(1)
	T{}.pm("x")
	t.nope()
	t.M(1)
	T.m(1, 2)
	(*T).pm(t, "s")
	T.pm(t, "s")
	g(func(a int) {})
	g(func(a string) int { return 1 })
	g(strconv.Itoa)
	g(nil)
	g(t.m)
	g(1)
	x := f(1, "a")
	fmt.Println(f(1, "a"))
	1()
	"a"()
	t()
	nil()
	main()()
	strconv.Atoi("1") + 1
	n := strconv.Atoi("1")
	var y int = strconv.Atoi("1")
	fmt.Println(strconv.Atoi("1"))
	if strconv.Atoi("1") > 0 {
	}
	return 1
}
