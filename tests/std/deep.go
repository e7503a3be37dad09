// Values and calls that are as deep as programs like: nothing here may depend on how deep.
package main

import (
	"errors"
	"fmt"
	"math"
	"sort"
	"strings"
)

const levels = 100_000

type box struct{ inner any }

type pair struct{ left, right any }

type list struct {
	n    int
	next *list
}

func (l *list) String() string {
	if l == nil {
		return "end"
	}
	return fmt.Sprintf("%d %v", l.n, l.next)
}

type formatted int

func (f formatted) Format(s fmt.State, verb rune) {
	if f > 0 {
		fmt.Fprintf(s, "<%v>", f-1)
	}
}

type shown int

func (s shown) GoString() string {
	if s == 0 {
		return "none"
	}
	return fmt.Sprintf("%#v+", s-1)
}

type failing int

func (f failing) Error() string {
	if f == 0 {
		panic("at the bottom")
	}
	return fmt.Sprint(f-1) + "."
}

func sortWithin(n int) int {
	a := []int{3, 1, 2}
	deepest := n
	sort.Slice(a, func(i, j int) bool {
		if n < 300 && deepest == n {
			deepest = sortWithin(n + 1)
		}
		return a[i] < a[j]
	})
	return deepest
}

func main() {
	var slices, boxes, other any
	for range levels {
		slices = []any{slices}
		boxes, other = box{boxes}, box{other}
	}
	text := fmt.Sprint(slices)
	fmt.Println(len(text), strings.Count(text, "["), strings.Count(text, "]"))
	text = fmt.Sprintf("%+v", boxes)
	fmt.Println(len(text), strings.HasPrefix(text, "{inner:{inner:{"))
	fmt.Println(boxes == other, boxes == box{other}, box{boxes} == box{other})

	keys := map[any]int{boxes: 1, box{boxes}: 2}
	fmt.Println(len(keys), keys[other], keys[box{other}], keys[box{box{other}}])
	fmt.Println(len(fmt.Sprint(keys)))
	delete(keys, other)
	fmt.Println(len(keys))

	var wide, same any = 1, 1
	for range levels {
		wide, same = pair{wide, "x"}, pair{same, "x"}
	}
	fmt.Println(wide == same, wide == pair{same, "y"})

	var l *list
	for i := range 1000 {
		l = &list{i, l}
	}
	text = fmt.Sprint(l)
	fmt.Println(len(text), text[:12], text[len(text)-8:])

	err := errors.New("cause")
	for i := range 1000 {
		err = fmt.Errorf("%d: %v", i, err)
	}
	fmt.Println(len(err.Error()))

	text = fmt.Sprint(formatted(200))
	fmt.Println(len(text), text[:3], text[len(text)-3:])
	fmt.Println(len(fmt.Sprintf("%#v", shown(200))))
	text = fmt.Sprint(failing(100))
	fmt.Println(strings.Count(text, "."), text[:30])
	fmt.Println(sortWithin(0))

	// Keys that equal no other: each is an entry, and none is found.
	nans := map[any]int{}
	for i := range 20_000 {
		nans[math.NaN()] = i
		nans[box{math.NaN()}] = i
	}
	_, found := nans[math.NaN()]
	fmt.Println(len(nans), found)
	clear(nans)
	fmt.Println(len(nans))

	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(any([1]any{[]int{1}}) == any([1]any{[]int{1}}))
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		m := map[any]int{1: 1}
		m[struct{ a []int }{}] = 2
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		m := map[any]int{1: 1}
		m[[0]func(){}] = 2
	}()
}
