package main

type my int
type withM interface{ m() }

type a interface{ int | int }
type b interface{ ~int | my }
type c interface{ ~my }
type d interface{ int | withM }

func f1[T any, U T | int]()          {}
func f2[T any, U interface{ ~T }]()  {}
func f3[T interface{ ~int | ~bool }](p *T) { p.m() }

type T2[A, B any] struct{}

func (T2[A]) m1() {}

type ti = T2[int, int]

func (ti) m3() {}

func main() {}
