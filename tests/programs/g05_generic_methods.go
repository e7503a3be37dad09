package main

import "fmt"

type S[T any] struct{ v T }

func (s S[T]) Map[U any](f func(T) U) S[U] { return S[U]{f(s.v)} }
func (s *S[T]) Set[V any](x T, y V) string { s.v = x; return fmt.Sprint(y) }

type A[T any] = map[string]T
type P[X, Y any] = struct{ a X; b Y }
type Vec[T any] = []T

func f[T any](a A[T]) int { return len(a) }

func main() {
	s := S[int]{3}
	fmt.Println(s.Map(func(i int) string { return fmt.Sprint("<", i, ">") }).v)
	fmt.Println(s.Set(4, "x"), s.v, s.Map[float64](func(i int) float64 { return float64(i) / 2 }))
	m := s.Map[bool]
	fmt.Println(m(func(i int) bool { return i > 3 }))
	fmt.Println(f(A[int]{"a": 1}), P[int, string]{1, "b"}, Vec[int]{1})
	g := S[int].Map[string]
	fmt.Println(g(s, func(int) string { return "e" }))
}
