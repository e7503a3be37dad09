package main

type T T
type A B
type B C
type C A
type S struct{ s S }
type S1 struct{ s S2 }
type S2 struct{ s [2]S1 }
type OK struct{ p *OK; s []OK; m map[string]OK; f func(OK) OK; c chan OK }
type I interface{ I }
type I1 interface{ I2 }
type I2 interface{ I1 }
type Arr [len(arr)]int

var arr Arr

type AL = AL
type AL1 = AL2
type AL2 = AL1

const c1 = c2
const c2 = c1

var v1 = v2
var v2 = v1
var v3 = f3()

func f3() int { return v3 }

var v4 = func() int { return v4 }()
var v5 = v5
var v6 int = v6
var v7 = f7

func f7() { f8() }
func f8() { _ = v7 }

type M struct{}

func (M) m() int { return v9 }

var v9 = M{}.m()
var v10 = M.m(M{})

func main() {
	type L L
	type L1 struct{ l L1 }
	var x = x
	y := y
	f := func() { f() }
	const k = k
}
