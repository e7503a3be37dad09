package main

var a [n]int
var n = 5
var b []foo
var c map[[]int]string
var d map[func()]int
var e map[map[int]int]int
var f map[struct{ s []int }]int
var g [3]int = [4]int{}
var h chan<- chan int = make(chan<- chan int)
var i func(int) string = func(s string) int { return 1 }
var j *[]int = &[]string{}
var k **int = &5
var l interface{ m() } = struct{}{}
var m struct{ a int } = struct{ b int }{1}
var o struct{ a int `x` } = struct{ a int }{1}
var p, q int = 1, "a"
var r, s = 1
var t int = "a" + "b"
var u = v
var w int = u
var x error = nil
var y []int = nil
var z int = nil
var aa [2]string = [...]string{"a", "b", "c"}
var bb = [...]int{1, 2, 3}[5]
var dd [...]int
var ee = map[string]int{"a"}
var ff = []int{"a": 1}
var gg = []int{1: "a", 1: 2}
var hh = map[string][]int{"a": {1, "b"}, 5: {}}
var ii = struct{}{1}
var jj = (*int)(nil).x
var kk = (func())(nil)()
var ll = func() int { return 1 }
var mm int = ll
var nn = interface{}(1) + 1
var oo = [2]int{} == [3]int{}
var pp = []int{} == []int{}
var qq = map[int]int{} == nil
var rr = func() {} == nil
var ss = struct{ f func() }{} == struct{ f func() }{}
var tt = interface{}(1) == []int{}
var uu = "a"[0] == "a"
var vv rune = "a"
var ww byte = 'a' + 256
var xx string = 'a'
var yy []byte = "abc"
var zz []rune = []byte("abc")

type T1 int
type T2 int

var t1 T1 = T2(1)
var t2 = T1(1) + T2(2)
var t3 int = T1(5)
var t4 T1 = 5
var t5 []T1 = []int{1}
var t6 = []T1([]int{1})
var t7 = T1("a")
var t8 = string(T1(65))
var t9 = *T1

func main() {}
