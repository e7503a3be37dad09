package main

type A[P any] [10]A[P]
type S[P any] struct{ f S[P] }
type E[P any] struct{ p P }
type T struct{ E[T] }
type U struct{ f U }

type G[P any] interface{ G[*P] }

type M = interface{ N }
type N interface{ M }

var v = U{2}

func main() {
	type L = []L
	type K = K
	var x U
	_ = x.g
}
