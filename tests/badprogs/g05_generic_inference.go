package main

func g1[P any](P)            {}
func g2[P any]() (p P)       { return }
func g3[P, Q, R any](P) Q    { panic(0) }
func sl[S ~[]E, E any](S, E) {}
func two[P any](a, b P)      {}

var v1 func(int) = g2
var v2 func(int, string) = pick

func pick[P any](a, b P) {}

func rec[P any](a, _ P) {
	var x int
	rec(a, x)
}

func ret() func(string) int { return same }

func same[P any](P) P { panic(0) }

func main() {
	g3(1)
	sl(1, 2)
	sl([]int{}, "a")
	two(1, "a")
	_ = sl[int]
}
