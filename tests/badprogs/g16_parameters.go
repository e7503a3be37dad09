package main

func f[T any]() {
	var T int
	_ = T
}

func g[T any](T int) {}

type Foo[A, B any] struct{ a A }

func (f *Foo[_, _]) m() { f.b() }

type S[int any] struct{ p int }

func (s S[string]) m() { var x int = s.p; _ = x }

func (s S[A, B]) two()  {}
func (s S[[]int]) bad() {}

type R struct{}

func (r R) r[r any]() {}

func main() {}
