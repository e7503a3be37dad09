package main

func f[A any, B []A](a A, b B) int { return len(b) }
func g[T any](T)                   {}
func h[A, B any](A) B              { var b B; return b }

type F func(int)
type N int

func main() {
	_ = h[int]
	x := g
	_ = N(g)
	var v func(string) bool = h[int]
	var w func(int, int) = g
	_ = F(h)
	_ = g == nil
	_ = []F{h}
	f(1, []string{})
	_ = -g
}
