package main

import (
	"fmt"
	"math"
	"math/bits"
	"os"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type Weekday int

const (
	Sunday Weekday = iota
	Monday
	Tuesday
	_
	Thursday
)

const (
	_  = iota
	KB = 1 << (10 * iota)
	MB
	GB
)

const (
	a, b = iota, iota * 10
	c, d
	e, f
)

type Flags uint8

const (
	FlagA Flags = 1 << iota
	FlagB
	FlagC
)

func (f Flags) String() string {
	var parts []string
	for i, n := range []string{"A", "B", "C"} {
		if f&(1<<i) != 0 {
			parts = append(parts, n)
		}
	}
	return "{" + strings.Join(parts, "|") + "}"
}

type Person struct {
	Name string
	Age  int
	Tags map[string][]string
	Boss *Person
}

type ByAge []Person

func (p ByAge) Len() int           { return len(p) }
func (p ByAge) Less(i, j int) bool { return p[i].Age < p[j].Age }
func (p ByAge) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

type Animal interface{ Sound() string }
type Dog struct{ name string }
type Cat struct{ name string }

func (d Dog) Sound() string  { return d.name + ": woof" }
func (c *Cat) Sound() string { return c.name + ": meow" }

type Base struct{ id int }

func (b *Base) SetID(n int) { b.id = n }
func (b Base) ID() string   { return "#" + strconv.Itoa(b.id) }

type Derived struct {
	Base
	Animal
	name string
}

func describe(i interface{}) string {
	switch v := i.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("integer %v", v)
	case string:
		return "string of " + strconv.Itoa(len(v))
	case []int:
		return fmt.Sprint("slice ", len(v), cap(v))
	case error:
		return "error " + v.Error()
	case func() int:
		return fmt.Sprint("func ", v())
	case Animal:
		return v.Sound()
	case fmt.Stringer:
		return "stringer " + v.String()
	default:
		return fmt.Sprintf("other %T", v)
	}
}

func hanoi(n int, a, b, c string, moves *int) {
	if n == 0 {
		return
	}
	hanoi(n-1, a, c, b, moves)
	*moves++
	hanoi(n-1, c, b, a, moves)
}

func perms(s []rune, k int, out *[]string) {
	if k == len(s) {
		*out = append(*out, string(s))
		return
	}
	for i := k; i < len(s); i++ {
		s[k], s[i] = s[i], s[k]
		perms(s, k+1, out)
		s[k], s[i] = s[i], s[k]
	}
}

func queens(n, row int, cols, d1, d2 uint) (count int) {
	if row == n {
		return 1
	}
	for free := ^(cols | d1 | d2) & (1<<n - 1); free != 0; free &= free - 1 {
		bit := free & -free
		count += queens(n, row+1, cols|bit, (d1|bit)<<1, (d2|bit)>>1)
	}
	return
}

type Tree struct {
	Left, Right *Tree
	Val         int
}

func (t *Tree) Insert(v int) *Tree {
	if t == nil {
		return &Tree{Val: v}
	}
	if v < t.Val {
		t.Left = t.Left.Insert(v)
	} else {
		t.Right = t.Right.Insert(v)
	}
	return t
}

func (t *Tree) Walk(f func(int) bool) bool {
	return t == nil || t.Left.Walk(f) && f(t.Val) && t.Right.Walk(f)
}

func (t *Tree) String() string {
	if t == nil {
		return "()"
	}
	return fmt.Sprintf("(%v %d %v)", t.Left, t.Val, t.Right)
}

