// Every predicate and mapping of package unicode over all code points and some numbers that are
// none; every table, range by range; and what depends on them in strings, strconv and fmt.
package main

import (
	"bytes"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// sum is FNV-1a over numbers.
type sum uint64

func (s *sum) add(v uint64) { *s = (*s ^ sum(v)) * 1099511628211 }

func each(f func(r rune)) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		f(r)
	}
	for _, r := range []rune{-1, -2, -1 << 31, unicode.MaxRune + 1, 0x110041, 1<<31 - 1} {
		f(r)
	}
}

func predicate(name string, is func(rune) bool) {
	n, s := 0, sum(14695981039346656037)
	each(func(r rune) {
		if is(r) {
			n++
			s.add(uint64(r))
		}
	})
	fmt.Printf("%s %d %x\n", name, n, uint64(s))
}

func mapping(name string, to func(rune) rune) {
	n, s := 0, sum(14695981039346656037)
	each(func(r rune) {
		if m := to(r); m != r {
			n++
			s.add(uint64(r))
			s.add(uint64(m))
		}
	})
	fmt.Printf("%s %d %x\n", name, n, uint64(s))
}

func tables(kind string, tables map[string]*unicode.RangeTable) {
	var names []string
	for name := range tables {
		names = append(names, name)
	}
	sort.Strings(names)
	s := sum(14695981039346656037)
	for _, name := range names {
		t := tables[name]
		for _, r := range t.R16 {
			s.add(uint64(r.Lo)<<32 | uint64(r.Hi)<<16 | uint64(r.Stride))
		}
		for _, r := range t.R32 {
			s.add(uint64(r.Lo)<<40 | uint64(r.Hi)<<20 | uint64(r.Stride))
		}
		s.add(uint64(t.LatinOffset))
	}
	fmt.Printf("%s %d %x\n", kind, len(names), uint64(s))
}

