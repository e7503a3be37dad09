package main

func f[T any](n int) {
	type local struct{ x T }
	if n > 0 {
		f[local](n - 1)
	}
}

type list[P any] struct{ next *list[P] }

func main() { f[int](0) }
