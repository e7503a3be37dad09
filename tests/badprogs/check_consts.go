package main

import (
	"fmt"
	"math"
	"time"
)

const A int8 = 128
const B uint = -1
const C = 1 << 600
const D int = 1 << 63
const E = 1 << 10000
const F float32 = 1e40
const G = 1.5 << 2
const H = len([3]int{})
const I = len([]int{})
const J = fmt.Sprint(1)
const K = x
const L []int = nil
const M = nil
const N, O = 1
const P = 1, 2
const (
	Q = iota
	R
	S, T
)
const (
	U, V = iota, iota
	W
)
const (
	X0
)
const Y int = "a"
const Z = "a" + 1
const AA = 10 / 0
const BB = 'a' + 1.5
const CC byte = 'a' * 3
const DD = ^uint8(0) + 1
const EE = uint8(255) + 1
const FF = -uint(1)
const GG = math.MaxInt64 + 1
const HH int = math.MaxInt64 + 1
const II = math.Pi << 1
const JJ = float32(math.MaxFloat64)
const KK = int(1.5)
const LL = int(1e100)
const MM = string(65) + "a"
const NN = time.Second * 1.5
const OO = time.Second * time.Duration(1e20)
const PP = !1
const QQ = "a" < 1
const RR bool = 1 < 2 && "a" < "b"
const SS = 1 % 1.5
const TT = 5.0 % 2.0

var x = 1

func main() {
	var a int8 = 1
	a = a + 200
	a += 128
	a <<= 8
	var b uint8 = 256
	var c = uint8(300)
	var d = int8(-129)
	var e float32 = 1e39
	var f = [1 << 62]int{}
	var g = [-1]int{}
	var h = [x]int{}
	var i = [1.5]int{}
	var j = [2.0]int{}
	var k = ["a"]int{}
	var l [iota]int
	time.Sleep(1.5)
	time.Sleep(1.5 * time.Second)
	time.Sleep(x * time.Second)
	time.Sleep(0.5)
	y := 1 << 70
	z := 1e100
	var w int = 1e100
	var v int = 1e3
	fmt.Println(1<<70, b, c, d, e, f, g, h, i, j, k, l, y, z, w, v)
	var u uint = 1 - 2
	u = 5 - 6
	s := "abc"[5]
	t := "abc"[1:5]
	q := [3]int{}[3]
	r := []int{1}[-1]
	p := [3]int{1, 2, 3}
	_ = p[3]
	_ = p[2:1]
	_ = p[1.5]
	_ = p["a"]
	_ = p[:4]
	_, _, _, _, _ = s, t, q, r, u
	if x == 1.5 {
	}
	switch x {
	case 1, 2, 1:
	case 1.5:
	case "a":
	case 2:
	}
	switch s := "a"; s {
	case "a", "a":
	}
	switch {
	case x > 1:
	case 1:
	case "a":
	case true, true:
	}
	switch main {
	case nil:
	}
	switch []int{} {
	}
}
