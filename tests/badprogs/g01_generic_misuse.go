package main

type Number interface{ ~int | ~float64 }

func f[T any](a, b T) T { return a }
func g[T any]() T       { var z T; return z }
func m[K comparable, V any](x map[K]V) {}
func bad[T any](a, b T) bool { return a < b }
func bad2[T any](a, b T) bool { return a == b }
func bad3[T Number](a T) string { return a }
func bad4[T Number](a T) bool { return a && true }

type List[T any] struct{ next *List[T] }

func (l *List[T]) Push(x T) {}

func main() {
	f(1, "a")
	var i int
	var s string
	f(i, s)
	g()
	var l List
	var l2 List[int, int]
	m(map[int]string{})
	x := g
	_, _, _ = l, l2, x
}
