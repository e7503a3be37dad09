package main

import "fmt"

type P struct {
	x, y int
	x    string
}
type Q struct{ P; a int }
type R struct {
	name string
	f    func()
}

func (r R) name() {}
func (r R) m()    {}
func (r R) m()    {}
func (r X) m()    {}
func (r int) m()  {}
func (r *fmt.Stringer) m() {}
func (fmt.Stringer) n() {}
func ([]int) k() {}

func main() {
	_ = P{1, 2, 3}
	_ = P{1}
	_ = P{x: 1, x: 2}
	_ = P{x: 1, 2}
	_ = P{z: 1}
	_ = P{X: 1}
	_ = P{"a", 2}
	_ = Q{x: 1}
	_ = Q{P{}, 1}
	_ = Q{P: 1}
	_ = R{name: 1}
	_ = &R{nam: "a"}
	_ = []P{{1, 2}, {x: "a"}}
	_ = []*P{{1, 2}}
	_ = map[string]P{"a": {1, 2}, "a": {}}
	_ = map[int]int{1: 1, 1: 2}
	_ = [2]int{1, 2, 3}
	_ = [...]int{5: 1, 5: 2}
	_ = []int{-1: 2}
	_ = []int{"a": 2}
	_ = int{1}
	_ = X{}
	_ = struct{ a int }{"a"}
	var p P
	p.z = 1
	p.Y = 1
	fmt.Println(p.x.y, p.q())
	var q *Q
	fmt.Println(q.x, q.b, (**Q)(nil).x)
}
