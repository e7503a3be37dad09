package main

import "fmt"

// Constraints that mention each other, instances inside generics, closures.
type Numeric interface{ ~int | ~int32 | ~float64 }

type Vector[T Numeric] []T

func (v Vector[T]) Dot(w Vector[T]) (s T) {
	for i := range v {
		s += v[i] * w[i]
	}
	return
}

func (v Vector[T]) Map(f func(T) T) Vector[T] {
	w := make(Vector[T], len(v))
	for i, x := range v {
		w[i] = f(x)
	}
	return w
}

type Observer[T any] interface{ Notify(T) }
type Subject[T any] struct{ obs []Observer[T] }

func (s *Subject[T]) Attach(o Observer[T]) { s.obs = append(s.obs, o) }
func (s *Subject[T]) Fire(x T) {
	for _, o := range s.obs {
		o.Notify(x)
	}
}

type printer[T any] struct{ prefix string }

func (p printer[T]) Notify(x T) { fmt.Println(p.prefix, x) }

type fnObs[T any] func(T)

func (f fnObs[T]) Notify(x T) { f(x) }

type Builder[T any, B interface {
	*T
	Build() string
}] struct{ t T }

func (b *Builder[T, B]) Do() string { return B(&b.t).Build() }

type House struct{ rooms int }

func (h *House) Build() string { h.rooms++; return fmt.Sprint("house ", h.rooms) }

type Cmp[T any] interface{ Compare(T) int }
type Age int

func (a Age) Compare(b Age) int { return int(a - b) }
func MaxOf[T Cmp[T]](xs ...T) T {
	m := xs[0]
	for _, x := range xs[1:] {
		if x.Compare(m) > 0 {
			m = x
		}
	}
	return m
}

type Node[T Cmp[T]] struct {
	l, r *Node[T]
	v    T
}

func (n *Node[T]) Insert(v T) *Node[T] {
	if n == nil {
		return &Node[T]{v: v}
	}
	if v.Compare(n.v) < 0 {
		n.l = n.l.Insert(v)
	} else {
		n.r = n.r.Insert(v)
	}
	return n
}
func (n *Node[T]) Each(f func(T)) {
	if n != nil {
		n.l.Each(f)
		f(n.v)
		n.r.Each(f)
	}
}

func Memo[K comparable, V any](f func(K) V) func(K) V {
	cache := map[K]V{}
	return func(k K) V {
		if v, ok := cache[k]; ok {
			return v
		}
		v := f(k)
		cache[k] = v
		return v
	}
}

func Curry[A, B, C any](f func(A, B) C) func(A) func(B) C {
	return func(a A) func(B) C { return func(b B) C { return f(a, b) } }
}

type Tuple[A, B any] struct {
	A A
	B B
}

func Zip[A, B any](as []A, bs []B) []Tuple[A, B] {
	n := min(len(as), len(bs))
	out := make([]Tuple[A, B], n)
	for i := range n {
		out[i] = Tuple[A, B]{as[i], bs[i]}
	}
	return out
}

func Unzip[A, B any](ts []Tuple[A, B]) (as []A, bs []B) {
	for _, t := range ts {
		as, bs = append(as, t.A), append(bs, t.B)
	}
	return
}

func GroupBy[K comparable, V any, S ~[]V](s S, key func(V) K) map[K]S {
	m := make(map[K]S)
	for _, v := range s {
		k := key(v)
		m[k] = append(m[k], v)
	}
	return m
}

type IDs []int

func PtrTo[T any](v T) *T { return &v }

type Ring[T any] struct {
	buf        []T
	head, size int
}

func NewRing[T any](n int) *Ring[T] { return &Ring[T]{buf: make([]T, n)} }
func (r *Ring[T]) Push(x T) bool {
	if r.size == len(r.buf) {
		return false
	}
	r.buf[(r.head+r.size)%len(r.buf)] = x
	r.size++
	return true
}
func (r *Ring[T]) Pop() (x T, ok bool) {
	if r.size == 0 {
		return
	}
	x, r.buf[r.head] = r.buf[r.head], x
	r.head = (r.head + 1) % len(r.buf)
	r.size--
	return x, true
}

type Tree[T any] struct{ Left, Right *Tree[T]; Val T }

func (t *Tree[T]) Fold(f func(acc, x T) T, acc T) T {
	if t == nil {
		return acc
	}
	return t.Right.Fold(f, f(t.Left.Fold(f, acc), t.Val))
}

type Err[T any] struct{ what T }

func (e Err[T]) Error() string { return fmt.Sprintf("err(%v)", e.what) }
func fail[T any](x T) error     { return Err[T]{x} }

func Sum[K comparable, V Numeric](m map[K]V) (s V) {
	for _, v := range m {
		s += v
	}
	return
}

func TypeName[T any]() string { var z T; return fmt.Sprintf("%T", z) }
func Is[T any](x any) bool    { _, ok := x.(T); return ok }

func Array[T any, A ~[4]T](a A) (out []T) {
	for _, x := range a {
		out = append(out, x)
	}
	return
}

func main() {
	v := Vector[int]{1, 2, 3}
	fmt.Println(v.Dot(v), v.Map(func(i int) int { return -i }))
	var s Subject[string]
	s.Attach(printer[string]{">"})
	n := 0
	s.Attach(fnObs[string](func(x string) { n += len(x) }))
	s.Fire("hello")
	fmt.Println(n)
	b := Builder[House, *House]{}
	fmt.Println(b.Do(), b.Do())
	fmt.Println(MaxOf(Age(3), Age(9), Age(4)))
	var root *Node[Age]
	for _, a := range []Age{5, 2, 8, 1} {
		root = root.Insert(a)
	}
	root.Each(func(a Age) { fmt.Print(a, " ") })
	fmt.Println()
	calls := 0
	sq := Memo(func(i int) int { calls++; return i * i })
	fmt.Println(sq(4), sq(4), calls)
	fmt.Println(Curry(func(a int, b string) string { return fmt.Sprint(a, b) })(1)("x"))
	z := Zip([]int{1, 2, 3}, []string{"a", "b"})
	as, bs := Unzip(z)
	fmt.Printf("%v %v %v %T\n", z, as, bs, z)
	g := GroupBy(IDs{1, 2, 3, 4}, func(i int) bool { return i%2 == 0 })
	fmt.Printf("%v %T\n", g, g)
	r := NewRing[rune](2)
	fmt.Println(r.Push('a'), r.Push('b'), r.Push('c'))
	x, ok := r.Pop()
	fmt.Println(string(x), ok)
	t := &Tree[int]{&Tree[int]{nil, nil, 1}, &Tree[int]{nil, nil, 3}, 2}
	fmt.Println(t.Fold(func(a, b int) int { return a*10 + b }, 0))
	err := fail(42)
	var e Err[int]
	fmt.Println(err, Is[Err[int]](err), Is[Err[string]](err), e)
	fmt.Println(Sum(map[string]float64{"a": 1.5, "b": 2}))
	fmt.Println(TypeName[map[string][]Tuple[int, *House]](), TypeName[error](), TypeName[[]any]())
	fmt.Println(Array([4]string{"a", "b", "c", "d"}))
	p := PtrTo(PtrTo(3))
	fmt.Println(**p)
	fs := []func(int) int{func(i int) int { return i + 1 }, Memo(func(i int) int { return i * 2 })}
	for _, f := range fs {
		fmt.Print(f(10), " ")
	}
	fmt.Println()
	func() {
		defer func() { fmt.Println("r:", recover()) }()
		var m Ring[int]
		m.buf = nil
		m.Push(1)
		_ = m.buf[0]
	}()
}
