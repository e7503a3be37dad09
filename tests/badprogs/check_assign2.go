package main

import "fmt"

type P struct{ x, y int }

func main() {
	x := 1
	x := 2
	x, y := 1
	x, z := 1, 2, 3
	var a, b = 1
	var c, d int = 1, 2, 3
	const k = 5
	k = 6
	k++
	1 = x
	"a"[0] = 'b'
	m := map[string]P{}
	m["a"].x = 1
	s := "abc"
	s[0] = 'x'
	fmt.Println = nil
	main = nil
	len = 3
	nil = nil
	true = false
	int = 3
	_ = _
	x = _
	fmt = 3
	y, z, a, b, c, d = d, c, b, a, z, y
}
