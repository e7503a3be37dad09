package main

import (
	"fmt"
	"strconv"
	"strings"
)

type Int interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64
}
type Uint interface {
	~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}
type Integer interface{ Int | Uint }
type Float interface{ ~float32 | ~float64 }
type Ordered interface {
	Integer | Float | ~string
}

func Abs[T Int | Float](x T) T {
	if x < 0 {
		return -x
	}
	return x
}

func Pow2[T Integer](n uint) T { return T(1) << n }
func Convert[To, From Integer | Float](x From) To { return To(x) }
func Bits[T Integer](x T) (n int) {
	for ; x != 0; x &= x - 1 {
		n++
	}
	return
}

func SortBy[T any, K Ordered](xs []T, key func(T) K) {
	for i := 1; i < len(xs); i++ {
		for j := i; j > 0 && key(xs[j]) < key(xs[j-1]); j-- {
			xs[j], xs[j-1] = xs[j-1], xs[j]
		}
	}
}

func Chars[T ~string | ~[]byte](s T) (n int) {
	for i := 0; i < len(s); i++ {
		if s[i] == 'a' {
			n++
		}
	}
	return n
}

type Celsius float64
type Names []string

func (n Names) Len() int { return len(n) }

type Lener interface{ Len() int }

func Longest[T Lener](xs ...T) (best T) {
	for _, x := range xs {
		if x.Len() > best.Len() {
			best = x
		}
	}
	return best
}

func id[T any](x T) T { return x }

func apply[T, U any](x T, f func(T) U) U { return f(x) }

type Num[T Integer] struct{ v T }

func (n *Num[T]) Inc() *Num[T] { n.v++; return n }
func (n Num[T]) Add(o Num[T]) Num[T] {
	return Num[T]{n.v + o.v}
}

type Graph[K comparable] struct {
	edges map[K][]K
}

func (g *Graph[K]) BFS(start K, visit func(K)) {
	seen := map[K]bool{start: true}
	queue := []K{start}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		visit(n)
		for _, m := range g.edges[n] {
			if !seen[m] {
				seen[m] = true
				queue = append(queue, m)
			}
		}
	}
}

type LinkedList[T any] struct {
	Val  T
	Next *LinkedList[T]
}

func FromSlice[T any](xs []T) *LinkedList[T] {
	if len(xs) == 0 {
		return nil
	}
	return &LinkedList[T]{xs[0], FromSlice(xs[1:])}
}

func (l *LinkedList[T]) Len() int {
	if l == nil {
		return 0
	}
	return 1 + l.Next.Len()
}

type Either[L, R any] interface{ isEither(L, R) }
type Left[L, R any] struct{ V L }
type Right[L, R any] struct{ V R }

func (Left[L, R]) isEither(L, R)  {}
func (Right[L, R]) isEither(L, R) {}

func Show[L, R any](e Either[L, R]) string {
	switch e := e.(type) {
	case Left[L, R]:
		return fmt.Sprint("left ", e.V)
	case Right[L, R]:
		return fmt.Sprint("right ", e.V)
	}
	return "?"
}

func Count[T comparable](xs []T) map[T]int {
	m := make(map[T]int)
	for _, x := range xs {
		m[x]++
	}
	return m
}

func Index[T comparable](xs []T, x T) int {
	for i, v := range xs {
		if v == x {
			return i
		}
	}
	return -1
}

type State int

const (
	A State = iota
	B
)

func (s State) String() string { return [...]string{"A", "B"}[s] }

func MustParse[T any](s string, parse func(string) (T, error)) T {
	v, err := parse(s)
	if err != nil {
		panic(err)
	}
	return v
}

func Counter[T any]() func(T) int {
	n := 0
	return func(T) int { n++; return n }
}

type Heap[T any] struct {
	data []T
	less func(a, b T) bool
}

func (h *Heap[T]) Push(x T) {
	h.data = append(h.data, x)
	i := len(h.data) - 1
	for i > 0 {
		p := (i - 1) / 2
		if !h.less(h.data[i], h.data[p]) {
			break
		}
		h.data[i], h.data[p] = h.data[p], h.data[i]
		i = p
	}
}

