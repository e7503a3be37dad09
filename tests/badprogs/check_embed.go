package main

type A struct{ x int }
type B struct{ x int }
type C struct{ A; B }
type D struct{ *A; B; int }
type E struct{ *C; A }
type F interface{ m(); m() }
type G interface{ F; n(int) }
type H interface{ G; n(string) }
type I struct{ A; A }
type J struct{ *A; A }
type M struct{ *F }
type N *A
type O struct{ N }
type Q struct{ P }

func (A) foo() {}
func (B) foo() {}
func (*A) bar() {}
func (N) baz() {}
func (a A) x() {}
func (f F) z() {}

type R struct{ R2 }
type R2 struct{ R3 }
type R3 struct{ deep int }

func (r *R3) Set() {}

func main() {
	var c C
	c.x = 1
	c.foo()
	c.A.x = "a"
	var d D
	d.x = 1
	d.int = "a"
	var e E
	e.x = 1
	e.A.foo(1)
	c.bar()
	D.bar(d)
	(*D).bar(d)
	C.bar(c)
	_ = R{deep: 1}
	_ = R{R2: 1}
	R{}.Set()
	f := R.Set
	g := (*R).Set
	g(R{})
	h := R{}.deep.x
	var i interface{ Set() } = R{}
	i = &R{}
	_, _, _ = f, h, i
	var n N
	n.x = 1
	n.foo()
	n.baz()
	var k map[string]A
	k["a"].x = 1
	k["a"].bar()
	k["a"].foo()
	_ = &k["a"]
	_ = k["a"].y
	_ = &c.foo
	(&c).A.bar()
	A{}.bar()
	(A{}).x = 1
	struct{ a int }{1}.a = 2
}
