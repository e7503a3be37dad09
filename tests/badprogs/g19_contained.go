package main

type T1[P any] struct{ f *T1[P] }
type T2[P any] struct{ f T3[P] }
type T3[P any] struct{ f T2[P] }
type T4[P any] struct{ f P }
type T5 struct{ f T4[T5] }
type T6 struct{ f *T4[T6] }
type T7 struct{ f T4[T4[T7]] }
type T8[P any] [2]T4[T8[P]]
type T9 = T4[T9]

func main() { var x T5; x.f.f.g() }
