// Package bytes gives parts of its argument, package strconv rounds to the width it is told, package time
// shows what is no ASCII byte by byte.
package main

import (
	"bytes"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"
	"unicode"
)

func parts(p [][]byte) {
	fmt.Printf("%q %v", p, p == nil)
	for _, x := range p {
		fmt.Print(" ", cap(x) == len(x))
	}
	fmt.Println()
}

func catch(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	b := []byte("a,b,c")
	p := bytes.Split(b, []byte(","))
	p[0][0] = 'Z'
	p[1] = append(p[1], '!')
	fmt.Printf("%s %q\n", b, p)
	f := bytes.Fields([]byte(" x y "))
	f[0] = append(f[0], '!')
	fmt.Printf("%q\n", f)
	for _, s := range []string{"", " ", "äöü", "a,b,,", "\xffa", "\u2003x\u2003"} {
		b := []byte(s)
		for _, sep := range []string{"", ",", "ö"} {
			for _, n := range []int{-1, 0, 1, 2, 100} {
				parts(bytes.SplitN(b, []byte(sep), n))
				parts(bytes.SplitAfterN(b, []byte(sep), n))
			}
			fmt.Printf("%q %q %q\n", bytes.Trim(b, sep), bytes.TrimLeft(b, sep), bytes.TrimRight(b, sep))
			fmt.Println(bytes.Trim(b, sep) == nil, bytes.TrimLeft(b, sep) == nil, bytes.TrimRight(b, sep) == nil)
			before, after, found := bytes.CutLast(b, []byte(sep))
			fmt.Printf("%q %q %v\n", before, after, found)
		}
		parts(bytes.Fields(b))
		parts(bytes.FieldsFunc(b, unicode.IsPunct))
		fmt.Println(bytes.TrimSpace(b) == nil, strings.FieldsFunc(s, unicode.IsLetter) == nil)
		u, err := strconv.Unquote(`"` + s + `"`)
		fmt.Printf("%q %x %v\n", bytes.TrimSpace(b), u, err)
	}
	r := strings.NewReader("hello")
	for _, whence := range []int{0, 1, 2, 3} {
		n, err := r.Seek(-2, whence)
		var at [3]byte
		k, e := r.ReadAt(at[:], int64(whence))
		fmt.Println(n, err, r.Len(), k, e, at)
	}

	for _, x := range []float64{1e300, -1e-300, 3.4028235677973366e38, 0.1, 16777217, math.NaN()} {
		for _, format := range "efgGxb" {
			fmt.Print(strconv.FormatFloat(x, byte(format), -1, 32), " ", strconv.FormatFloat(x, byte(format), 7, 32), " ")
		}
		fmt.Println()
	}
	nan, _ := strconv.ParseFloat("nan", 64)
	narrow, _ := strconv.ParseFloat("NaN", 32)
	fmt.Printf("%x %x\n", math.Float64bits(nan), math.Float64bits(narrow))
	fmt.Println(strconv.ParseInt("-9", 10, 1))
	fmt.Println(strconv.ParseInt("-9", 10, 2))
	fmt.Println(strconv.ParseInt("9", 10, 1))

	for _, s := range []string{"1.99999999999999999999999999h", "0.9223372036854775808999s", "9223372036854775808ns", "-9223372036854775808ns", "1µ", "1.é", "\x00s"} {
		fmt.Println(time.ParseDuration(s))
	}
	fmt.Println(time.Parse("2006 é", "2024 é\n\xff\""))

	fmt.Println(bits.Div64(1, 2, 3))
	fmt.Println(bits.Rem64(1<<63, 5, 7), bits.Rem32(9, 1, 4))
	fmt.Println(bits.Div32(1, 2, 3))
	catch(func() { bits.Div64(3, 0, 3) })
	catch(func() { bits.Div32(3, 0, 3) })
	catch(func() { bits.Rem(3, 0, 0) })
	s := uint64(14695981039346656037)
	for i := -8000; i < 8000; i++ {
		for _, scale := range []float64{1e-4, 0.0371, 0.0899, 1e-9} {
			s = (s ^ math.Float64bits(math.Expm1(float64(i)*scale))) * 1099511628211
		}
	}
	fmt.Println(s, math.Expm1(math.Inf(-1)), math.Expm1(math.Inf(1)), math.Expm1(math.NaN()), math.Expm1(709.78271289338397), math.Expm1(math.Copysign(0, -1)))
	fmt.Println(math.Nextafter32(0, -1), math.Nextafter32(1, 2), math.Nextafter32(1, 0), math.Nextafter32(math.MaxFloat32, float32(math.Inf(1))))
}
