package main

import (
	"errors"
	"fmt"
)

func trace(s string) string { fmt.Println("enter", s); return s }
func un(s string)           { fmt.Println("leave", s) }

func a() { defer un(trace("a")); fmt.Println("in a"); b() }
func b() { defer un(trace("b")); fmt.Println("in b") }

func named() (n int) {
	defer func() { n *= 2 }()
	n = 4
	return n + 1
}

func unnamed() int {
	n := 4
	defer func() { n *= 2 }()
	return n
}

func safe(f func()) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			err = fmt.Errorf("recovered error: %w", r)
		default:
			err = fmt.Errorf("recovered %T: %v", r, r)
		}
	}()
	f()
	return nil
}

type S struct{ n int }

func (s S) show()   { fmt.Println("value", s.n) }
func (s *S) pshow() { fmt.Println("pointer", s.n) }

var errX = errors.New("x")

func loop() {
	for i := 0; i < 4; i++ {
		defer fmt.Print(i, ";")
	}
}

func main() {
	more()
	a()
	fmt.Println(named(), unnamed())
	fmt.Println(safe(func() {}))
	fmt.Println(safe(func() { panic("boom") }))
	fmt.Println(safe(func() { panic(errX) }))
	fmt.Println(safe(func() { var m map[string]int; m["a"] = 1 }))
	fmt.Println(safe(func() { var p *S; p.show() }))
	fmt.Println(safe(func() { x := []int{1}; i := 5; _ = x[i] }))
	fmt.Println(safe(func() { x := []int{1}; i := 5; _ = x[1:i] }))
	fmt.Println(safe(func() { x := []int{1}; i := -1; _ = x[i] }))
	fmt.Println(safe(func() { x, y := 1, 0; _ = x / y }))
	fmt.Println(safe(func() { var i any = "s"; _ = i.(int) }))
	fmt.Println(safe(func() { var i any; _ = i.(int) }))
	fmt.Println(safe(func() { var i any = 1; _ = i.(fmt.Stringer) }))
	fmt.Println(safe(func() { var f func(); f() }))
	fmt.Println(safe(func() { n := -1; _ = make([]int, n) }))
	fmt.Println(safe(func() { var c chan int; close(c) }))
	fmt.Println(safe(func() { c := make(chan int); close(c); close(c) }))
	fmt.Println(safe(func() { c := make(chan int); close(c); c <- 1 }))
	fmt.Println(safe(func() { _ = [3]int([]int{1}) }))
	fmt.Println(safe(func() { m := map[any]int{}; m[[]int{1}] = 2 }))
	fmt.Println(safe(func() { var x, y any = []int{1}, []int{1}; _ = x == y }))
	fmt.Println(safe(func() { s := "abc"; i := 10; _ = s[i] }))
	fmt.Println(safe(func() { s := "abc"; i := 10; _ = s[i:] }))
	fmt.Println(safe(func() { x := make([]int, 2, 4); i, j := 3, 2; _ = x[i:j] }))
}

func more() {
	s := S{1}
	defer s.show()
	defer s.pshow()
	s.n = 2
	loop()
	fmt.Println()
	fmt.Println(errors.Is(safe(func() { panic(errX) }), errX))
	func() {
		defer func() {
			fmt.Println("outer", recover())
		}()
		defer func() {
			panic("second")
		}()
		panic("first")
	}()
	func() {
		defer fmt.Println("recover directly deferred", recover())
	}()
}
