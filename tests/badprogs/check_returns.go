package main

import "errors"

func a() int {}
func b() (int, error) { return 1 }
func c() int { return "a" }
func d() int { return 1, 2 }
func e() { return 1 }
func f() (x int, err error) { return 1 }
func g() (x int) {
	{
		x := 2
		return
	}
}
func h(x int) int {
	for {
		break
	}
}
func i(x int) int {
	switch x {
	case 1:
		return 1
	}
}
func j(x int) int {
	switch x {
	case 1:
		return 1
	default:
		panic("x")
	}
}
func k(x int) int {
	if x > 0 {
		return 1
	} else if x < 0 {
		return 2
	}
}
func l(c chan int) int {
	select {
	case <-c:
		return 1
	}
}
func m() int {
L:
	for {
		for {
			break L
		}
	}
}
func n() int { for true { } }
func o() int { goto L; L: return 1 }
func p() error { return nil, errors.New("x") }
func q() (int, error) { return errors.New("x") }
func r() (int, error) { return b() }
func s() int { return b() }
func t() (int, string) { return b() }
func u() func() int { return func() int { } }
func v() (a, b int) { return a }
func w() int { return nil }
func x() *int { return 0 }
func y() int { return }
func main() {}
