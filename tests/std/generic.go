package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
)

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "->", r)
		}
	}()
	f()
}

func onces() {
	calls := 0
	value := sync.OnceValue(func() string { calls++; return fmt.Sprint("call ", calls) })
	fmt.Println(value(), value(), calls)
	pair := sync.OnceValues(func() (int, error) { calls++; return calls, errors.New("e") })
	fmt.Println(pair())
	fmt.Println(pair())
	var wg sync.WaitGroup
	slow := sync.OnceValue(func() int { time.Sleep(time.Millisecond); calls++; return calls })
	var sum atomic.Int64
	for range 10 {
		wg.Go(func() { sum.Add(int64(slow())) })
	}
	wg.Wait()
	fmt.Println(sum.Load(), calls)
	bad := sync.OnceValue(func() int { calls++; panic("no value") })
	worse := sync.OnceValues(func() (*int, []int) { calls++; panic(errors.New("no values")) })
	for range 2 {
		try("OnceValue", func() { bad() })
		try("OnceValues", func() { worse() })
	}
	fmt.Println(calls)
}

type Node struct {
	v    int
	next atomic.Pointer[Node]
}

// Stack is Treiber's.
type Stack[T any] struct {
	head atomic.Pointer[item[T]]
}

type item[T any] struct {
	v    T
	next *item[T]
}

func (s *Stack[T]) Push(v T) {
	it := &item[T]{v: v}
	for {
		it.next = s.head.Load()
		if s.head.CompareAndSwap(it.next, it) {
			return
		}
	}
}

func (s *Stack[T]) Pop() (v T, ok bool) {
	for {
		it := s.head.Load()
		if it == nil {
			return v, false
		}
		if s.head.CompareAndSwap(it, it.next) {
			return it.v, true
		}
	}
}

func pointers() {
	var p atomic.Pointer[int]
	a, b := 1, 2
	fmt.Println(p.Load() == nil, p.Swap(&a) == nil, *p.Load())
	fmt.Println(p.CompareAndSwap(&b, &a), p.CompareAndSwap(&a, &b), *p.Load())
	fmt.Println(p.Swap(nil) == &b, p.Load() == nil, p.CompareAndSwap(nil, &a), p.Load() == &a)
	p.Store(&b)
	*p.Load() = 7
	fmt.Println(b)
	fmt.Printf("%T %T\n", p.Load(), &p)
	type point struct{ x, y int }
	var q atomic.Pointer[point]
	pts := [3]point{{1, 2}, {3, 4}, {5, 6}}
	q.Store(&pts[1])
	fmt.Println(*q.Load(), q.CompareAndSwap(&pts[1], &pts[2]), q.Load().y)
	var fn atomic.Pointer[func(int) int]
	double := func(x int) int { return 2 * x }
	fn.Store(&double)
	fmt.Println((*fn.Load())(21))
	var null *atomic.Pointer[int]
	try("Load", func() { null.Load() })
	try("Store", func() { null.Store(nil) })

	list := &Node{v: 1}
	list.next.Store(&Node{v: 2})
	list.next.Load().next.Store(&Node{v: 3})
	for n := list; n != nil; n = n.next.Load() {
		fmt.Print(n.v, " ")
	}
	fmt.Println()

	var s Stack[string]
	var wg sync.WaitGroup
	var popped atomic.Int64
	for g := range 8 {
		wg.Go(func() {
			for i := range 50 {
				s.Push(fmt.Sprint(g, i))
			}
			for range 50 {
				if _, ok := s.Pop(); ok {
					popped.Add(1)
				}
			}
		})
	}
	wg.Wait()
	_, ok := s.Pop()
	fmt.Println(popped.Load(), ok)
}

type codeError struct{ code int }

func (e codeError) Error() string { return fmt.Sprint("code ", e.code) }

type pathError struct {
	path string
	err  error
}

func (e *pathError) Error() string { return e.path + ": " + e.err.Error() }
func (e *pathError) Unwrap() error { return e.err }

