package main

func deref[P *int | *string](p P)          { _ = *p }
func call[F func() | func(int)](f F)       { f() }
func makes[T []int | int]() T              { return make(T, 1) }
func lens[T []int | int](x T) int          { return len(x) }
func convert[T ~int8 | ~int16]() T         { return T(300) }
func assign[T []int | []string](s []int) T { return s }
func key[K any](k K) map[K]int             { return nil }
func embedded[T any]()                     { type s struct{ T } }
func assertion[T any](x T)                 { _ = x.(int) }
func field[P struct{ f int }](p P) int     { return p.f }

func main() {}
