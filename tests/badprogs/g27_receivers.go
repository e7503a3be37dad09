package main

type A[P any] struct{}
type B = A[int]

func (B) m()  {}
func (*B) n() {}

type E = *A[string]

func (E) o() {}

type C = []int

func (C) p() {}

type D = error

func (D) q() {}
func main()  {}
