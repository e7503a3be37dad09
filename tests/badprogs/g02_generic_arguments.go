package main

type S struct{}

type Str interface{ String() string }

func p[T Str](x T) {}
func c[T comparable](x T) {}
func two[A, B any](a A) B { var b B; return b }
func sl[S ~[]E, E any](s S) E { return s[0] }

type Pair[A, B any] struct {
	a A
	b B
}

type My int
type IntOnly interface{ int }

func io[T IntOnly](x T) {}

func main() {
	p(S{})
	c([]int{})
	two(1)
	sl(3)
	var q Pair[int]
	q.x = 1
	var r Pair[int, string]
	r.zz = 1
	r = 5
	io(My(1))
	two[int, string, bool](1)
	p[S](S{})
}
