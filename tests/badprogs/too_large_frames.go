package main

type large struct {
	b [1500000000]byte
}

func (x large) f1() int {
	return 5
}

func f2(a, b [1 << 29]byte, c [1 << 20]byte) {}

func f3() (x large, i int) {
	return
}

func f4() {
	x := [][]int{1e9: []int{}}
	println(x)
}

func main() {
	if false {
		print(struct{}{})
	}
}
