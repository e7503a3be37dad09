package main

type T struct{}

func (bogus) m()             {}
func (t *bogus2) n()         {}
func (t T) o(x bogus3) int   { return x }
func (t T) p() (a, b bogus4) { return }

type J interface {
	o(int) int
	p() (int, int)
}

var _ J = T{}

func main() { T{}.o(1); a, b := T{}.p(); _, _ = a, b }