func main() {
	fmt.Println(Thursday, KB, MB, GB, a, b, c, d, e, f)
	fmt.Println(FlagA|FlagC, Flags(0), []Flags{1, 7}, FlagA|FlagB&^FlagA)
	fmt.Printf("%v %d %s %08b\n", FlagB, FlagB, FlagC, FlagA|FlagC)
	var u8 uint8 = 250
	u8 += 10
	var i8 int8 = 127
	i8++
	i32 := int32(math.MaxInt32)
	i32 += 2
	var u uint = 0
	u--
	fmt.Println(u8, i8, i32, u, -7/2, -7%3, 7&^5, 1<<3|1, 6^3, ^5, -5>>1, uint8(200)>>3)
	fmt.Println(math.MaxInt64, math.MinInt64, uint64(math.MaxUint64), math.Pi, math.Inf(1), math.NaN(), -math.MaxFloat64)
	fmt.Println(bits.OnesCount(255), bits.LeadingZeros64(1), bits.TrailingZeros(8), bits.Len(1023), bits.Reverse8(1))
	x := 3.99
	fmt.Println(int(x), int(-x), float32(x), int64(1e18), uint8(int(x)), math.Round(-2.5), math.Floor(-2.5), math.Trunc(2.7), math.Sqrt(2), math.Mod(7, 3), math.Hypot(3, 4), math.Cbrt(27), math.Pow(2, 10))
	s := "héllo, 世界\x80"
	fmt.Println(len(s), utf8.RuneCountInString(s), []byte(s)[:3], []rune(s)[7:], s[1:3], utf8.ValidString(s))
	for i, r := range "aé世\x80" {
		fmt.Printf("%d:%c(%U,%d) ", i, r, r, utf8.RuneLen(r))
	}
	fmt.Println(string(rune(19990)), strings.ToUpper(s[:6]), unicode.IsUpper('É'), unicode.IsDigit('5'), unicode.IsSpace('\t'), unicode.IsPunct('!'), unicode.ToLower('Ä') == 'ä')
	people := []Person{{"Al", 30, nil, nil}, {Name: "Bo", Age: 25, Tags: map[string][]string{"z": {"1"}, "a": nil}}, {"Cy", 35, nil, nil}}
	sort.Sort(ByAge(people))
	fmt.Println(people)
	fmt.Printf("%+v\n", people[0])
	sort.Slice(people, func(i, j int) bool { return people[i].Name > people[j].Name })
	for _, p := range people {
		p.Age++
		fmt.Print(p.Name, p.Age, " ")
	}
	fmt.Println(people[0].Age)
	animals := []Animal{Dog{"rex"}, &Cat{"tom"}, &Dog{"ptr"}}
	for _, an := range animals {
		d, ok := an.(Dog)
		fmt.Println(an.Sound(), ok, d)
	}
	dv := Derived{Base{1}, Dog{"emb"}, "n"}
	dv.SetID(42)
	fmt.Println(dv.ID(), dv.Sound(), dv.id, dv)
	fn := dv.ID
	dv.SetID(43)
	fmt.Println(fn(), (*Base).SetID != nil, Base.ID(dv.Base))
	for _, v := range []any{nil, 1, int64(2), "abc", []int{1, 2, 3}, fmt.Errorf("e%d", 1), func() int { return 7 }, Dog{"d"}, &Cat{"c"}, FlagB, 2.5, map[string]int{}, struct{}{}, [2]int{}, &people[0].Age} {
		fmt.Println(describe(v))
	}
	moves := 0
	hanoi(10, "A", "B", "C", &moves)
	var out []string
	perms([]rune("abc"), 0, &out)
	fmt.Println(moves, out, queens(6, 0, 0, 0, 0), queens(8, 0, 0, 0, 0))
	var root *Tree
	for _, v := range []int{5, 2, 8, 1, 9, 3} {
		root = root.Insert(v)
	}
	sum := 0
	root.Walk(func(v int) bool { sum += v; return v < 8 })
	fmt.Println(root, sum)
	sl := make([]int, 3, 10)
	s2 := append(sl, 4)
	s3 := append(sl, 5)
	fmt.Println(s2, s3, len(sl[:5]), cap(sl[2:4:6]), sl[:5])
	arr := [5]int{1, 2, 3, 4, 5}
	ref := arr[1:3]
	ref = append(ref, 99)
	cp := arr
	cp[0] = 100
	fmt.Println(arr, ref, cp, len(ref), cap(ref), copy(arr[2:], arr[:]), arr, arr == cp)
	q := append([]int(nil), arr[:]...)
	q = append(q[:1], q[2:]...)
	fmt.Println(q, q[len(q)-1], min(3, 1, 2), max(2.5, 1))
	clear(q)
	m := map[string]map[string]int{}
	for _, w := range strings.Fields("the cat the dog a cat the end") {
		k := w[:1]
		if m[k] == nil {
			m[k] = map[string]int{}
		}
		m[k][w]++
	}
	fmt.Println(m, len(m["t"]), m["zz"]["x"], q)
	type key struct{ x, y int }
	grid := map[key]rune{{1, 2}: 'a', {0, 5}: 'b'}
	fmt.Println(grid, grid[key{1, 2}], map[[2]int]bool{{1, 2}: true})
	var np *Person
	defer func() {
		fmt.Println("recovered:", recover())
		os.Exit(0)
	}()
outer:
	for i := 0; ; i++ {
		for j := 0; j < 3; j++ {
			switch {
			case i == 1:
				continue outer
			case i == 2 && j == 1:
				break outer
			case j == 2:
				break
			default:
				fmt.Print(i, j, ";")
			}
		}
	}
	n := 0
loop:
	if n < 3 {
		n++
		goto loop
	}
	fmt.Println(n)
	for _, t := range []string{"42", "-7", "x", "3.5", "99999999999999999999", "0x1f", ""} {
		v, err := strconv.Atoi(t)
		fl, err2 := strconv.ParseFloat(t, 64)
		fmt.Println(v, err, fl, err2)
	}
	bv, err := strconv.ParseBool("maybe")
	iv, err3 := strconv.ParseInt("ff", 16, 8)
	fmt.Println(bv, err, iv, err3, strconv.Quote("a\n\"b\""), strconv.FormatInt(-255, 2), strconv.FormatFloat(1.5, 'e', 3, 64))
	fmt.Println(strings.Split("a,b,,c", ","), len(strings.Split("", ",")), strings.SplitN("a b c d", " ", 2), strings.TrimLeft("xxabc", "x"), strings.TrimSuffix("a.go", ".go"), strings.Title("hello world"), strings.Repeat("ab", 3), strings.Replace("aaaa", "a", "b", 2), strings.Index("chicken", "ken"), strings.LastIndex("go gopher", "go"), strings.EqualFold("Go", "GO"), strings.Count("cheese", "e"), strings.ContainsAny("abc", "xyzc"), strings.Map(func(r rune) rune {
		if r == 'a' {
			return -1
		}
		return r + 1
	}, "banana"), strings.TrimFunc("123abc456", unicode.IsDigit), strings.Fields("  a  b "))
	r := strings.NewReplacer("<", "&lt;", ">", "&gt;")
	fmt.Println(r.Replace("<b>x</b>"), strings.Compare("a", "b"))
	before, after, found := strings.Cut("k=v=w", "=")
	fmt.Println(before, after, found)
	fmt.Println(np.Name)
}
