package main

import (
	"errors"
	"fmt"
	"os"
	"time"
)

type point struct{ x, y int }
type Celsius float64

func (c Celsius) String() string { return fmt.Sprintf("%.1f°C", float64(c)) }

type Pair struct {
	Name string
	P    *point
	In   struct{ A []string }
	M    map[string]int
	I    interface{}
	E    error
}
type Color int

const (
	Red Color = iota
	Green
)

func (c Color) GoString() string { return "Color!" }

type bs []byte
type W struct {
	Celsius
	T Celsius
}

func main() {
	p := point{1, 2}
	fmt.Printf("%v %+v %#v %T %p\n", p, p, p, p, nil)
	fmt.Printf("%v %+v\n", &p, &p)
	fmt.Printf("%t %d %b %c %x %X %o %#o %#x %U %#U\n", true, 123, 14, 33, 456, 456, 8, 8, 255, 0x1F600, 0x1F600)
	fmt.Printf("%f %.2f %e %E %g %G %8.3f|%-8.3f|%+.1f|%08.2f\n", 78.9, 3.14159, 123400000.0, 123400000.0, 1e21, 1e-7, 2.5, 2.5, 2.5, -2.5)
	fmt.Printf("%s %q %x %X % x %#x|%10s|%-10s|%.2s|%5.1s|\n", "str", "a\"b\n", "hex", "hex", "hex", "hex", "right", "left", "trunc", "xyz")
	fmt.Printf("|%6d|%-6d|%06d|%+d|% d|%x|\n", 12, 12, 12, 12, 12, -255)
	fmt.Printf("%6.2f%%|%*d|%-*d|%.*f\n", 99.5, 5, 42, 5, 42, 3, 2.0/3)
	fmt.Printf("%[2]d %[1]d %[2]v\n", 1, 2)
	fmt.Printf("%d %s\n", "str", 5)
	fmt.Printf("%d\n", 1, 2)
	fmt.Printf("%d %d\n", 1)
	fmt.Printf("%!\n")
	fmt.Printf("%z %v\n", 1, nil)
	fmt.Println(Celsius(36.6), []Celsius{1, 2}, map[string]Celsius{"a": 3}, W{1, 2})
	fmt.Printf("%v %s %.2f %d\n", Celsius(1), Celsius(2), Celsius(3), Celsius(4))
	pr := Pair{"n", nil, struct{ A []string }{[]string{"q", "r"}}, map[string]int{"z": 1, "a": 2}, 3.0, errors.New("bad")}
	fmt.Printf("%v\n%+v\n%#v\n", pr, pr, pr.In)
	fmt.Printf("%v %#v %#v %#v %#v\n", Red, Green, []string{"a"}, map[string]bool{"t": true}, struct {
		A int
		B string
	}{1, "x"})
	fmt.Printf("%#v %#v %#v %#v %#v %#v\n", 1.0, "q", 'x', []any{1, "a", nil}, [2]bool{}, uint8(3))
	fmt.Printf("%v %d %s %x %q\n", []byte("hi"), []byte("hi"), []byte("hi"), []byte("hi"), []byte("hi"))
	fmt.Printf("%v %s\n", bs("yo"), bs("yo"))
	fmt.Printf("%q %v %d %c\n", 'x', 'x', []rune("hé"), []rune("hé"))
	fmt.Printf("%q %x %s\n", []string{"a b", "c"}, []string{"a", "b"}, []string{"a", "b"})
	fmt.Printf("%5t|%-7t|%v\n", true, false, !true)
	fmt.Printf("%6v|%-6v|%06v\n", 42, 42, 42)
	fmt.Printf("%v %v %v\n", []int(nil), map[string]int(nil), error(nil))
	fmt.Printf("%v %v\n", [3]*int{}, (*int)(nil))
	fmt.Printf("%T %T %T %T %T %T %T\n", 1, "s", 1.5, 'r', nil, []any{}, map[string][]int{})
	fmt.Printf("%T %T %T %T\n", func(int) string { return "" }, make(chan int), &p, errors.New(""))
	fmt.Printf("%T %T %T\n", struct{}{}, [3]int{}, make(<-chan bool))
	fmt.Printf("%v %v\n", time.Second*90, 1500*time.Microsecond)
	fmt.Printf("%08b %o %x\n", 37, 64, 3735928559)
	fmt.Printf("%e %g %v\n", 0.0, 100000.0, 1e6)
	fmt.Println(1e20, 1e21, 1e-4, 1e-5, 3.0, float32(0.1), 0.1, 1.0/3)
	fmt.Println(int8(-128), uint8(255), 'a', "a", true, nil)
	fmt.Print("a", "b", 1, 2, true, "c", 3.5, '\n', "\n")
	fmt.Print(1, 2, "\n")
	s := fmt.Sprintln("x", 1)
	fmt.Printf("%q\n", s)
	fmt.Fprintln(os.Stderr, "an", "error")
	fmt.Fprintf(os.Stdout, "%s|%v|%v\n", errors.New("e"), fmt.Errorf("w: %w", errors.New("e")), &struct{ E error }{errors.New("in")})
	var np *point
	var ni fmt.Stringer
	fmt.Printf("%v %+v %v %s\n", np, np, ni, ni)
	fmt.Printf("%v %v\n", struct{}{}, []struct{ A, B any }{{1, "x"}, {nil, 2.5}})
	fmt.Printf("%x %X %x\n", "héllo", []byte{1, 0xab}, 3.5)
	fmt.Printf("%+q %#q %q\n", "héllo\t", "raw", 0x1F600)
	fmt.Printf("%t %t\n", 1, "x")
	fmt.Printf("%s\n", []any{1, "a", nil, errors.New("z")})
	fmt.Printf("%-5d|%5s|%-5s|%05d|%x\n", -3, "é", "é", -42, []int{10, 11})
	fmt.Printf("%3c|%-3c|%03d|%+03d\n", 'x', 'y', 7, 7)
	fmt.Printf("%v %.3v %10.3v|\n", 3.14159265, 3.14159265, 3.14159265)
	fmt.Printf("%6.3d|%+x|%#b|%#X\n", 7, 10, 5, 300)
}
