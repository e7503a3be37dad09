package main

type Iface interface {
	A() int
	B(string) (x, y int)
}
type T1 struct{}

func (T1) A() (n int)            { return }
func (T1) B(s string) (int, int) { return 0, 0 }

type T2 struct{}

func (*T2) A() int            { return 0 }
func (T2) B(s string) (x int) { return }

type T3 struct{ T1 }

func (T3) B(...string) (a, b int) { return }

type T4 struct{}

func (T4) a() int              { return 0 }
func (T4) B(string) (int, int) { return 0, 0 }

var _ Iface = T1{}
var _ Iface = T2{}
var _ Iface = &T2{}
var _ Iface = T3{}
var _ Iface = T4{}

func f[T Iface](T) {}
func main()        { f(T1{}); f(T2{}); f(&T2{}); f(T3{}); f(T4{}) }
