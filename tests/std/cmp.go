package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

type Celsius float64
type Name string
type Small int8

type Person struct {
	Name Name
	Age  Small
	Temp Celsius
}

func table[T cmp.Ordered](values ...T) {
	for _, x := range values {
		for _, y := range values {
			fmt.Print(cmp.Compare(x, y), " ", cmp.Less(x, y), " | ")
		}
		fmt.Println()
	}
}

func smallest[T cmp.Ordered](first T, rest ...T) T {
	for _, v := range rest {
		if cmp.Less(v, first) {
			first = v
		}
	}
	return first
}

func main() {
	table(1, 2, -3, 1)
	table("a", "", "b", "ab", "世")
	table(0.0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), 1.5)
	table[uint8](0, 255, 7)
	table[Small](-128, 127, 0)
	table[Celsius](36.6, Celsius(math.NaN()), -1)
	table[Name]("x", "X", "")
	table[uintptr](1, 2)
	table[float32](1.25, float32(math.NaN()))

	fmt.Println(smallest(3, 1, 2), smallest("b", "a"), smallest[Celsius](2, 1.5), smallest(1, math.NaN()))

	fmt.Println(cmp.Or[int](), cmp.Or(0, 0), cmp.Or(0, 3, 4), cmp.Or("", "default"), cmp.Or(1.5, 2))
	fmt.Printf("%q %v\n", cmp.Or[Name]("", ""), cmp.Or(math.NaN(), 1))
	var p, q *int = nil, new(int)
	*q = 5
	fmt.Println(*cmp.Or(p, q), cmp.Or(p, nil) == nil)
	fmt.Println(cmp.Or(Person{}, Person{Name: "a"}), cmp.Or[any](nil, 0, 1), cmp.Or[error](nil))

	people := []Person{{"Eve", 30, 36.6}, {"Bob", 25, 37}, {"Al", 30, 36.6}, {"Cy", 25, 36}, {"Eve", 30, 36}}
	slices.SortFunc(people, func(a, b Person) int {
		return cmp.Or(
			-cmp.Compare(a.Age, b.Age),
			strings.Compare(string(a.Name), string(b.Name)),
			cmp.Compare(a.Temp, b.Temp),
		)
	})
	for _, p := range people {
		fmt.Println(p)
	}
	compare := cmp.Compare[Small]
	less := cmp.Less[Name]
	fmt.Println(compare(1, 2), less("a", "b"))
}
