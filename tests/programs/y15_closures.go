package main

import "fmt"

func intSeq() func() int {
	i := 0
	return func() int {
		i++
		return i
	}
}

func fibonacci() func() int {
	a, b := 0, 1
	return func() int {
		defer func() { a, b = b, a+b }()
		return a
	}
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for i := len(fs) - 1; i >= 0; i-- {
			x = fs[i](x)
		}
		return x
	}
}

func memo(f func(int) int) func(int) int {
	cache := map[int]int{}
	return func(n int) int {
		if v, ok := cache[n]; ok {
			return v
		}
		v := f(n)
		cache[n] = v
		return v
	}
}

type Op func(float64, float64) (float64, error)

func (o Op) Apply(a, b float64) string {
	r, err := o(a, b)
	if err != nil {
		return "error: " + err.Error()
	}
	return fmt.Sprint(r)
}

func main() {
	next := intSeq()
	fmt.Println(next(), next(), next())
	other := intSeq()
	fmt.Println(other(), next())
	f := fibonacci()
	for range 10 {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	inc := func(x int) int { return x + 1 }
	dbl := func(x int) int { return x * 2 }
	fmt.Println(compose(inc, dbl)(5), compose(dbl, inc)(5), compose()(5))
	var fib func(int) int
	fib = memo(func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	})
	fmt.Println(fib(90))
	ops := map[string]Op{
		"+": func(a, b float64) (float64, error) { return a + b, nil },
		"/": func(a, b float64) (float64, error) {
			if b == 0 {
				return 0, fmt.Errorf("%v / %v", a, b)
			}
			return a / b, nil
		},
	}
	fmt.Println(ops["+"].Apply(1, 2), ops["/"].Apply(1, 3), ops["/"].Apply(1, 0), ops["%"] == nil)
	var fs []func()
	for i := 0; i < 3; i++ {
		fs = append(fs, func() { fmt.Print(i, " ") })
	}
	for j := range 3 {
		defer func() { fmt.Print("deferred", j, " ") }()
	}
	x := 10
	fs = append(fs, func() { x++ })
	for _, f := range fs {
		f()
	}
	fmt.Println(x)
	func(vals ...int) {
		fmt.Println(len(vals), vals, vals == nil)
	}()
	acc := func() func(string) string {
		s := ""
		return func(t string) string { s += t; return s }
	}()
	acc("a")
	acc("b")
	fmt.Println(acc("c"))
}
