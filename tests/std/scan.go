// The Scan family over readers with and without ReadRune, and package bufio where buffers are full.
package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

type one struct{ r io.Reader }

func (o one) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }

type rec struct{ r io.Reader }

func (o rec) Read(p []byte) (int, error) {
	n, err := o.r.Read(p)
	fmt.Println("  read", len(p), n, err)
	return n, err
}

type B bool
type I8 int8
type U uint16
type F float32
type S string
type BS []byte

func main() {
	inputs := []string{"", "1\n2", "1\r\n2\r\n", " 12 34 56\n78", "0x1F 077 0b11 0o17", "300 -129 70000", "t TRUE tru false 0 x", "1.5 2e3 NaN -Inf 0x1p4 1.2p4", "\"a b\\n\" `raw\nx` q", "616263 4x", "é世 \xff x", "99999999999999999999 2", "U+1F600 1;2 5%6"}
	try := func(name, in string, f func(r io.Reader) (int, error, []any)) {
		r := strings.NewReader(in)
		n, err, vs := f(r)
		rest, _ := io.ReadAll(r)
		fmt.Printf("%s %q: %d %v", name, in, n, err)
		for _, v := range vs {
			switch v := v.(type) {
			case *int:
				fmt.Printf(" %v", *v)
			case *string:
				fmt.Printf(" %q", *v)
			case *float64:
				fmt.Printf(" %v", *v)
			case *bool:
				fmt.Printf(" %v", *v)
			case *B:
				fmt.Printf(" %v", *v)
			case *I8:
				fmt.Printf(" %v", *v)
			case *U:
				fmt.Printf(" %v", *v)
			case *F:
				fmt.Printf(" %v", *v)
			case *S:
				fmt.Printf(" %q", *v)
			case *BS:
				fmt.Printf(" %q", *v)
			case *[]byte:
				fmt.Printf(" %q", *v)
			case *float32:
				fmt.Printf(" %v", *v)
			case *rune:
				fmt.Printf(" %q", *v)
			case *uint8:
				fmt.Printf(" %v", *v)
			}
		}
		fmt.Printf(" rest %q\n", rest)
	}
	mk := map[string]func() []any{
		"int":    func() []any { return []any{new(int), new(int)} },
		"str":    func() []any { return []any{new(string), new(string), new(string)} },
		"float":  func() []any { return []any{new(float64), new(float64), new(float64)} },
		"bool":   func() []any { return []any{new(bool), new(bool), new(bool)} },
		"named":  func() []any { return []any{new(I8), new(U)} },
		"named2": func() []any { return []any{new(S), new(BS)} },
		"named3": func() []any { return []any{new(F), new(B)} },
		"mix":    func() []any { return []any{new([]byte), new(uint8), new(float32)} },
		"bad":    func() []any { return []any{5} },
		"bad2":   func() []any { return []any{new(struct{}), new([]int)} },
	}
	formats := []string{"%d %d", "%v\n%v", "%s %s", "%q %q", "%x", "%c%c", "%3d%2d", "%d%%%d", "%U %d;%d", "%g %t", "%", " %d"}
	for _, k := range []string{"int", "str", "float", "named", "named2", "mix", "bad"} {
		for _, in := range inputs {
			try("Fscan "+k, in, func(r io.Reader) (int, error, []any) { vs := mk[k](); n, err := fmt.Fscan(r, vs...); return n, err, vs })
			try("Fscanln "+k, in, func(r io.Reader) (int, error, []any) { vs := mk[k](); n, err := fmt.Fscanln(r, vs...); return n, err, vs })
			try("Fscan1 "+k, in, func(r io.Reader) (int, error, []any) {
				vs := mk[k]()
				n, err := fmt.Fscan(one{r}, vs...)
				return n, err, vs
			})
			vs := mk[k]()
			n, err := fmt.Sscanln(in, vs...)
			fmt.Println("Sscanln", n, err)
			for _, f := range formats {
				try("Fscanf "+f+" "+k, in, func(r io.Reader) (int, error, []any) { vs := mk[k](); n, err := fmt.Fscanf(r, f, vs...); return n, err, vs })
			}
		}
	}
	for _, in := range inputs {
		for _, f := range formats {
			try("Fscanf1 "+f, in, func(r io.Reader) (int, error, []any) {
				vs := []any{new(rune), new(rune), new(rune)}
				n, err := fmt.Fscanf(one{r}, f, vs...)
				return n, err, vs
			})
			var a, b int
			n, err := fmt.Sscanf(in, f, &a, &b)
			fmt.Println("Sscanf", f, n, err, a, b)
		}
	}
	var a, b int
	var s string
	r := rec{strings.NewReader("12 13\nfoo\n")}
	fmt.Println(fmt.Fscan(r, &a, &b))
	fmt.Println(fmt.Fscanln(r, &s))
	fmt.Println(a, b, s)
	buffers()
}

func buffers() {
	long := strings.Repeat("x", 20) + "\r\nend\n" + strings.Repeat("y", 40)
	b := bufio.NewReaderSize(strings.NewReader(long), 16)
	for range 6 {
		line, prefix, err := b.ReadLine()
		fmt.Printf("%q %v %v\n", line, prefix, err)
	}
	b = bufio.NewReaderSize(rec{strings.NewReader("héllo wörld, and so on and on")}, 1)
	p, err := b.Peek(20)
	fmt.Printf("%q %v %d %d\n", p, err, b.Buffered(), b.Size())
	r, n, err := b.ReadRune()
	fmt.Printf("%q %d %v %v %v\n", r, n, err, b.UnreadRune(), b.UnreadRune())
	c, err := b.ReadByte()
	fmt.Printf("%q %v %v %v %v\n", c, err, b.UnreadRune(), b.UnreadByte(), b.UnreadByte())
	s, err := b.ReadSlice('o')
	fmt.Printf("%q %v\n", s, err)
	s, err = b.ReadSlice('!')
	fmt.Printf("%q %v\n", s, err)
	d, err := b.Discard(3)
	fmt.Println(d, err)
	text, err := b.ReadString('!')
	fmt.Printf("%q %v\n", text, err)
	_, err = b.Peek(1)
	fmt.Println(err)
	for _, max := range []int{4, 8, 5000} {
		sc := bufio.NewScanner(rec{strings.NewReader("some words\u00a0here\u3000and\n there")})
		sc.Buffer(make([]byte, 0, 4), max)
		sc.Split(bufio.ScanWords)
		for sc.Scan() {
			fmt.Printf("%q ", sc.Text())
		}
		fmt.Println(max, sc.Err())
	}
	all, err := io.ReadAll(rec{strings.NewReader(strings.Repeat("z", 3000))})
	fmt.Println(len(all), err)
}