type chameleon struct{}

func (chameleon) Error() string { return "chameleon" }
func (chameleon) As(target any) bool {
	if p, ok := target.(*codeError); ok {
		p.code = 99
		return true
	}
	return false
}

func errorTypes() {
	show := func(err error) {
		code, ok := errors.AsType[codeError](err)
		path, ok2 := errors.AsType[*pathError](err)
		wrapper, ok3 := errors.AsType[interface {
			error
			Unwrap() error
		}](err)
		fmt.Println(code.code, ok, path == nil, ok2, wrapper, ok3)
	}
	show(nil)
	show(errors.New("plain"))
	show(codeError{1})
	show(&pathError{"a/b", codeError{2}})
	show(fmt.Errorf("w: %w", &pathError{"c", errors.New("d")}))
	show(errors.Join(errors.New("x"), fmt.Errorf("y %w", codeError{3}), codeError{4}))
	show(fmt.Errorf("%w and %w", chameleon{}, codeError{5}))
}

func list[T string | []byte](name string, seq func(func(T) bool)) {
	fmt.Print(name, ":")
	for part := range seq {
		fmt.Printf(" %q", string(part))
	}
	fmt.Println()
}

func parts() {
	const text = "one\ntwo,,three \u2003four\xffé\n\nfive"
	data := []byte(text)
	vowel := func(r rune) bool { return strings.ContainsRune("aeiou", r) }
	list("Lines", strings.Lines(text))
	list("Lines", bytes.Lines(data))
	list("Fields", strings.FieldsSeq(text))
	list("Fields", bytes.FieldsSeq(data))
	list("FieldsFunc", strings.FieldsFuncSeq(text, vowel))
	list("FieldsFunc", bytes.FieldsFuncSeq(data, unicode.IsPunct))
	for _, sep := range []string{",", "", "\n", "none", ",,"} {
		list("Split", strings.SplitSeq(text, sep))
		list("Split", bytes.SplitSeq(data, []byte(sep)))
		list("SplitAfter", strings.SplitAfterSeq(text, sep))
		list("SplitAfter", bytes.SplitAfterSeq(data, []byte(sep)))
	}
	list("empty", strings.SplitSeq("", ","))
	list("empty", strings.SplitSeq("", ""))
	list("empty", strings.Lines(""))
	list("empty", bytes.FieldsSeq(nil))

	// What was split by force goes on where it stopped; fields begin anew.
	again := strings.SplitSeq("a-b-c", "-")
	lines := strings.Lines("a\nb\nc")
	fields := strings.FieldsSeq("a b c")
	for range 2 {
		for s := range again {
			fmt.Printf("%q ", s)
			if s == "b" {
				break
			}
		}
		for s := range lines {
			fmt.Printf("%q ", s)
			if s == "b\n" {
				break
			}
		}
		for s := range fields {
			fmt.Printf("%q ", s)
			if s == "b" {
				break
			}
		}
		fmt.Println()
	}
	// Parts of bytes are the bytes themselves, and appending leaves what follows alone.
	for part := range bytes.SplitSeq(data, []byte(",")) {
		if len(part) > 0 {
			part[0] = '#'
		}
		part = append(part, '!')
	}
	fmt.Printf("%q\n", data)
}

type days int16

func random() {
	seen := map[days]bool{}
	for range 1000 {
		d := rand.N[days](7)
		if d < 0 || d >= 7 {
			fmt.Println("out of range", d)
		}
		seen[d] = true
	}
	wait := rand.N(10 * time.Second)
	fmt.Println(len(seen), wait >= 0 && wait < 10*time.Second, rand.N(uint8(1)), rand.N(1<<62) >= 0)
	fmt.Printf("%T\n", rand.N(time.Hour))
	try("N", func() { rand.N(0) })
	try("N", func() { rand.N(days(-1)) })
}

func main() {
	onces()
	pointers()
	errorTypes()
	parts()
	random()
}
