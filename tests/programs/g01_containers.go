package main

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

type Number interface {
	~int | ~int64 | ~float64
}

func Sum[T Number](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}

func Map[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func Filter[S ~[]E, E any](s S, keep func(E) bool) S {
	var out S
	for _, e := range s {
		if keep(e) {
			out = append(out, e)
		}
	}
	return out
}

func Keys[K comparable, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

type Stack[T any] struct {
	items []T
}

func (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }
func (s *Stack[T]) Pop() (T, bool) {
	var zero T
	if len(s.items) == 0 {
		return zero, false
	}
	x := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}

type Pair[A comparable, B any] struct {
	First  A
	Second B
}

func MakePair[A comparable, B any](a A, b B) Pair[A, B] { return Pair[A, B]{a, b} }

func (p Pair[A, B]) String() string { return fmt.Sprintf("<%v|%v>", p.First, p.Second) }

type List[T any] struct {
	head *node[T]
	n    int
}

type node[T any] struct {
	val  T
	next *node[T]
}

func (l *List[T]) Add(v T) {
	l.head = &node[T]{v, l.head}
	l.n++
}

func (l *List[T]) Each(f func(T)) {
	for n := l.head; n != nil; n = n.next {
		f(n.val)
	}
}

type MyInts []int

type Set[T comparable] map[T]struct{}

func (s Set[T]) Add(v T)           { s[v] = struct{}{} }
func (s Set[T]) Has(v T) bool      { _, ok := s[v]; return ok }
func NewSet[T comparable](xs ...T) Set[T] {
	s := make(Set[T])
	for _, x := range xs {
		s.Add(x)
	}
	return s
}

type Stringer interface{ String() string }

func Join[T Stringer](xs []T, sep string) string {
	var parts []string
	for _, x := range xs {
		parts = append(parts, x.String())
	}
	return strings.Join(parts, sep)
}

type ID int

func (i ID) String() string { return fmt.Sprint("id", int(i)) }

type Tree[K any, V any] struct {
	root *tnode[K, V]
	less func(a, b K) bool
}
type tnode[K, V any] struct {
	k           K
	v           V
	left, right *tnode[K, V]
}

func (t *Tree[K, V]) Put(k K, v V) {
	p := &t.root
	for *p != nil {
		switch {
		case t.less(k, (*p).k):
			p = &(*p).left
		case t.less((*p).k, k):
			p = &(*p).right
		default:
			(*p).v = v
			return
		}
	}
	*p = &tnode[K, V]{k: k, v: v}
}

func (t *Tree[K, V]) Walk(f func(K, V)) { walk(t.root, f) }
func walk[K, V any](n *tnode[K, V], f func(K, V)) {
	if n != nil {
		walk(n.left, f)
		f(n.k, n.v)
		walk(n.right, f)
	}
}

func Ptr[T any](x T) *T { return &x }

type Opt[T any] func(*T)

func Apply[T any](x *T, opts ...Opt[T]) {
	for _, o := range opts {
		o(x)
	}
}

func Max[T int | float64 | string](a, b T) T {
	if a > b {
		return a
	}
	return b
}

type Cache[K comparable, V any] struct {
	data map[K]V
	load func(K) (V, error)
}

func (c *Cache[K, V]) Get(k K) (V, error) {
	if v, ok := c.data[k]; ok {
		return v, nil
	}
	v, err := c.load(k)
	if err != nil {
		var zero V
		return zero, fmt.Errorf("get %v: %w", k, err)
	}
	c.data[k] = v
	return v, nil
}

type Setter[B any] interface {
	*B
	Set(string)
}
type Conf struct{ s string }

func (c *Conf) Set(s string) { c.s = s }
func FromStrings[T any, PT Setter[T]](s []string) []T {
	result := make([]T, len(s))
	for i, v := range s {
		p := PT(&result[i])
		p.Set(v)
	}
	return result
}

func Reduce[T, A any](xs []T, init A, f func(A, T) A) A {
	acc := init
	for _, x := range xs {
		acc = f(acc, x)
	}
	return acc
}

func kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string:
		return "string"
	case []T:
		return "slice"
	}
	return fmt.Sprintf("%T", x)
}

func main() {
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2), Sum[int64]())
	fmt.Println(Map([]int{1, 2, 3}, func(i int) string { return strings.Repeat("x", i) }))
	e := Filter(MyInts{1, 2, 3, 4}, func(i int) bool { return i%2 == 0 })
	fmt.Printf("%T %v\n", e, e)
	k := Keys(map[string]int{"b": 1, "a": 2})
	sort.Strings(k)
	fmt.Println(k)
	var s Stack[string]
	s.Push("a")
	s.Push("b")
	fmt.Println(s.Pop())
	fmt.Println(s.Pop())
	fmt.Println(s.Pop())
	p := MakePair("x", 3)
	fmt.Println(p, p.First)
	fmt.Printf("%T %+v\n", p, struct{ P Pair[string, int] }{p})
	var l List[Pair[string, int]]
	l.Add(p)
	l.Add(MakePair("y", 4))
	l.Each(func(p Pair[string, int]) { fmt.Print(p, " ") })
	fmt.Println(l.n)
	fmt.Printf("%T\n", &l)
	set := NewSet(1, 2, 3)
	fmt.Println(set.Has(2), set.Has(5), len(set))
	fmt.Println(Join([]ID{1, 2}, ","))
	t := &Tree[string, int]{less: func(a, b string) bool { return a < b }}
	for i, w := range strings.Fields("the quick brown fox the end") {
		t.Put(w, i)
	}
	t.Walk(func(k string, v int) { fmt.Print(k, "=", v, " ") })
	fmt.Println()
	fmt.Println(*Ptr(5), *Ptr("s"))
	c := Conf{}
	Apply(&c, func(c *Conf) { c.s = "applied" })
	fmt.Println(c)
	fmt.Println(Max(1, 2), Max("a", "b"), Max(1.5, 0.5))
	cache := &Cache[int, string]{data: map[int]string{}, load: func(i int) (string, error) {
		if i < 0 {
			return "", errors.New("negative")
		}
		return fmt.Sprint("v", i), nil
	}}
	fmt.Println(cache.Get(1))
	fmt.Println(cache.Get(-1))
	fmt.Println(FromStrings[Conf]([]string{"a", "b"}))
	fmt.Println(Reduce([]int{1, 2, 3}, "", func(a string, x int) string { return a + fmt.Sprint(x) }))
	fmt.Println(kind(1), kind("a"), kind(2.5), kind([]int{}))
	f := Sum[float64]
	fmt.Println(f(1, 2.5))
	ch := make(chan Pair[string, int], 1)
	go func() { ch <- p }()
	fmt.Println(<-ch)
	fmt.Printf("%T %T\n", ch, f)
}
