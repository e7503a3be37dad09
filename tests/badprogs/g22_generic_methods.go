package main

type T struct{ f int }

func (T) m[P any](P)          {}
func (T) n[P, Q any](P) (q Q) { return }

type I interface{ m(int) }

func main() {
	var t T
	t.m[int, int](1)
	t.n(1)
	t.n[int](1)
	_ = t.n
	_ = T.m
	x := t.m
	var i I = t
	t.m[string](1)
	_, _ = x, i
}
