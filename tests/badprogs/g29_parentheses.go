package main

type T[P any] struct{}

func (T[P]) m(int) {}

func f[T any](x T) {}

func main() {
	_ = (T).m
	_ = (T[int]).m
	(f)(1)
	var h func(int) = (f)
	var k func(int) = (f[int])
	_, _ = h, k
	_ = new((f))
	var _ (T)
	_ = *f
	f.x()
	for range f {
	}
	switch f {
	}
	_ = map[string]any{"a": f}
	_ = [...]any{f}
	println(f, 1)
	_ = append([]func(int){}, f)
	_ = any(f)
	var i any = f
	_ = f[0]
}
