package main

type T[P any] struct {
	a *T[struct{ a, b P }]
	b *T[func(P) P]
	c *T[interface{ m(P) P }]
}

func main() { var t T[int]; _ = t }
