package main

import "fmt"

type P struct{ x, y int }

func two() (int, error) { return 1, nil }
func none()             {}

func main() {
	var a int = "s"
	var b string = 1
	var c float64 = "x"
	var d bool = 1
	var e []int = [3]int{}
	var f map[string]int = map[int]string{}
	var g *int = 5
	var h func() = 1
	var i error = "e"
	var j int8 = 300
	var k uint = -1
	var l int = 1.5
	var m byte = 'ā'
	var n int = nil
	var o = nil
	p := nil
	q := two()
	r, s, t := two()
	u := none()
	a, b = two()
	a = none()
	two() = 3
	fmt.Println(c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u)
}
