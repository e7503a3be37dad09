package main

const a = 1e5000

var b float64 = 1e646456992
var c = 1e646456993
var d = 1e2147483648
var e int = -1e64645
var f int = a * a
var g = a % 2
var h = 0x1p100000 / 0
var i [a]int
var j float64 = -123.456e7000

func main() {}
