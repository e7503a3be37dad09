package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

type Result[T any] struct {
	Val T
	Err error
}

func Producer[T any](ctx context.Context, xs ...T) <-chan T {
	out := make(chan T)
	go func() {
		defer close(out)
		for _, x := range xs {
			select {
			case out <- x:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func Merge[T any](chans ...<-chan T) <-chan T {
	var wg sync.WaitGroup
	out := make(chan T)
	wg.Add(len(chans))
	for _, c := range chans {
		go func(c <-chan T) {
			defer wg.Done()
			for v := range c {
				out <- v
			}
		}(c)
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func Async[T any](f func() (T, error)) <-chan Result[T] {
	c := make(chan Result[T], 1)
	go func() {
		v, err := f()
		c <- Result[T]{v, err}
	}()
	return c
}

type Future[T any] struct {
	once sync.Once
	done chan struct{}
	val  T
}

func NewFuture[T any]() *Future[T] { return &Future[T]{done: make(chan struct{})} }
func (f *Future[T]) Set(v T) {
	f.once.Do(func() {
		f.val = v
		close(f.done)
	})
}
func (f *Future[T]) Get() T {
	<-f.done
	return f.val
}

type SafeMap[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

func (s *SafeMap[K, V]) Update(k K, f func(V, bool) V) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = make(map[K]V)
	}
	v, ok := s.m[k]
	s.m[k] = f(v, ok)
}

type Pool[T any] struct {
	free chan T
	make func() T
}

func (p *Pool[T]) Get() T {
	select {
	case x := <-p.free:
		return x
	default:
		return p.make()
	}
}
func (p *Pool[T]) Put(x T) {
	select {
	case p.free <- x:
	default:
	}
}

type Number interface{ ~int | ~float64 }

func ParallelMap[T, U any](in []T, workers int, f func(T) U) []U {
	out := make([]U, len(in))
	type job struct {
		i int
		v T
	}
	jobs := make(chan job)
	var wg sync.WaitGroup
	for w := 0; w < workers; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range jobs {
				out[j.i] = f(j.v)
			}
		}()
	}
	for i, v := range in {
		jobs <- job{i, v}
	}
	close(jobs)
	wg.Wait()
	return out
}

type Event[T any] struct{ subs []func(T) }

func (e *Event[T]) On(f func(T)) { e.subs = append(e.subs, f) }
func (e *Event[T]) Emit(v T) {
	for _, f := range e.subs {
		f(v)
	}
}

type Base[T any] struct{ ID T }

func (b Base[T]) Describe() string { return fmt.Sprintf("%T:%v", b, b.ID) }

type Derived struct {
	Base[int]
	Name string
}
type Wrapper[T any] struct {
	*Base[T]
	extra []T
}

type Iface[T any] interface {
	Do(T) T
}
type Doubler struct{}

func (Doubler) Do(x int) int { return 2 * x }
func Use[T any](i Iface[T], x T) T { return i.Do(x) }

type Shape interface {
	Area() float64
}
type Sq float64

func (s Sq) Area() float64 { return float64(s * s) }
func Total[S Shape](xs ...S) (t float64) {
	for _, x := range xs {
		t += x.Area()
	}
	return
}

func worker[T any](id int, in <-chan T, f func(T)) {
	for x := range in {
		f(x)
	}
}

func Zero[T any]() T { return *new(T) }

func Compose[A, B, C any](f func(A) B, g func(B) C) func(A) C {
	return func(a A) C { return g(f(a)) }
}

func double[N Number](n N) N { return n * 2 }
func str[T any](x T) string  { return fmt.Sprint("<", x, ">") }

type Matrix[T Number, R ~[]T] struct{ rows []R }

func (m Matrix[T, R]) Sum() (s T) {
	for _, r := range m.rows {
		for _, x := range r {
			s += x
		}
	}
	return
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	n := 0
	for v := range Merge(Producer(ctx, 1, 2, 3), Producer(ctx, 10, 20)) {
		n += v
	}
	fmt.Println(n)
	r := <-Async(func() (string, error) { return "ok", nil })
	fmt.Println(r.Val, r.Err)
	f := NewFuture[int]()
	go f.Set(42)
	fmt.Println(f.Get())
	var sm SafeMap[string, int]
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sm.Update("k", func(v int, ok bool) int { return v + i })
		}()
	}
	wg.Wait()
	fmt.Println(sm.m)
	p := Pool[*int]{free: make(chan *int, 1), make: func() *int { return new(int) }}
	x := p.Get()
	*x = 7
	p.Put(x)
	fmt.Println(*p.Get())
	fmt.Println(ParallelMap([]int{1, 2, 3}, 2, func(i int) string { return fmt.Sprint(i * i) }))
	var ev Event[string]
	ev.On(func(s string) { fmt.Println("got", s) })
	ev.Emit("hello")
	d := Derived{Base[int]{3}, "d"}
	fmt.Println(d.Describe(), d.ID)
	w := Wrapper[string]{&Base[string]{"w"}, nil}
	fmt.Println(w.Describe())
	fmt.Println(Use[int](Doubler{}, 4))
	fmt.Println(Total(Sq(2), Sq(3)))
	c := make(chan float64)
	done := make(chan bool)
	go func() { worker(1, c, func(x float64) { fmt.Println("f", x) }); done <- true }()
	c <- 1.5
	close(c)
	<-done
	go worker[int](2, nil, nil)
	fmt.Println(Zero[int](), Zero[string]() == "", Zero[*int]() == nil, Zero[[]int]() == nil)
	fmt.Println(Compose(double[int], str[int])(21))
	g := Compose(func(s string) int { return len(s) }, double[int])
	fmt.Println(g("abc"))
	m := Matrix[int, []int]{[][]int{{1, 2}, {3}}}
	fmt.Println(m.Sum())
	h := (*Event[string]).Emit
	h(&ev, "again")
	k := ev.Emit
	k("bound")
	var iface interface{ Describe() string } = d
	fmt.Println(iface.Describe())
	defer fmt.Println("deferred", double(1.5))
	defer func() {
		r := recover()
		fmt.Println("recovered", r)
	}()
	var np *Future[int]
	np.Set(1)
}
