package main

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand"
	randv2 "math/rand/v2"
)

func main() {
	xs := []float64{0, 1, -1, 0.5, 2, 3.7, -3.7, 10, 100.25, 1e10, 1e-10, 1e300, math.Inf(1), math.Inf(-1), math.NaN(), 2.5, 3.5, -0.5, 1.0 / 3, math.Pi}
	fs := map[int]func(float64) float64{0: math.Sqrt, 1: math.Floor, 2: math.Ceil, 3: math.Trunc, 4: math.Round, 5: math.RoundToEven, 6: math.Abs, 7: math.Sin, 8: math.Cos, 9: math.Tan, 10: math.Exp, 11: math.Log, 12: math.Log2, 13: math.Log10, 14: math.Log1p, 15: math.Exp2, 16: math.Cbrt, 17: math.Atan, 18: math.Asin, 19: math.Sinh, 20: math.Cosh, 21: math.Tanh, 22: math.Expm1, 23: math.Gamma, 24: math.Erf, 25: math.Logb}
	for i := 0; i < len(fs); i++ {
		for _, x := range xs {
			fmt.Printf("%d %v %.12g\n", i, x, fs[i](x))
		}
	}
	for _, x := range xs {
		for _, y := range xs {
			fmt.Printf("%v %v %.12g %v %v %v %v %.12g %.12g %v\n", x, y, math.Pow(x, y), math.Mod(x, y), math.Max(x, y), math.Min(x, y), math.Dim(x, y), math.Hypot(x, y), math.Atan2(y, x), math.Remainder(x, y))
		}
		f, e := math.Frexp(x)
		i, fr := math.Modf(x)
		fmt.Println(f, e, i, fr, math.Ldexp(x, 3), math.Signbit(x), math.IsNaN(x), math.IsInf(x, 0), math.Float64bits(x), math.Float32bits(float32(x)), math.Nextafter(x, 5))
	}
	fmt.Println(math.MaxInt64, math.Pi, math.MaxUint32, math.SmallestNonzeroFloat64, math.Pow10(5), math.Ilogb(8))
	for _, s := range []int64{1, 42, 0, -7, 1 << 40} {
		r := rand.New(rand.NewSource(s))
		fmt.Println(r.Int(), r.Intn(10), r.Intn(1000), r.Float64(), r.Float32(), r.Perm(5), r.Int31n(7), r.Int63n(1e12), r.Uint32(), r.Uint64(), r.NormFloat64(), r.ExpFloat64())
		a := []int{1, 2, 3, 4, 5, 6, 7}
		r.Shuffle(len(a), func(i, j int) { a[i], a[j] = a[j], a[i] })
		fmt.Println(a)
		sum, sum2 := 0.0, 0.0
		for i := 0; i < 3000; i++ {
			sum += r.NormFloat64()
			sum2 += r.ExpFloat64()
		}
		fmt.Printf("%.9f %.9f\n", sum, sum2)
	}
	r2 := randv2.New(randv2.NewPCG(1, 2))
	fmt.Println(r2.Int(), r2.IntN(10), r2.Float64(), r2.Perm(5), r2.Uint32(), r2.Int64N(1e12), r2.Uint32N(100), r2.Int32(), r2.Float32())
	_ = rand.Intn(5)
	_ = randv2.IntN(5)
	fmt.Println(bits.Len(255), bits.OnesCount(7), bits.TrailingZeros(8), bits.LeadingZeros32(1), bits.Reverse8(1), bits.RotateLeft8(0x81, 1), bits.TrailingZeros16(0))
}