func (h *Heap[T]) Pop() T {
	x := h.data[0]
	n := len(h.data) - 1
	h.data[0] = h.data[n]
	h.data = h.data[:n]
	i := 0
	for {
		l, r, m := 2*i+1, 2*i+2, i
		if l < n && h.less(h.data[l], h.data[m]) {
			m = l
		}
		if r < n && h.less(h.data[r], h.data[m]) {
			m = r
		}
		if m == i {
			return x
		}
		h.data[i], h.data[m] = h.data[m], h.data[i]
		i = m
	}
}

func Chunk[S ~[]E, E any](s S, n int) (out []S) {
	for len(s) > n {
		out = append(out, s[:n])
		s = s[n:]
	}
	return append(out, s)
}

func Equal[M1, M2 ~map[K]V, K, V comparable](a M1, b M2) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			return false
		}
	}
	return true
}

type Visitor[R any] struct{ fn func(int) R }

func Visit[R any](v Visitor[R], n int) []R {
	var out []R
	for i := range n {
		out = append(out, v.fn(i))
	}
	return out
}

type F[T any] func(T) T

func (f F[T]) Twice(x T) T { return f(f(x)) }

var global = Map([]int{1, 2}, strconv.Itoa)

func Map[T, U any](xs []T, f func(T) U) (out []U) {
	for _, x := range xs {
		out = append(out, f(x))
	}
	return
}

type arr[T any] [3]T

func Default[T comparable](x, d T) T {
	var zero T
	if x == zero {
		return d
	}
	return x
}

func main() {
	fmt.Println(Abs(-3), Abs(2.5), Abs(Celsius(-1.5)), Abs(int8(-128)))
	fmt.Println(Pow2[uint8](7), Pow2[int64](40), Convert[int](3.99), Convert[float64](uint8(7)), Bits(uint16(0xff)))
	ws := strings.Fields("pear fig banana kiwi")
	SortBy(ws, func(s string) int { return len(s) })
	fmt.Println(ws)
	fmt.Println(Chars("banana"), Chars([]byte("aa")))
	fmt.Println(Longest(Names{"a"}, Names{"b", "c"}))
	fmt.Println(apply(3, id[int]), apply(4, id), apply(5, strconv.Itoa))
	var idf func(string) string = id
	fmt.Println(idf("x"))
	n := Num[int8]{126}
	n.Inc().Inc()
	fmt.Println(n, n.Add(Num[int8]{1}))
	g := Graph[string]{map[string][]string{"a": {"b", "c"}, "b": {"d"}, "c": {"d"}}}
	g.BFS("a", func(s string) { fmt.Print(s, " ") })
	fmt.Println(FromSlice([]int{1, 2, 3}).Len())
	fmt.Println(Show[int, string](Left[int, string]{1}), Show[int, string](Right[int, string]{"r"}))
	fmt.Println(Count([]State{A, B, A}), Index([]string{"x", "y"}, "y"), Index([]any{1, "a"}, any("a")))
	fmt.Println(MustParse("42", strconv.Atoi), MustParse("true", strconv.ParseBool))
	c1, c2 := Counter[int](), Counter[string]()
	c1(0)
	fmt.Println(c1(1), c2(""))
	h := &Heap[int]{less: func(a, b int) bool { return a < b }}
	for _, x := range []int{5, 2, 8, 1} {
		h.Push(x)
	}
	fmt.Println(h.Pop(), h.Pop(), h.Pop(), h.Pop())
	fmt.Println(Chunk(Names{"a", "b", "c"}, 2))
	fmt.Println(Equal(map[string]int{"a": 1}, map[string]int{"a": 1}))
	fmt.Println(Visit(Visitor[string]{func(i int) string { return fmt.Sprint("v", i) }}, 3))
	fmt.Println(F[int](func(x int) int { return x * 3 }).Twice(2))
	fmt.Println(global)
	fmt.Printf("%v %T\n", arr[int]{1, 2, 3}, arr[string]{})
	fmt.Println(Default("", "d"), Default(3, 4))
	fmt.Printf("%T %T %T\n", Left[map[string]int, *State]{}, Visitor[[]byte]{}, Num[int32]{})
	type local[T any] struct{ a, b T }
	fmt.Printf("%+v %T\n", local[int]{1, 2}, local[State]{})
	defer func() { fmt.Println(recover()) }()
	MustParse("x", strconv.Atoi)
}
