package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

type Ages map[string]int
type Key struct{ x, y int }

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "->", r)
		}
	}()
	f()
}

func count[K, V any](seq iter.Seq2[K, V]) (n int) {
	for range seq {
		n++
	}
	return n
}

func main() {
	ages := Ages{"ann": 31, "bob": 25, "cy": 40}
	fmt.Println(slices.Sorted(maps.Keys(ages)), slices.Sorted(maps.Values(ages)), count(maps.All(ages)))
	for _, k := range slices.Backward(slices.Sorted(maps.Keys(ages))) {
		fmt.Print(k, "=", ages[k], " ")
	}
	fmt.Println()

	n := 0
	for k, v := range maps.All(ages) {
		if ages[k] != v {
			fmt.Println("wrong", k, v)
		}
		if n++; n == 2 {
			break
		}
	}
	for range maps.Keys(ages) {
		n++
		break
	}
	for range maps.Values(ages) {
		n++
		break
	}
	fmt.Println(n)

	c := maps.Clone(ages)
	c["dee"] = 1
	fmt.Printf("%T %v %v\n", c, len(ages), c)
	var none Ages
	fmt.Println(maps.Clone(none) == nil, maps.Clone(Ages{}) == nil, count(maps.All(none)))

	fmt.Println(maps.Equal(ages, c), maps.Equal(ages, map[string]int{"ann": 31, "bob": 25, "cy": 40}), maps.Equal(none, Ages{}))
	fmt.Println(maps.Equal(Ages{"a": 0}, Ages{"b": 0}))
	words := map[string][]byte{"a": []byte("X"), "b": []byte("yy")}
	upper := map[string]string{"a": "x", "b": "YY"}
	same := func(b []byte, s string) bool { return strings.EqualFold(string(b), s) }
	fmt.Println(maps.EqualFunc(words, upper, same), maps.EqualFunc(words, map[string]string{"a": "x"}, same))
	fmt.Println(maps.EqualFunc(words, map[string]string{"a": "x", "b": "z"}, same))

	maps.Copy(c, map[string]int{"ann": 0, "eve": 9})
	fmt.Println(c)
	maps.DeleteFunc(c, func(k string, v int) bool { return v < 10 || k == "cy" })
	fmt.Println(c)

	grid := map[Key]bool{}
	maps.Insert(grid, func(yield func(Key, bool) bool) {
		for i := range 3 {
			if !yield(Key{i, i * i}, i%2 == 0) {
				return
			}
		}
	})
	fmt.Println(len(grid), grid[Key{2, 4}], grid[Key{1, 1}])

	squares := maps.Collect(slices.All([]int{0, 1, 4, 9}))
	fmt.Printf("%T %v\n", squares, squares)
	fmt.Println(maps.Collect(maps.All(upper)))
	byLength := map[int][]string{}
	for _, w := range strings.Fields("to be or not to be that is") {
		byLength[len(w)] = append(byLength[len(w)], w)
	}
	for _, k := range slices.Sorted(maps.Keys(byLength)) {
		fmt.Println(k, slices.Compact(slices.Sorted(slices.Values(byLength[k]))))
	}

	try("copy into nil", func() { maps.Copy(none, ages) })
	try("insert into nil", func() { maps.Insert(none, maps.All(ages)) })
	maps.Copy(none, Ages{})
	maps.DeleteFunc(none, func(string, int) bool { return true })
	try("uncomparable", func() { maps.Equal(map[int]any{1: []int{}}, map[int]any{1: []int{}}) })
}
