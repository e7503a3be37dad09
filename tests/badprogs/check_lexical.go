package main

import "fmt"

var s = 'hello'

type pair struct{ a, b int }

func (p pair, q pair) sum() int { return p.a }

func later() {
	var t string = 'no'
	for i := 0; i < 3; i++ {
		fmt.Println(undefined)
	}
L:
	fmt.Println("a\qb" + 1)
	# comment
	if t == 08 {
		break
	}
}

func main() {
	x := []int{1, 2}[::3]
	println(pair{1, 2})
}
