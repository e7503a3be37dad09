package main

import (
	"fmt"
	"strconv"
)

func f[A any, B []A](a A, b B) int { return len(b) }
func g[T any](x T)                 { fmt.Printf("%T ", x) }
func conv[A, B any](x A) (y B) {
	fmt.Printf("%T->%T ", x, y)
	return
}

type F func(int)
type Box struct{ f F }

type T struct{ n int }

func (t T) m[P any](x P) P          { return x }
func (t *T) two[A, B any](a A, b B) { t.n++; fmt.Printf("%T %T %d ", a, b, t.n) }

type List[E any] []E

func (l List[E]) Map[R any](m func(E) R) (r List[R]) {
	for _, x := range l {
		r = append(r, m(x))
	}
	return
}

func apply(f func(int) string) string { return f(7) }
func pass[X any](f func(X), x X)      { f(x) }
func result() func(string) bool       { return conv }

func inner[K ~func(int)](x K) { x(1) }

type I interface{ any | int }
type Any interface{ I }

var x I = 42
var y Any = "any"

type A[T interface{ A[T] }] interface{ M() T }
type X int

func (x X) M() X { return x + 1 }

func chain[T A[T]](x T) T { return x.M().M() }

type Node[T any] struct {
	val  T
	next *Node[T]
}

func (n *Node[E]) push(v E) *Node[E] { return &Node[E]{v, n} }

type Pair[K comparable, V any] struct {
	k K
	v V
}
type IntPair[V any] = Pair[int, V]
type Strs = IntPair[string]

func (p Pair[A, _]) key() A { return p.k }

func main() {
	p := f[byte]
	fmt.Println(p(1, []byte{2, 3}))
	F(g)(1)
	var h F = g
	h(2)
	Box{f: g}.f(3)
	[]F{g}[0](4)
	map[string]F{"a": g}["a"](5)
	c := make(chan F, 1)
	c <- g
	(<-c)(6)
	inner(F(g))
	fmt.Println()
	var k func(string) float64
	k = conv
	k("")
	result()("")
	fmt.Println(apply(conv) == "", apply(strconv.Itoa))
	pass(g, 1.5)
	pass(g[int], 2)
	fmt.Println()
	var t T
	var q func(int) int = t.m
	var r func(T, string) string = T.m
	var s func(*T, int, bool) = (*T).two
	s(&t, 1, true)
	t.two[string]("a", 'x')
	u := t.two[int, []int]
	u(1, nil)
	fmt.Println(q(3), r(t, "r"), t.m[float64](2), T.m(t, "e"), T.m[int8](t, 4), t.n)
	fmt.Println(List[int]{1, 2}.Map(strconv.Itoa), List[string]{"a"}.Map(func(s string) int { return len(s) }))
	var mp func(List[int], func(int) bool) List[bool] = List[int].Map
	fmt.Println(mp(List[int]{1, 0}, func(n int) bool { return n > 0 }))
	fmt.Println(x, y, chain(X(1)))
	n := (&Node[int]{val: 1}).push(2).push(3)
	for ; n != nil; n = n.next {
		fmt.Print(n.val, " ")
	}
	z := Strs{1, "s"}
	fmt.Printf("%v %T %v\n", z, z, z.key())
}
