package main

import (
	"fmt"
	"sync"
)

type Matrix [][]float64

func NewMatrix(r, c int, f func(i, j int) float64) Matrix {
	m := make(Matrix, r)
	for i := range m {
		m[i] = make([]float64, c)
		for j := range m[i] {
			m[i][j] = f(i, j)
		}
	}
	return m
}

func (a Matrix) Mul(b Matrix) Matrix {
	out := NewMatrix(len(a), len(b[0]), func(int, int) float64 { return 0 })
	var wg sync.WaitGroup
	for i := range a {
		wg.Add(1)
		go func(row []float64) {
			defer wg.Done()
			for j := range row {
				for k := range b {
					row[j] += a[i][k] * b[k][j]
				}
			}
		}(out[i])
	}
	wg.Wait()
	return out
}

type Mat3 [3][3]int

func (m Mat3) T() (t Mat3) {
	for i, row := range m {
		for j, v := range row {
			t[j][i] = v
		}
	}
	return
}

func main() {
	a := NewMatrix(2, 3, func(i, j int) float64 { return float64(i*3 + j) })
	b := NewMatrix(3, 2, func(i, j int) float64 { return float64(i) - float64(j)/2 })
	fmt.Println(a, b)
	fmt.Println(a.Mul(b))
	for _, row := range a.Mul(b) {
		for _, v := range row {
			fmt.Printf("%8.2f", v)
		}
		fmt.Println()
	}
	m := Mat3{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	t := m.T()
	fmt.Println(m, t, m == t, m == t.T())
	fmt.Printf("%v %+v %#v %T\n", m, m, m, m)
	p := &m
	p[1][1] = 50
	fmt.Println(len(p), p[1], *p == m)
	for i := range p {
		p[i][i] *= 2
	}
	fmt.Println(m)
}
