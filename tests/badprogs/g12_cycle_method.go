package main

type tree[K any] struct{ left *tree[K] }

func (t *tree[E]) up() { (&tree[map[string]E]{}).up() }

func even[A, B any](n int) { odd[B, A](n) }
func odd[A, B any](n int)  { even[A, func(B)](n) }

func main() {}