func main() {
	fmt.Println(unicode.Version, unicode.MaxRune, unicode.MaxCase, unicode.UpperLower)
	predicate("IsControl", unicode.IsControl)
	predicate("IsDigit", unicode.IsDigit)
	predicate("IsGraphic", unicode.IsGraphic)
	predicate("IsLetter", unicode.IsLetter)
	predicate("IsLower", unicode.IsLower)
	predicate("IsMark", unicode.IsMark)
	predicate("IsNumber", unicode.IsNumber)
	predicate("IsPrint", unicode.IsPrint)
	predicate("IsPunct", unicode.IsPunct)
	predicate("IsSpace", unicode.IsSpace)
	predicate("IsSymbol", unicode.IsSymbol)
	predicate("IsTitle", unicode.IsTitle)
	predicate("IsUpper", unicode.IsUpper)
	predicate("strconv.IsPrint", strconv.IsPrint)
	predicate("strconv.IsGraphic", strconv.IsGraphic)
	predicate("utf8.ValidRune", utf8.ValidRune)
	predicate("utf16.IsSurrogate", utf16.IsSurrogate)
	mapping("ToUpper", unicode.ToUpper)
	mapping("ToLower", unicode.ToLower)
	mapping("ToTitle", unicode.ToTitle)
	mapping("SimpleFold", unicode.SimpleFold)
	mapping("Turkish upper", unicode.TurkishCase.ToUpper)
	mapping("Turkish lower", unicode.TurkishCase.ToLower)
	mapping("Azeri title", unicode.AzeriCase.ToTitle)
	mapping("CaseRanges upper", unicode.SpecialCase(unicode.CaseRanges).ToUpper)
	mapping("CaseRanges title", unicode.SpecialCase(unicode.CaseRanges).ToTitle)

	tables("Categories", unicode.Categories)
	tables("Scripts", unicode.Scripts)
	tables("Properties", unicode.Properties)
	tables("FoldCategory", unicode.FoldCategory)
	tables("FoldScript", unicode.FoldScript)
	s := sum(14695981039346656037)
	for _, c := range unicode.CaseRanges {
		s.add(uint64(c.Lo)<<32 | uint64(c.Hi))
		for _, d := range c.Delta {
			s.add(uint64(d))
		}
	}
	fmt.Println("CaseRanges", len(unicode.CaseRanges), uint64(s))
	fmt.Println(unicode.CategoryAliases)
	predicate("Han", func(r rune) bool { return unicode.Is(unicode.Han, r) })
	predicate("Greek or digit", func(r rune) bool { return unicode.In(r, unicode.Greek, unicode.Digit, unicode.White_Space) })
	predicate("Graphic", func(r rune) bool { return unicode.IsOneOf(unicode.GraphicRanges, r) })
	predicate("Print", func(r rune) bool { return unicode.IsOneOf(unicode.PrintRanges, r) })
	fmt.Println(unicode.Letter == unicode.L, unicode.STerm == unicode.Sentence_Terminal, unicode.Scripts["Han"] == unicode.Han)
	fmt.Println(unicode.To(unicode.TitleCase, 'ǆ'), unicode.To(3, 'a'), unicode.To(-1, 'a'), *unicode.Thai)

	quoted := sum(14695981039346656037)
	text := func(s string) {
		for _, b := range []byte(s) {
			quoted.add(uint64(b))
		}
	}
	each(func(r rune) {
		if r%61 == 0 || r < 0x3000 {
			text(strconv.QuoteRune(r))
			text(fmt.Sprintf("%q %+q %U %#U %c|%x", r, r, r, r, r, string(r)))
			text(strconv.QuoteToGraphic(string(r)))
		}
	})
	fmt.Println("quoted", uint64(quoted))

	all := make([]rune, 0, 0x30000)
	for r := rune(0); r < 0x20000; r += 1 + r/0x3000*4 {
		all = append(all, r)
	}
	for _, s := range []string{string(all), "ÄÖÜß ŉ ǅ İı ﬁ Σσς \xff\xc0\x80 a'b c_d-e,f\u00a0g", "ĳ ŀ ǆ \u0345 ⅷ ⓐ ꭓ"} {
		text(strings.ToUpper(s) + strings.ToLower(s) + strings.ToTitle(s) + strings.Title(s))
		text(strings.ToUpperSpecial(unicode.TurkishCase, s) + strings.ToLowerSpecial(unicode.TurkishCase, s) + strings.ToTitleSpecial(unicode.AzeriCase, s))
		text(string(bytes.ToUpperSpecial(unicode.TurkishCase, []byte(s))) + string(bytes.ToLower([]byte(s))))
		fmt.Println(len(strings.Fields(s)), len(strings.TrimSpace(s)), len(bytes.TrimSpace([]byte(s))), len(strings.FieldsFunc(s, unicode.IsPunct)), uint64(quoted))
	}
	for _, p := range [][2]string{{"ſTRAẞE K", "straße k"}, {"İ", "i"}, {"ı", "I"}, {"ΣΑΣ", "σας"}, {"\xff", "\ufffd"}, {"ϴθϑ", "ΘΘΘ"}, {"ᾳ", "ᾼ"}, {"ǅ", "ǆ"}, {"ß", "ss"}, {"Ꭰ", "ꭰ"}} {
		fmt.Print(strings.EqualFold(p[0], p[1]), " ", bytes.EqualFold([]byte(p[1]), []byte(p[0])), " ")
	}
	fmt.Println()

	fmt.Println(utf16.Encode([]rune("a😀\U0010FFFF世")), string(utf16.Decode([]uint16{0x61, 0xd83d, 0xde00, 0xd800, 0x62, 0xdc00})), utf16.AppendRune(nil, 0x1F600), utf16.AppendRune(nil, 0xD800))
	r1, r2 := utf16.EncodeRune('😀')
	fmt.Println(r1, r2, utf16.DecodeRune(r1, r2), utf16.DecodeRune('a', r2), utf16.RuneLen('a'), utf16.RuneLen('😀'), utf16.RuneLen(0xD800), utf16.RuneLen(-1))
	r1, r2 = utf16.EncodeRune('a')
	fmt.Println(r1, r2)
	ends := sum(14695981039346656037)
	bs := []byte{0, 'a', 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff}
	var p [4]byte
	for _, p[0] = range bs {
		for _, p[1] = range bs {
			for _, p[2] = range bs {
				for i := range 3 {
					p[3] = bs[(i*5+int(p[2]))%len(bs)]
					for n := range 5 {
						r, size := utf8.DecodeRune(p[:n])
						l, last := utf8.DecodeLastRuneInString(string(p[:n]))
						ends.add(uint64(r)<<32 | uint64(size)<<24 | uint64(last)<<16 | uint64(utf8.RuneCount(p[:n])))
						ends.add(uint64(l))
						if utf8.FullRune(p[:n]) {
							ends.add(1)
						}
						if utf8.ValidString(string(p[:n])) {
							ends.add(2)
						}
					}
				}
			}
		}
	}
	fmt.Println("utf8", uint64(ends))
}
