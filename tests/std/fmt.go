package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"time"
)

type P struct{ X, Y int }
type S struct {
	Name string
	p    *P
	In   any
	m    map[string]int
	E    error
	f    func()
}
type Str string
type W int

func (w W) String() string { return fmt.Sprintf("W(%d)", int(w)) }

type PtrS struct{ a int }

func (p *PtrS) String() string { return "PtrS!" }

type Bad struct{}

func (Bad) String() string { panic("oops") }

type NilP struct{ x int }

func (n *NilP) Error() string { return fmt.Sprint(n.x) }

type G struct{ a int }

func (G) GoString() string { return "G!" }

type F struct{}

func (F) Format(s fmt.State, v rune) {
	w, ok := s.Width()
	p, ok2 := s.Precision()
	fmt.Fprintf(s, "F[%c %d %t %d %t %t %t]", v, w, ok, p, ok2, s.Flag('+'), s.Flag('-'))
}

type emb struct{ W }
type Emb2 struct {
	emb
	w W
	V W
}
type bytes []byte
type rec struct {
	Next *rec
	V    int
}

func main() {
	vals := []any{nil, true, 42, -42, int8(-5), uint8(200), uint64(math.MaxUint64), 3.0, 1e21, 1e20, 123456789.0, 1e-5, 0.0001, float32(0.1), math.Inf(1), math.Inf(-1), math.NaN(), "hi\n\"q\"", 'x', "日本", Str("str"), W(3), P{1, 2}, &P{3, 4}, []int{1, 2}, []int(nil), []string{"a", "b"}, map[string]int{"z": 1, "a": 2}, map[int]string(nil), [3]bool{true}, []byte("abc"), [3]byte{1, 2, 3}, bytes("xy"), errors.New("err"), S{Name: "n", In: 5}, &S{}, PtrS{1}, &PtrS{1}, Bad{}, (*NilP)(nil), G{1}, F{}, Emb2{emb{1}, 2, 3}, struct{}{}, []any{1, "a", nil, W(2)}, []W{1, 2}, map[W]P{2: {1, 2}, 1: {3, 4}}, time.Second, [2][2]int{{1, 2}, {3, 4}}, &[]int{1}, &map[string]int{"a": 1}, []error{errors.New("e1"), nil}, rec{nil, 1}, time.March, time.Saturday, uintptr(10), []P{{1, 2}}, struct {
		A any
		B fmt.Stringer
	}{1, W(2)}, int64(1) << 40, []float64{1, 2.5}, []rune("hé")}
	verbs := []string{"%v", "%+v", "%#v", "%T", "%d", "%s", "%q", "%x", "%X", "%5v|", "%-5v|", "%05d", "%t", "%g", "%e", "%.2f", "%c", "%U", "%b", "%o", "%O", "%6.2f", "%+d", "% d", "%#x", "% x", "%#o", "%08.3f", "%+.3e", "%p", "%w", "%z", "%!", "%10s|", "%-10s|", "%.2s", "%#q", "%+q", "%#U", "%x", "%G", "%E", "%F", "%3c|", "%010d", "%+05d", "%#b", "%#v", "%-#8x|", "%#g", "%#.3g", "%#e", "%+g"}
	for _, f := range verbs {
		for i, v := range vals {
			if f == "%p" || (f == "%d" || f == "%x" || f == "%X" || f == "%o" || f == "%O" || f == "%b" || f == "%#x" || f == "% x" || f == "%#o" || f == "%05d" || f == "%+d" || f == "% d" || f == "%010d" || f == "%+05d" || f == "%#b" || f == "%-#8x|" || f == "%s" || f == "%q" || f == "%t" || true) && hasPtr(v, f) {
				continue
			}
			fmt.Printf("%d "+f+"\n", i, v)
		}
	}
	fmt.Printf("%d %s\n", 1)
	fmt.Printf("%d\n", 1, 2, "x")
	fmt.Printf("%[2]d %[1]d\n", 1, 2)
	fmt.Printf("%[3]d\n", 1, 2)
	fmt.Printf("%[x]d %d\n", 1, 2)
	fmt.Printf("%*d|%-*d|%.*f\n", 5, 1, 5, 2, 2, 3.14159)
	fmt.Printf("%*d\n", "a", 1)
	fmt.Printf("%[1]*d|%[3]*.[2]*[1]f|\n", 5.0, 2, 6)
	fmt.Printf("%[3]*.[2]*[1]f|\n", 12.0, 2, 6)
	fmt.Printf("%")
	fmt.Println()
	fmt.Printf("%d%%\n", 50)
	fmt.Printf("%-010d|%+-7d|\n", 5, 6)
	fmt.Printf("%.3q %.0d|%.5d|%8.5d|%-8.5d|%08.5d\n", "hello", 0, 42, 42, 42, 42)
	fmt.Printf("%6.3v|%.3v|%10.2v\n", 3.14159, "hello", 2.0)
	fmt.Print("a", 1, 2, "b", 3.5, nil, nil, "\n")
	fmt.Print(1, 2, "\n")
	fmt.Println("a", 1, 2, "b", 3.5, nil)
	fmt.Fprintln(os.Stdout, "to stdout", 1)
	fmt.Fprintf(os.Stderr, "to stderr\n")
	e := fmt.Errorf("wrap %w and %w", errors.New("a"), errors.New("b"))
	fmt.Printf("%v %T %v\n", e, e, errors.Unwrap(e))
	e = fmt.Errorf("wrap %w", os.ErrNotExist)
	fmt.Printf("%v %T %v\n", e, e, errors.Is(e, os.ErrNotExist))
	e = fmt.Errorf("plain %d", 1)
	fmt.Printf("%v %T\n", e, e)
	e = fmt.Errorf("bad %w", 5)
	fmt.Printf("%v %T\n", e, e)
	fmt.Println(fmt.Sprint("x", 1), fmt.Sprintln("y", 2), fmt.Sprintf("%03d", 7))
	var np *P
	var ni any = np
	var ns fmt.Stringer
	var ch chan int
	var fn func()
	fmt.Println(np, ni, ns, ch, fn)
	fmt.Printf("%v %+v %#v %d %s\n", np, np, np, np, np)
	fmt.Printf("%#v %#v %#v\n", ch, fn, ns)
	fmt.Printf("%s %d\n", []string{"a", "b"}, []any{1, "x"})
	fmt.Printf("%x %X % x %#x % #x\n", "hello", []byte("hi"), "abc", "abc", "abc")
	fmt.Printf("%5t|%-7t|%q|%v\n", true, false, []string{"a b", "c"}, [...]string{"x"})
	fmt.Printf("%6d|%-6d|%06d\n", []int{1, 2}, []int{3}, []int{-4, 5})
	fmt.Printf("%v %v\n", struct{ a, b any }{1, nil}, &struct{ p *int }{nil})
	fmt.Printf("%08b %o %#o %x %X %#X\n", 5, 64, 64, 255, 255, 255)
	fmt.Printf("%c%c%c %q %U %#U\n", 72, 0x65E5, 0x1F600, 0x1F600, 0x1F600, 0x1F600)
	fmt.Printf("%t %v\n", "x", 1 == 1)
	fmt.Printf("%e %E %.3e %g %G %.3g %10.3g|\n", 123456.789, 0.00012, 1.0, 1e100, 1e-10, 123456.789, 1234.5678)
	fmt.Printf("%6.2f|%-8.2f|%+.1f|%08.2f|% f\n", 3.14159, 2.5, 1.25, -3.14159, 1.5)
	fmt.Printf("%x %X %a\n", 3.5, -1.25, 1)
	fmt.Printf("%s|%10s|%-10s|%.2s|%q\n", "go", "go", "go", "golang", "go\t\x00\u00e9\U0001F600\xff")
	fmt.Printf("%+q %#q %#q\n", "é", "back`tick", "plain")
	fmt.Printf("%v %s\n", errors.Join(errors.New("a"), nil, errors.New("b")), error(nil))
	fmt.Printf("%d %v\n", map[string][]int{"x": {1}, "a": nil}, map[P]bool{{2, 1}: true, {1, 5}: false})
	fmt.Printf("%v\n", map[any]int{"b": 1, "a": 2})
	fmt.Printf("%v %v\n", map[float64]int{math.NaN(): 1, 2: 2, -1: 3}, map[bool]int{true: 1, false: 0})
}

func hasPtr(v any, f string) bool {
	switch x := v.(type) {
	case *S, *PtrS, *P:
		_ = x
		return f != "%v" && f != "%+v" && f != "%T"
	case *NilP:
		return false
	case []error, []any:
		return f == "%d" || f == "%x" || f == "%#v" || f == "%+v" && false || f != "%v" && f != "%s" && f != "%T"
	case error:
		return f != "%v" && f != "%s" && f != "%q" && f != "%x" && f != "%T" && f != "%X"
	}
	return false
}
