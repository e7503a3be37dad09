package main

import (
	"fmt"
	"os"
	str "strings"
	_ "time"
)

const unusedConst = 1

var unusedVar = 1

type unusedType int

func unusedFunc() {}

func f(a, b int) (c int) {
	var x int
	y := 1
	z, w := 1, 2
	_ = w
	for i := 0; i < 10; i++ {
		k := i
	}
	for i, v := range []int{1} {
	}
	if q := 1; true {
	}
	switch t := 5; {
	}
	var g func()
	g = func() { inner := 1 }
	const cc = 1
	type tt int
	x = 3
	switch v := interface{}(1).(type) {
	case int:
	}
	var arr [3]int
	arr[0] = 1
	var st struct{ a int }
	st.a = 1
	var pp *int
	*pp = 1
	mm := map[int]int{}
	mm[1] = 2
	func() { unusedInner := 2 }()
	return
}

func main() {}
