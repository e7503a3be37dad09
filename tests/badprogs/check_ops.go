package main

import "fmt"

type A struct{ f func() }
type B []int

func main() {
	var i int
	var f float64
	var s string
	var b bool
	var p *int
	var a A
	var bs B
	_ = i + f
	_ = i + s
	_ = s - s
	_ = b + b
	_ = b && i
	_ = !i
	_ = -s
	_ = ^f
	_ = i % f
	_ = f % f
	_ = i == s
	_ = i == nil
	_ = p == 1
	_ = a == a
	_ = bs == bs
	_ = bs == nil
	_ = main == nil
	_ = main == main
	_ = b < b
	_ = p < p
	_ = i << s
	_ = f << 2
	_ = 1 << f
	_ = i << -1
	_ = 1 / 0
	_ = i / 0
	_ = f / 0
	_ = i % 0
	_ = 1.0 / 0
	_ = *i
	_ = &1
	_ = <-i
	i <- 1
	_ = "a" * 2
	_ = 'a' + "b"
	_ = 1 + 1.5 + i
	_ = i & 1.5
	_ = i &^ s
	_ = nil == nil
	_ = nil + 1
	i += "a"
	i += 1.5
	s += 1
	s -= "a"
	b += true
	i++
	s++
	b--
	i <<= 1.5
	p++
	fmt.Println()
}
