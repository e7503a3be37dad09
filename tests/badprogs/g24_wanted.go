package main

func f[T any](T) T { var z T; return z }

var a = f
var b, c = f, 1
var d func(int) string = f
var e func(int) int = f
var g func() = f

func h() func(string) int { return f }
func main() {
	i := f
	var j any = f
	j = f
	_, _ = i, j
	k, l := f[int], f
	_, _ = k, l
}
