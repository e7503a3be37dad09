package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type pair struct{ k, v int }

func main() {
	p := fmt.Println
	ss := []string{"", "a", "abc", "a,b,c", ",,", "  foo bar  baz ", "héllo wörld", "日本語", "aXbXc", "\xffz\xfe", "aaa"}
	seps := []string{"", ",", "a", "X", " ", "é", "aa", "本"}
	for _, s := range ss {
		for _, x := range seps {
			fmt.Printf("%q %q %q %q %q\n", strings.Split(s, x), strings.SplitN(s, x, 2), strings.SplitAfter(s, x), strings.SplitAfterN(s, x, 2), strings.SplitN(s, x, 0))
			p(strings.Index(s, x), strings.LastIndex(s, x), strings.Count(s, x), strings.Contains(s, x), strings.HasPrefix(s, x), strings.HasSuffix(s, x), strings.IndexAny(s, x), strings.LastIndexAny(s, x), strings.ContainsAny(s, x))
			fmt.Printf("%q %q %q %q %q %q\n", strings.Trim(s, x), strings.TrimLeft(s, x), strings.TrimRight(s, x), strings.TrimPrefix(s, x), strings.TrimSuffix(s, x), strings.ReplaceAll(s, x, "<>"))
			b, a, ok := strings.Cut(s, x)
			fmt.Printf("%q %q %t %q\n", b, a, ok, strings.Replace(s, x, "_", 2))
			p(strings.CutPrefix(s, x))
			p(strings.CutSuffix(s, x))
			p(strings.EqualFold(s, x), strings.Compare(s, x))
		}
		fmt.Printf("%q %q %q %q %q %q %q\n", strings.Fields(s), strings.ToUpper(s), strings.ToLower(s), strings.Title(s), strings.TrimSpace(s), strings.Repeat(s, 2), strings.ToValidUTF8(s, "?"))
		fmt.Printf("%q %q %d %d\n", strings.FieldsFunc(s, func(r rune) bool { return r == 'a' || r == ' ' }), strings.Map(func(r rune) rune {
			if r == 'a' {
				return -1
			}
			return unicode.ToUpper(r)
		}, s), strings.IndexFunc(s, unicode.IsSpace), strings.LastIndexFunc(s, unicode.IsLetter))
		fmt.Printf("%q %q %q\n", strings.TrimFunc(s, unicode.IsSpace), strings.TrimLeftFunc(s, unicode.IsLetter), strings.TrimRightFunc(s, unicode.IsLetter))
		p(utf8.RuneCountInString(s), utf8.ValidString(s), len(s), strings.IndexByte(s, 'b'), strings.IndexRune(s, '本'), strings.LastIndexByte(s, 'a'))
		p(utf8.DecodeRuneInString(s))
		p(utf8.DecodeLastRuneInString(s))
		p(utf8.FullRuneInString(s), utf8.FullRune([]byte(s)))
	}
	p(strings.EqualFold("Go", "GO"), strings.EqualFold("ſ", "S"), strings.EqualFold("Σ", "ς"))
	p(strings.Join([]string{"a", "b", "c"}, "-"), strings.Join(nil, "x"))
	var sb strings.Builder
	for i := 0; i < 5; i++ {
		fmt.Fprintf(&sb, "%d,", i)
		sb.WriteByte('x')
		sb.WriteRune('é')
		sb.WriteString("end")
	}
	p(sb.String(), sb.Len())
	sb.Reset()
	p(sb.Len(), sb.String() == "")
	r := strings.NewReplacer("a", "1", "b", "2", "abc", "3")
	p(r.Replace("abcab xyz"))
	r = strings.NewReplacer("", "X", "b", "2")
	p(r.Replace("abc"))
	rd := strings.NewReader("hello world")
	buf := make([]byte, 4)
	n, err := rd.Read(buf)
	p(n, err, string(buf[:n]))
	rest, _ := io.ReadAll(rd)
	p(string(rest))
	sc := bufio.NewScanner(strings.NewReader("line one\nline two\r\n\nlast"))
	for sc.Scan() {
		fmt.Printf("%q\n", sc.Text())
	}
	sc = bufio.NewScanner(strings.NewReader(" some words  here\nnow "))
	sc.Split(bufio.ScanWords)
	for sc.Scan() {
		p(sc.Text())
	}
	br := bufio.NewReader(strings.NewReader("l1\nl2"))
	for {
		l, err := br.ReadString('\n')
		fmt.Printf("%q %v\n", l, err)
		if err != nil {
			break
		}
	}
	w := bufio.NewWriter(os.Stdout)
	fmt.Fprintf(w, "buffered %d\n", 1)
	w.Flush()
	var bb bytes.Buffer
	bb.WriteString("hello ")
	bb.Write([]byte("world"))
	bb.WriteByte('!')
	p(bb.String(), bb.Len())
	x, _ := bb.ReadString(' ')
	fmt.Printf("%q %q\n", x, bb.String())
	fmt.Printf("%s %v\n", bytes.ToUpper([]byte("abc")), bytes.Split([]byte("a,b"), []byte(",")))
	for _, c := range []rune{'a', 'Z', '5', ' ', '\n', '!', '$', 'é', 'É', '日', 'ß', 'ǅ', '٣', '€', '½', 0x300, 0x200b, 0x7f, 'ª', 'ⅷ'} {
		p(string(c), unicode.IsLetter(c), unicode.IsDigit(c), unicode.IsNumber(c), unicode.IsUpper(c), unicode.IsLower(c), unicode.IsSpace(c), unicode.IsPunct(c), unicode.IsSymbol(c), unicode.IsControl(c), unicode.IsPrint(c), string(unicode.ToUpper(c)), string(unicode.ToLower(c)), unicode.IsMark(c))
	}
	ints := []int{5, 2, 8, 1}
	sort.Ints(ints)
	p(ints, sort.SearchInts(ints, 5), sort.IntsAreSorted(ints))
	fl := []float64{2.5, -1, 3}
	sort.Float64s(fl)
	p(fl)
	words := []string{"pear", "fig", "apple", "kiwi", "plum", "date"}
	sort.Strings(words)
	p(words)
	sort.Sort(byLen(words))
	p(words)
	sort.Sort(sort.Reverse(sort.IntSlice(ints)))
	p(ints)
	for _, n := range []int{5, 12, 13, 30, 49, 50, 100, 1000} {
		ps := make([]pair, n)
		seed := uint32(n)
		for i := range ps {
			seed = seed*1664525 + 1013904223
			ps[i] = pair{int(seed>>16) % 10, i}
		}
		q := append([]pair(nil), ps...)
		sort.Slice(q, func(i, j int) bool { return q[i].k < q[j].k })
		h := 0
		for _, e := range q {
			h = h*31 + e.v
		}
		p(n, h, q[:3])
		q = append([]pair(nil), ps...)
		sort.SliceStable(q, func(i, j int) bool { return q[i].k < q[j].k })
		h = 0
		for _, e := range q {
			h = h*31 + e.v
		}
		p(n, h)
		for i := range q {
			q[i].k = n - i/3
		}
		sort.Slice(q, func(i, j int) bool { return q[i].k < q[j].k })
		h = 0
		for _, e := range q {
			h = h*31 + e.v
		}
		p(n, h)
	}
	var a, b int
	var s string
	var f float64
	p(fmt.Sscanf("10-20 abc 3.5", "%d-%d %s %f", &a, &b, &s, &f))
	p(a, b, s, f)
	p(fmt.Sscan("7 8 word 1e3", &a, &b, &s, &f))
	p(a, b, s, f)
	p(fmt.Sscan("x", &a))
	p(fmt.Sscan("", &a))
	p(fmt.Sscan("5", &a, &b))
	p(fmt.Sscanf("5 x", "%d %d", &a, &b))
	p(fmt.Sscanln("1 2", &a, &b))
	p(fmt.Sscanln("1", &a, &b))
	p(fmt.Sscanln("1 2 3", &a, &b))
	p(fmt.Sscanf("ff", "%x", &a))
	p(a)
	p(fmt.Sscanf("5,6", "%d,%d", &a, &b))
	p(fmt.Sscanf("5;6", "%d,%d", &a, &b))
}
