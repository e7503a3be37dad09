package main

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"runtime"
	"slices"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("end of", n)
		for i := range n {
			if !yield(i) {
				fmt.Println("stopped at", i)
				return
			}
		}
	}
}

func filter[V any](seq iter.Seq[V], keep func(V) bool) iter.Seq[V] {
	return func(yield func(V) bool) {
		for v := range seq {
			if keep(v) && !yield(v) {
				return
			}
		}
	}
}

func convert[V, W any](seq iter.Seq[V], f func(V) W) iter.Seq[W] {
	return func(yield func(W) bool) {
		for v := range seq {
			if !yield(f(v)) {
				return
			}
		}
	}
}

func zip[V, W any](vs iter.Seq[V], ws iter.Seq[W]) iter.Seq2[V, W] {
	return func(yield func(V, W) bool) {
		next, stop := iter.Pull(ws)
		defer stop()
		for v := range vs {
			w, ok := next()
			if !ok || !yield(v, w) {
				return
			}
		}
	}
}

type Tree[V any] struct {
	left, right *Tree[V]
	v           V
}

func (t *Tree[V]) All() iter.Seq[V] {
	return func(yield func(V) bool) { t.push(yield) }
}

func (t *Tree[V]) push(yield func(V) bool) bool {
	return t == nil || t.left.push(yield) && yield(t.v) && t.right.push(yield)
}

func insert(t *Tree[int], v int) *Tree[int] {
	switch {
	case t == nil:
		return &Tree[int]{v: v}
	case v < t.v:
		t.left = insert(t.left, v)
	default:
		t.right = insert(t.right, v)
	}
	return t
}

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "->", r)
		}
	}()
	f()
}

func pull() {
	next, stop := iter.Pull(count(3))
	for range 5 {
		fmt.Println(next())
	}
	stop()

	next, stop = iter.Pull(count(3))
	fmt.Println(next())
	stop()
	stop()
	fmt.Println(next())

	_, stop = iter.Pull(count(3))
	stop()
	fmt.Println("never started")

	next2, stop2 := iter.Pull2(slices.All([]string{"x", "y"}))
	for {
		i, s, ok := next2()
		fmt.Printf("%d %q %v\n", i, s, ok)
		if !ok {
			break
		}
	}
	stop2()

	for v, w := range zip(count(4), slices.Values([]string{"a", "b"})) {
		fmt.Println(v, w)
	}
	for v, w := range zip(slices.Values([]string{"a", "b"}), count(4)) {
		fmt.Println(v, w)
	}
}

func failures() {
	next, stop := iter.Pull(func(yield func(int) bool) {
		yield(1)
		panic(errors.New("boom"))
	})
	try("next", func() { fmt.Println(next()) })
	try("next", func() { fmt.Println(next()) })
	try("next", func() { fmt.Println(next()) })
	stop()

	next, stop = iter.Pull(func(yield func(int) bool) {
		defer panic("late")
		yield(1)
	})
	next()
	try("stop", func() { stop() })
	try("stop", func() { stop() })

	next, stop = iter.Pull(func(yield func(int) bool) { next() })
	try("nested", func() { next() })
	stop()

	next, stop = iter.Pull(func(yield func(int) bool) {
		yield(7)
		runtime.Goexit()
	})
	done := make(chan bool)
	go func() {
		defer close(done)
		fmt.Println(next())
		fmt.Println(next())
		fmt.Println("not reached")
	}()
	<-done
	fmt.Println(next())

	try("panic of the body", func() {
		for v := range count(5) {
			if v == 2 {
				panic(fmt.Sprint("body ", v))
			}
		}
	})
}

func main() {
	for v := range filter(count(6), func(v int) bool { return v%2 == 1 }) {
		fmt.Println(v)
	}
	for v := range filter(count(6), func(v int) bool { return v > 2 }) {
		fmt.Println(v)
		break
	}
	fmt.Println(slices.Collect(convert(count(3), func(v int) string { return fmt.Sprint("v", v*v) })))

	var t *Tree[int]
	for _, v := range []int{5, 2, 8, 1, 9, 3} {
		t = insert(t, v)
	}
	fmt.Println(slices.Collect(t.All()))
	for v := range t.All() {
		if v > 4 {
			break
		}
		fmt.Print(v, " ")
	}
	fmt.Println()
	next, stop := iter.Pull(t.All())
	a, _ := next()
	b, _ := next()
	fmt.Println(a, b)
	stop()
	m := maps.Collect(zip(t.All(), convert(t.All(), func(v int) float64 { return float64(v) / 2 })))
	fmt.Println(m)

	pull()
	failures()

	// Many pulled sequences at a time: the sums of a merge.
	var nexts []func() (int, bool)
	for k := range 5 {
		next, stop := iter.Pull(func(yield func(int) bool) {
			for i := k; yield(i); i += 5 {
			}
		})
		defer stop()
		nexts = append(nexts, next)
	}
	sum := 0
	for i := range 100 {
		v, _ := nexts[i%5]()
		if v != i {
			fmt.Println("wrong", v, i)
		}
		sum += v
	}
	fmt.Println(sum)
}
