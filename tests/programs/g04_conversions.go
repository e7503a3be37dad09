package main

import "fmt"

type Integer interface {
	~int8 | ~uint8 | ~int64 | ~int
}

func sub[T Integer](x T) T { return x - T(1)<<7 }
func neg[T Integer]() T     { return T(0) - T(1) }
func conv[T ~string | ~[]byte](x T) string {
	return string(x)
}
func back[T ~string | ~[]byte](s string) T { return T(s) }

func same[T any](x any) string {
	switch x.(type) {
	case T:
		return "T"
	case int:
		return "int"
	}
	return "?"
}

type M interface{ M() }
type X struct{}

func (X) M() {}

func has[T any](x M) bool {
	_, ok := x.(interface{ N() })
	return ok
}

func div[T Integer](a, b T) (r T, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("%v", e)
		}
	}()
	return a / b, nil
}

type Num interface{ ~int | ~float64 }

func half[T Num](x T) T { return x / 2 }
func mean[T Num](xs ...T) float64 {
	var s T
	for _, x := range xs {
		s += x
	}
	return float64(s) / float64(len(xs))
}

type Opt[T any] struct {
	v  *T
	ok bool
}

func Some[T any](v T) Opt[T] { return Opt[T]{&v, true} }
func None[T any]() Opt[T]    { return Opt[T]{} }
func (o Opt[T]) OrElse(d T) T {
	if o.ok {
		return *o.v
	}
	return d
}
func Then[T, U any](o Opt[T], f func(T) Opt[U]) Opt[U] {
	if !o.ok {
		return None[U]()
	}
	return f(*o.v)
}

type Rec[T any] struct {
	kids []Rec[T]
	m    map[string]*Rec[T]
	val  T
}

func (r *Rec[T]) Add(name string, v T) *Rec[T] {
	if r.m == nil {
		r.m = map[string]*Rec[T]{}
	}
	k := &Rec[T]{val: v}
	r.m[name] = k
	r.kids = append(r.kids, Rec[T]{val: v})
	return k
}

type A[T any] struct{ b *B[T] }
type B[T any] struct {
	a *A[T]
	x T
}

func mutual[T any](n int, x T) int {
	if n == 0 {
		return 0
	}
	return 1 + mutual2(n-1, x)
}
func mutual2[T any](n int, x T) int {
	if n == 0 {
		return 0
	}
	return 1 + mutual(n-1, x)
}

type Queue[T any] chan T

func (q Queue[T]) Put(x T) { q <- x }
func (q Queue[T]) Get() T  { return <-q }

func Select[T any](cs ...chan T) (v T) {
	select {
	case v = <-cs[0]:
	case v = <-cs[1]:
	}
	return
}

type Logger[T fmt.Stringer] struct{ items []T }

func (l *Logger[T]) Log(x T) { l.items = append(l.items, x); fmt.Println("log", x.String()) }

type S string

func (s S) String() string { return "S:" + string(s) }

type Embedded[T any] struct {
	Opt[T]
	Queue[T]
}

const big = 1000

func over[T ~int | ~int64]() T { return big * T(big) }

func main() {
	fmt.Println(sub(int8(0)), sub(uint8(0)), sub(int64(0)), neg[uint8](), neg[int]())
	fmt.Println(conv("a"), conv([]byte("b")), back[string]("c"), back[[]byte]("d"))
	fmt.Println(same[int](1), same[string](1), same[string]("x"), same[float64](true))
	fmt.Println(has[int](X{}))
	fmt.Println(div(1, 0))
	fmt.Println(half(5), half(5.0), mean(1, 2), mean(1.5, 2.5))
	fmt.Println(Some(3).OrElse(4), None[string]().OrElse("d"))
	o := Then(Some(3), func(i int) Opt[string] { return Some(fmt.Sprint("n", i)) })
	fmt.Println(o.OrElse(""))
	var r Rec[int]
	r.Add("a", 1).Add("b", 2)
	fmt.Println(len(r.kids), r.m["a"].m["b"].val)
	a := A[string]{&B[string]{x: "deep"}}
	a.b.a = &a
	fmt.Println(a.b.a.b.x)
	fmt.Println(mutual(5, "x"), mutual2(4, 1.5))
	q := make(Queue[int], 1)
	q.Put(3)
	fmt.Println(q.Get())
	c := make(chan string, 1)
	c <- "sel"
	fmt.Println(Select(make(chan string), c))
	var l Logger[S]
	l.Log("hi")
	e := Embedded[int]{Some(1), make(Queue[int], 1)}
	e.Put(9)
	fmt.Println(e.OrElse(0), e.Get())
	fmt.Println(over[int]())
	fmt.Printf("%v %T\n", e.ok, e.Queue)
	var i interface{ OrElse(int) int } = e
	fmt.Println(i.OrElse(5))
}
