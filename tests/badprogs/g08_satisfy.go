package main

type C1 interface {
	comparable
	[2]any | int
}

type C2 interface{ ~int | ~string }

type My int

func eq[T comparable](T)                {}
func c1[T C1](T)                        {}
func c2[T C2](T)                        {}
func c3[T interface{ int | string }](T) {}

func g[P interface{ struct{ x any } }](p P) { eq[P](p) }
func h[P any](p P)                          { eq(p) }

func main() {
	c1([2]any{})
	c1[any](nil)
	c2(1.5)
	c2[any](nil)
	c3(My(1))
	eq([]int{})
	eq(any(1))
	eq(struct{ a any }{})
	eq(struct{ a []int }{})
}
