package main

import (
	"cmp"
	"fmt"
)

type Tree[K cmp.Ordered, V any] struct {
	left, right *Tree[K, V]
	key         K
	val         V
}

func (t *Tree[K, V]) put(k K, v V) *Tree[K, V] {
	switch {
	case t == nil:
		return &Tree[K, V]{key: k, val: v}
	case k < t.key:
		t.left = t.left.put(k, v)
	case k > t.key:
		t.right = t.right.put(k, v)
	default:
		t.val = v
	}
	return t
}

func (t *Tree[Key, Val]) walk(f func(Key, Val) bool) bool {
	return t == nil || t.left.walk(f) && f(t.key, t.val) && t.right.walk(f)
}

type Eq[T any] interface{ Equal(T) bool }

func index[T Eq[T]](s []T, x T) int {
	for i, y := range s {
		if x.Equal(y) {
			return i
		}
	}
	return -1
}

type P struct{ x, y int }

func (p P) Equal(q P) bool { return p == q }

type Setter[T any] interface {
	Set(string)
	*T
}
type S string

func (s *S) Set(v string) { *s = S("<" + v + ">") }

func parse[T any, PT Setter[T]](v []string) []T {
	out := make([]T, len(v))
	for i, s := range v {
		PT(&out[i]).Set(s)
	}
	return out
}

type Fn[T any] func(T) Fn[T]
type Graph[N interface{ Edges() []E }, E interface{ Nodes() (N, N) }] struct{ nodes []N }
type V struct{ name string }
type Ed struct{ a, b *V }

func (v *V) Edges() []*Ed     { return []*Ed{{v, v}} }
func (e *Ed) Nodes() (*V, *V) { return e.a, e.b }
func (g *Graph[N, E]) count() (n int) {
	for _, v := range g.nodes {
		n += len(v.Edges())
	}
	return
}

func rec[T any](n int, x T) string {
	type local struct{ v T }
	if n == 0 {
		return fmt.Sprintf("%v", local{x})
	}
	return rec(n-1, x)
}

func even[A, B any](n int, a A, b B) string {
	if n == 0 {
		return fmt.Sprintf("%T %T", a, b)
	}
	return odd(n-1, b, a)
}
func odd[A, B any](n int, a A, b B) string { return even(n, a, b) }

func main() {
	var t *Tree[string, int]
	for i, w := range []string{"m", "c", "x", "c"} {
		t = t.put(w, i)
	}
	t.walk(func(k string, v int) bool { fmt.Print(k, v, " "); return true })
	fmt.Println(index([]P{{1, 2}, {3, 4}}, P{3, 4}), parse[S]([]string{"a", "b"}))
	var count int
	var fn Fn[int]
	fn = func(n int) Fn[int] { count += n; return fn }
	fn(1)(2)(3)
	g := Graph[*V, *Ed]{nodes: []*V{{"a"}, {"b"}}}
	fmt.Println(count, g.count(), rec(3, "z"), even(3, 1, "s"))
}
