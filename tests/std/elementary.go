// The elementary functions, to the last bit: a hash over many arguments and some values.
package main

import (
	"fmt"
	"math"
)

func main() {
	fs := []struct {
		n string
		f func(float64) float64
	}{{"Sin", math.Sin}, {"Cos", math.Cos}, {"Tan", math.Tan}, {"Asin", math.Asin}, {"Acos", math.Acos}, {"Atan", math.Atan}, {"Sinh", math.Sinh}, {"Cosh", math.Cosh}, {"Tanh", math.Tanh}, {"Asinh", math.Asinh}, {"Acosh", math.Acosh}, {"Atanh", math.Atanh}, {"Exp", math.Exp}, {"Exp2", math.Exp2}, {"Expm1", math.Expm1}, {"Log", math.Log}, {"Log2", math.Log2}, {"Log10", math.Log10}, {"Log1p", math.Log1p}, {"Sqrt", math.Sqrt}, {"Cbrt", math.Cbrt}, {"Gamma", math.Gamma}, {"Erf", math.Erf}, {"Erfc", math.Erfc}, {"Floor", math.Floor}, {"Ceil", math.Ceil}, {"Trunc", math.Trunc}, {"Round", math.Round}, {"RoundToEven", math.RoundToEven}, {"Logb", math.Logb}, {"Abs", math.Abs}}
	xs := []float64{0, math.Copysign(0, -1), 1, -1, 0.5, 2, 3, 10, 100, 1e10, 1e-10, 1e300, math.Inf(1), math.Inf(-1), math.NaN(), 0.1, 0.7853981633974483, 5e-324}
	seed := uint64(12345)
	for i := 0; i < 120; i++ {
		seed = seed*6364136223846793005 + 1442695040888963407
		xs = append(xs, (float64(seed>>11)/(1<<53)-0.5)*20)
	}
	for i := 0; i < 20; i++ {
		seed = seed*6364136223846793005 + 1442695040888963407
		xs = append(xs, float64(seed>>11)/1000)
	}
	for _, f := range fs {
		h := uint64(14695981039346656037)
		for _, x := range xs {
			h = (h ^ math.Float64bits(f.f(x))) * 1099511628211
		}
		fmt.Println(f.n, h)
		for i, x := range xs {
			if i > 14 && i < 60 {
				fmt.Print(f.f(x), " ")
			}
		}
		fmt.Println()
	}
	g := []struct {
		n string
		f func(a, b float64) float64
	}{{"Pow", math.Pow}, {"Hypot", math.Hypot}, {"Atan2", math.Atan2}, {"Mod", math.Mod}, {"Remainder", math.Remainder}, {"Max", math.Max}, {"Min", math.Min}, {"Dim", math.Dim}, {"Copysign", math.Copysign}, {"Nextafter", math.Nextafter}}
	for _, f := range g {
		h := uint64(14695981039346656037)
		for i, x := range xs {
			for j, y := range xs {
				r := f.f(x, y)
				h = (h ^ math.Float64bits(r)) * 1099511628211
				if i > 15 && j > 15 && (i*j)%97 == 0 {
					fmt.Print(r, " ")
				}
			}
		}
		fmt.Println(f.n, h)
	}
	a, b := math.Modf(-3.25)
	c, d := math.Frexp(10.5)
	s, t := math.Sincos(1.25)
	l, sg := 1, 2
	fmt.Println(a, b, c, d, s, t, l, sg, math.Ldexp(0.5, 10), math.FMA(1.1, 2.2, 3.3), math.Pow10(5), math.Float32bits(1.5))
	var f32 float32 = 0.1
	fmt.Println(f32*3, f32+0.2, float64(f32), f32/3, math.Sqrt(float64(f32)))
}
