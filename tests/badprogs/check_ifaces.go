package main

import (
	"errors"
	"fmt"
	"io"
	"sort"
)

type Shape interface {
	Area() float64
	Name() string
}
type A struct{}
type B struct{}
type C struct{}
type D struct{}
type E struct{}

func (A) Area() float64        { return 1 }
func (B) Area() int            { return 1 }
func (B) Name() string         { return "" }
func (*C) Area() float64       { return 1 }
func (*C) Name() string        { return "" }
func (D) area() float64        { return 1 }
func (D) Name() string         { return "" }
func (E) Area(x int) float64   { return 1 }
func (E) Name() string         { return "" }

type F struct{ Area float64 }

func (F) Name() string { return "" }

type MyErr struct{}

func (*MyErr) Error() string { return "" }

func ret() error { return MyErr{} }
func use(s Shape) {}

func main() {
	var s Shape
	s = A{}
	s = B{}
	s = C{}
	s = &C{}
	s = D{}
	s = E{}
	s = F{}
	s = 1
	s = "a"
	s = nil
	use(A{})
	use(&A{})
	var ps *Shape = &s
	ps.Area()
	use(ps)
	_ = s.(A)
	_ = s.(*C)
	_ = s.(int)
	_ = s.(fmt.Stringer)
	_ = s.Nope
	x := 5
	_ = x.(int)
	switch s.(type) {
	case A:
	case *C, *C:
	case int:
	case nil, nil:
	case string, fmt.Stringer, Undefined:
	}
	switch x.(type) {
	}
	switch y := s.(type) {
	case *C:
		y.Foo()
	}
	var e error = MyErr{}
	var w io.Writer = s
	var c *C = s
	sort.Sort(A{})
	errors.New(1)
	var any1 any = 1
	var n int = any1
	_ = any1 + 1
	any1.foo()
	e.Foo()
	_ = s == A{}
	_ = s == 1
	_ = any1 == 1
	_, _, _ = e, w, c
	_ = n
}
