package main

type C chan [70000]byte

type D struct {
	c <-chan [1 << 16]byte
}

func f(c chan [70001]byte, small chan [1<<16 - 1]byte) {}

func main() {
	c := make(chan struct {
		a [1 << 15]byte
		b [1<<15 - 1]byte
		c int16
	})
	var keys map[[1 << 31]byte]int
	var elems map[int][1 << 31]byte
	_, _, _ = c, keys, elems
	type Local chan [70007]byte
}
