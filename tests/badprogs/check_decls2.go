package main

import (
	"errors"
	"fmt"
	fm "fmt"
	"os"
	. "strings"
)

func main()       {}
func main()       {}
func init() int   { return 1 }
func init(a int)  {}
func init()       {}
var init = 1
var fmt = 1
func f(a int, a string) {}
func g(a int) (a string) { return }
func (r int) h(r string) {}
func i(x int) { x := 1; var x int }
func j() { x := 1; var x int; type x int; const x = 1; func() { x := 2 }() }

type T struct{}
type T int

var T = 1

func T() {}

const c = 1
const c = 2

func undefinedTypes(a Foo, b *Bar, c []Baz, d map[Key]Val, e chan Elem, f func(Arg) Res, g pkg.T, h errors.Nope) Ret {
	var x Undef
	var y undef.Undef
	undefinedCall(undefArg)
	undef.Call()
	z := undefVal.Field.Sub
	return a
}
func notTypes(a c, b main, d errors, e nil, f len) {}
func callTypes() { T(); int(); int(1, 2); int("a"); string(1.5); []byte(1); []int("abc"); (*int)(5); error(1); func()(nil) }
var _ = Join
