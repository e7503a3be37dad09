package main

type Number interface{ ~int | ~float64 }

type Pair[A, B any] struct {
	a A
	b B
}

type Own[T any] T

type Set[T comparable] map[T]bool

func two[A, B any](a A) B { var b B; return b }

func use(n Number, c comparable) {}

func conv[T ~int | ~string](x T) float64 { return float64(x) }

func unused[T any](x T) {
	var y T
}

func noReturn[T any](x T) T {
}

func main() {
	two[int](1)
	var t Pair[int, string] = Pair[string, int]{}
	_ = t
	var i int
	_ = i[int]
	var s Set[[]int]
	_ = s
}
