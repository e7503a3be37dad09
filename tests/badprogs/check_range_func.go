package main

type myBool bool

type T struct{}

func (T) Each(yield func(int) bool)         {}
func (T) Pairs(yield func(int, string) bool) {}

func none(yield func() bool)            {}
func one(yield func(int) bool)          {}
func two(yield func(int, string) bool)  {}
func three(yield func(a, b, c int) bool) {}

func main() {
	for x := range none {
		_ = x
	}
	for x, y := range one {
		_, _ = x, y
	}
	for range three {
	}
	for range func() {} {
	}
	for range func(a, b func() bool) {} {
	}
	for range func(yield func() bool) int { return 1 } {
	}
	for range func(int) {} {
	}
	for range func(yield func() int) {} {
	}
}
