package main

type A[P any] func()
type B[P any] = P
type D[P any] struct{}
type X[P any] = D[P]

func (D[P]) m() {}
func (X[P]) n() {}

var a = A(nil)
var b = D.m
var c = new(D)

type T[P any] interface{ P }

type I interface{ ~int }

var d = I(1)
var e = (*interface{ int })(nil)
var f = any(1).(comparable)

func main() {}
