package main

import "fmt"

func main() {
	var s []int
	var m map[string]int
	var c chan int
	var a [3]int
	var i int
	len()
	len(1)
	len(s, s)
	_ = len(i)
	_ = len(&a)
	_ = len(nil)
	_ = cap(m)
	_ = cap("a")
	append()
	append(s)
	append(s, 1)
	s = append(s, "a")
	s = append(i, 1)
	s = append(s, s)
	s = append(s, s...)
	s = append(s, 1, s...)
	s = append(nil, 1)
	_ = append([]byte{}, "abc"...)
	_ = append([]byte{}, "abc")
	copy(s)
	copy(s, m)
	copy(s, []string{})
	copy([]byte{}, "abc")
	copy(a, s)
	delete(m)
	delete(m, 1)
	delete(s, 1)
	delete(m, "a", "b")
	make()
	make(s)
	_ = make([]int)
	_ = make([]int, "a")
	_ = make([]int, 1, 2, 3)
	_ = make([]int, 2, 1)
	_ = make([]int, -1)
	_ = make([]int, 1.5)
	_ = make(map[string]int, 1, 2)
	_ = make([3]int)
	_ = make(int)
	_ = make(struct{})
	_ = new()
	_ = new(int, int)
	_ = new(5)
	_ = new(x)
	new(int)
	panic()
	panic(1, 2)
	recover(1)
	recover()
	close(s)
	clear(i)
	clear(a)
	clear(s)
	_ = min()
	_ = min(1, "a")
	_ = min(i, 1.5)
	_ = max(s, s)
	_ = min(i, 2)
	min(1, 2)
	print(main)
	println(nil)
	len
	_ = len
	x := len
	fmt.Println(len, make, int, fmt)
	go len(s)
	defer append(s, 1)
	defer recover()
	go int(3)
	defer panic(1)
	_ = cap(c) + len(c) + "a"
	len := 3
	len(s)
	_ = copy
	_ = string(s)
	_ = []byte(s)
	_ = iota
}
