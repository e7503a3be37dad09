package main

func recv[T any](c T)                     { <-c }
func send[T <-chan int | chan<- int](c T) { c <- 1 }
func empty[T interface {
	int
	string
}](x T) { _ = x == x }
func ranges[T int | string](x T) {
	for range x {
	}
}
func appends[P []int | []byte](x P)            { _ = append([]int{}, x...) }
func literal[P []int | map[int]int]() P        { return P{0: 1} }
func index[A ~[3]T, T any](a *A)               { a[1] = a[0] }
func keys[T map[int]int | map[string]int](m T) { delete(m, 1) }
func closes[T chan int | <-chan int](c T)      { close(c) }
func slices[T []int | [3]int](s T)             { _ = s[1:] }

func main() {}
