package main

import "fmt"

type S struct{}

func (S) String() string { return "S" }

// An assertion to a type parameter is decided when the program runs.
func is[T any](x fmt.Stringer) bool { _, ok := x.(T); return ok }

func which[A, B any](x fmt.Stringer) string {
	switch x.(type) {
	case A:
		return "A"
	case B:
		return "B"
	}
	return "none"
}

func at[T []int | [4]int | *[4]int](s T, i int) int { return s[i] }
func byteAt[T string | []byte](s T, i int) byte     { return s[i] }
func get[M map[string]int | map[string]int64 | map[string]string](m M) int {
	return len(m)
}
func look[M ~map[K]V, K comparable, V any](m M, k K) (V, bool) { v, ok := m[k]; return v, ok }
func cut[T string | []byte](s T) T                             { return s[1:3] }
func size[T string | []int | map[string]bool | chan int | [5]int](x T) int {
	return len(x)
}
func capacity[T []int | chan int | [7]int](x T) int { return cap(x) }
func shut[T chan int | chan string](c T)            { close(c) }
func drop[M map[int]int | map[int]bool](m M)        { delete(m, 1) }
func wipe[T []int | map[int]int](x T)               { clear(x) }
func sum[T []int | [3]int | map[string]int | chan int](x T) (n int) {
	switch x := any(x).(type) {
	case []int:
		for _, v := range x {
			n += v
		}
	case [3]int:
		for _, v := range x {
			n += v
		}
	}
	return n
}
func each[T ~[]E, E any](x T, f func(E)) {
	for _, v := range x {
		f(v)
	}
}
func load[P *int | IntPtr](p P) int               { return *p }
func take[C chan int | <-chan int](c C) int       { return <-c }
func put[C chan int | chan<- int](c C, n int)     { c <- n }
func run[F ~func(int) int](f F) int               { return f(20) }
func fill[T []int | Ints](n int) T                { return make(T, n) }
func lit[T []string | Strings]() T                { return T{"a", 1: "b"} }
func to[T ~int8 | ~int64 | ~float64](n int) T     { return T(n) }
func from[T []byte | string](s T) string          { return string(s) }
func bytes[T []byte | string](s T) []byte         { return append([]byte("<"), s...) }
func copied[T []byte | string](s T) int           { return copy(make([]byte, 9), s) }
func assign[T []int | Ints](s []int) (t T) { t = s; return }
func unassign[T ~[]int](t T) []int                { return t }
func first[T any, A ~[2]T](a *A) T                { return (*a)[0] }

type Ints []int
type Strings []string
type IntPtr *int
type Doubler func(int) int

func main() {
	fmt.Println(is[S](S{}), is[int](S{}), is[fmt.Stringer](S{}))
	fmt.Println(which[int, S](S{}), which[S, S](S{}), which[int, string](S{}))
	a := [4]int{1, 2, 3, 4}
	fmt.Println(at(a[:], 1), at(a, 2), at(&a, 3), byteAt("abc", 1), byteAt([]byte("abc"), 2))
	fmt.Println(get(map[string]string{"a": ""}))
	fmt.Println(look(map[string]float64{"x": 1.5}, "x"))
	fmt.Println(cut("hello"), string(cut([]byte("world"))))
	fmt.Println(size("abc"), size([]int{1}), size(map[string]bool{}), size(make(chan int, 3)), size([5]int{}))
	fmt.Println(capacity(make([]int, 1, 6)), capacity(make(chan int, 3)), capacity([7]int{}))
	c := make(chan string, 1)
	shut(c)
	_, ok := <-c
	fmt.Println(ok)
	m := map[int]bool{1: true, 2: true}
	drop(m)
	fmt.Println(m)
	w := map[int]int{1: 2}
	wipe(w)
	v := []int{1, 2}
	wipe(v)
	fmt.Println(w, v)
	fmt.Println(sum([]int{1, 2, 3}), sum([3]int{4, 5, 6}))
	each(Ints{7, 8}, func(n int) { fmt.Print(n, " ") })
	n := 5
	fmt.Println(load(&n))
	d := make(chan int, 2)
	put(d, 3)
	put((chan<- int)(d), 4)
	fmt.Println(take(d), take((<-chan int)(d)))
	fmt.Println(run(func(n int) int { return n + 1 }), run(Doubler(func(n int) int { return 2 * n })))
	fmt.Println(fill[[]int](3), lit[[]string](), to[int8](300), to[float64](3))
	fmt.Println(from("s"), from([]byte("b")), string(bytes("x")), string(bytes([]byte("y"))), copied("abc"), copied([]byte("de")))
	fmt.Println(assign[[]int]([]int{1}), assign[Ints]([]int{2}), unassign(Ints{3}))
	fmt.Println(first[string](&[2]string{"p", "q"}))
}
