package main

type I interface{ m(int) int }
type T struct{}

func (T) m[P any](x P) P { return x }

type V struct{}

func (V) m() (n int) { return }

var _ I = T{}
var _ I = V{}
var _ I = W(0)

type W int

func (W) m() (a int, b bogus) { return 0, nil }

func need[X any](interface{ m(X) X }) {}

func main() { need(T{}) }
