package main

type s struct{ x int }

func main() {
	a := [2]int{1, 2}
	println("a", a)
	defer print(s{1})
	println(&a, a[:])
}
