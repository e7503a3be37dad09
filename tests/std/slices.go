package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

type IDs []int
type Card struct{ rank, id int }

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "->", r)
		}
	}()
	f()
}

// show tells all of a slice that can be told: also what is behind its end.
func show[S ~[]E, E any](name string, s S) {
	fmt.Println(name, s == nil, len(s), cap(s), s, s[len(s):cap(s)])
}

func room(n, c int) IDs {
	s := make(IDs, c)
	for i := range s {
		s[i] = i + 1
	}
	return s[:n]
}

func sequences() {
	s := room(5, 8)
	for i, v := range slices.All(s) {
		fmt.Print(i, ":", v, " ")
	}
	for i, v := range slices.Backward(s) {
		if i == 1 {
			break
		}
		fmt.Print(i, ":", v, " ")
	}
	for v := range slices.Values(s) {
		if v == 4 {
			break
		}
		fmt.Print(v, " ")
	}
	fmt.Println()
	for n := 1; n < 7; n++ {
		for part := range slices.Chunk(s, n) {
			fmt.Printf("%T%v%d ", part, part, cap(part))
		}
		fmt.Println()
	}
	for part := range slices.Chunk(s, math.MaxInt) {
		fmt.Println(part)
		break
	}
	show("AppendSeq", slices.AppendSeq(s, slices.Values(room(2, 2))))
	show("AppendSeq", slices.AppendSeq(IDs(nil), slices.Values(IDs{})))
	show("Collect", slices.Collect(slices.Values(s)))
	show("Collect", slices.Collect(slices.Values(IDs{})))
	fmt.Println(slices.Sorted(slices.Values([]string{"b", "", "c", "a"})))
	byLength := func(a, b string) int { return len(a) - len(b) }
	words := strings.Fields("the quick brown fox jumps over the lazy dog")
	fmt.Println(slices.SortedFunc(slices.Values(words), byLength))
	fmt.Println(slices.SortedStableFunc(slices.Values(words), byLength))
}

func edits() {
	for _, c := range []int{6, 7, 9, 20} {
		show("Insert", slices.Insert(room(6, c), 2, 70, 80))
		show("Insert", slices.Insert(room(6, c), 6, 70))
		show("Insert", slices.Insert(room(6, c), 0))
		s := room(6, c)
		show("Insert own", slices.Insert(s, 1, s[2:5]...))
		show("Replace", slices.Replace(room(6, c), 1, 3, 70))
		show("Replace", slices.Replace(room(6, c), 1, 3, 70, 80, 90))
		show("Replace", slices.Replace(room(6, c), 4, 6))
		show("Replace", slices.Replace(room(6, c), 3, 6, 70, 80, 90, 100))
		show("Replace", slices.Replace(room(6, c), 2, 2, 70))
		s = room(6, c)
		show("Replace own", slices.Replace(s, 1, 2, s[0:4]...))
		show("Grow", slices.Grow(room(6, c), 2))
	}
	s := room(8, 10)
	show("Delete", slices.Delete(s, 2, 5))
	fmt.Println(s)
	show("Delete", slices.Delete(s, 2, 2))
	s = room(8, 10)
	show("DeleteFunc", slices.DeleteFunc(s, func(v int) bool { return v%3 != 0 }))
	fmt.Println(s)
	s = IDs{1, 1, 2, 3, 3, 3, 1, 1}
	show("Compact", slices.Compact(s))
	fmt.Println(s)
	text := []string{"a", "A", "b", "B", "b", "c"}
	show("CompactFunc", slices.CompactFunc(text, strings.EqualFold))
	fmt.Printf("%q\n", text)
	pointers := []*int{new(int), new(int), nil}
	slices.Delete(pointers, 0, 1)
	fmt.Println(pointers[1:])

	show("Clone", slices.Clone(room(3, 9)))
	show("Clone", slices.Clone(IDs(nil)))
	show("Clone", slices.Clone(room(0, 3)))
	show("Clip", slices.Clip(room(3, 9)))
	show("Concat", slices.Concat(room(3, 9), nil, room(2, 2)))
	show("Concat", slices.Concat([]string{"a"}, nil, []string{"b"}))
	show("Concat", slices.Concat[IDs]())
	show("Concat", slices.Concat(IDs{}, IDs{}))
	show("Repeat", slices.Repeat(room(3, 5), 3))
	show("Repeat", slices.Repeat(room(3, 5), 0))
	show("Repeat", slices.Repeat([]string{}, 5))
	show("Grow", slices.Grow([]string(nil), 3))
	s = room(5, 5)
	slices.Reverse(s)
	fmt.Println(s)
}

func questions() {
	s := IDs{3, 1, 4, 1, 5}
	fmt.Println(slices.Index(s, 1), slices.Index(s, 2), slices.Contains(s, 5), slices.Contains(s, 0))
	big := func(v int) bool { return v > 3 }
	fmt.Println(slices.IndexFunc(s, big), slices.ContainsFunc(s[:2], big))
	nan := math.NaN()
	fmt.Println(slices.Index([]float64{nan}, nan), slices.Equal([]float64{nan}, []float64{nan}))
	fmt.Println(slices.Equal(s, IDs{3, 1, 4, 1, 5}), slices.Equal(s, s[:4]), slices.Equal(nil, IDs{}))
	same := func(i int, t string) bool { return strconv.Itoa(i) == t }
	fmt.Println(slices.EqualFunc(s, strings.Split("3 1 4 1 5", " "), same), slices.EqualFunc(s[:1], []string{"4"}, same))
	fmt.Println(slices.Compare(s, s), slices.Compare(s, s[:2]), slices.Compare(s[:2], s), slices.Compare(s, IDs{3, 2}))
	fmt.Println(slices.Compare([]float64{nan}, []float64{1}), slices.Compare([]string{"b"}, []string{"a", "c"}))
	fmt.Println(slices.CompareFunc(s, []string{"3", "1", "5"}, func(i int, t string) int {
		n, _ := strconv.Atoi(t)
		return cmp.Compare(i, n)
	}))
	fmt.Println(slices.Min(s), slices.Max(s), slices.Min([]string{"b", "a"}), slices.Max([]float64{1, nan, 2}))
	fmt.Println(1/slices.Min([]float64{0, math.Copysign(0, -1)}), slices.Max([]uint8{7, 255, 0}))
	cards := []Card{{2, 0}, {1, 1}, {3, 2}, {1, 3}, {3, 4}}
	byRank := func(a, b Card) int { return cmp.Compare(a.rank, b.rank) }
	fmt.Println(slices.MinFunc(cards, byRank), slices.MaxFunc(cards, byRank))
	sorted := []int{1, 3, 3, 7}
	for v := range 9 {
		fmt.Print(v, " ")
		fmt.Println(slices.BinarySearch(sorted, v))
	}
	fmt.Println(slices.BinarySearch([]float64{nan, 1}, nan))
	fmt.Println(slices.BinarySearchFunc(cards[1:3], "3", func(c Card, t string) int { return strings.Compare(strconv.Itoa(c.rank), t) }))
	fmt.Println(slices.IsSorted(s), slices.IsSorted(sorted), slices.IsSorted(s[:1]), slices.IsSorted([]float64{nan, 1}))
	fmt.Println(slices.IsSortedFunc(cards, byRank), slices.IsSortedFunc(cards[:1], byRank))
}

func panics() {
	try("Min", func() { slices.Min(IDs{}) })
	try("Max", func() { slices.Max([]string(nil)) })
	try("MinFunc", func() { slices.MinFunc([]Card{}, nil) })
	try("MaxFunc", func() { slices.MaxFunc([]Card{}, nil) })
	try("Grow", func() { slices.Grow(IDs{}, -1) })
	try("Repeat", func() { slices.Repeat(IDs{1}, -1) })
	try("Repeat", func() { slices.Repeat(IDs{1, 2}, math.MaxInt) })
	try("Chunk", func() { slices.Chunk(IDs{1}, 0) })
	s := room(3, 5)
	try("Insert", func() { slices.Insert(s, 4, 1) })
	try("Insert", func() { slices.Insert(s, -len(s), 1) })
	try("Delete", func() { slices.Delete(s, 2, 4) })
	try("Delete", func() { slices.Delete(s, 2, 1) })
	try("Delete", func() { slices.Delete(s, 2, 6) })
	try("Replace", func() { slices.Replace(s, 3, 2, 9) })
	try("Replace", func() { slices.Replace(s, 0, 6, 9) })
	try("Replace", func() { slices.Replace(s, 0, 4, 9) })
	try("Index", func() { slices.Index([]any{[]int{1}}, any([]int{1})) })
	try("SortFunc", func() {
		slices.SortFunc(s, func(a, b int) int { panic("compared") })
	})
	fmt.Println(s)
}

type lcg uint32

func (r *lcg) below(n int) int {
	*r = *r*1664525 + 1013904223
	return int(*r>>8) % n
}

// deal makes cards in one of several patterns; few ranks make many equal ones.
func deal(r *lcg, pattern, n int) []Card {
	cards := make([]Card, n)
	ranks := 1 + r.below(n/2+2)
	for i := range cards {
		rank := 0
		switch pattern {
		case 0:
			rank = r.below(ranks)
		case 1:
			rank = i * ranks / n
		case 2:
			rank = (n - i) / 2
		case 3:
			rank = i % ranks
		case 4:
			rank = min(i, n-i)
		case 5:
			if rank = i; r.below(15) == 0 {
				rank = r.below(n)
			}
		}
		cards[i] = Card{rank, i}
	}
	return cards
}

// The order of equal elements and the comparisons made to find it are told by a sum.
func orders() {
	r := new(lcg)
	for pattern := range 6 {
		for _, n := range []int{1, 7, 12, 13, 30, 49, 50, 90, 200, 700} {
			cards := deal(r, pattern, n)
			var asked, place uint32
			compare := func(a, b Card) int {
				asked = asked*31 + uint32(a.id*1000+b.id)
				return cmp.Compare(a.rank, b.rank)
			}
			sum := func(cards []Card) uint32 {
				place = 0
				for _, c := range cards {
					place = place*31 + uint32(c.id)
				}
				return place
			}
			quick, stable := slices.Clone(cards), slices.Clone(cards)
			slices.SortFunc(quick, compare)
			fmt.Print(pattern, " ", n, ": ", sum(quick), " ", asked)
			asked = 0
			slices.SortStableFunc(stable, compare)
			fmt.Println(" ", sum(stable), asked, slices.IsSortedFunc(quick, compare))
		}
	}
	// What drives the quicksort to bad pivots, until it turns to heap sort.
	const n = 600
	rank := make([]int, n)
	order := make([]int, n)
	for i := range order {
		rank[i], order[i] = n, i
	}
	solid, candidate := 0, 0
	slices.SortFunc(order, func(a, b int) int {
		if rank[a] == n && rank[b] == n {
			if a == candidate {
				rank[a] = solid
			} else {
				rank[b] = solid
			}
			solid++
		}
		if rank[a] == n {
			candidate = a
		} else if rank[b] == n {
			candidate = b
		}
		return rank[a] - rank[b]
	})
	compared := 0
	cards := make([]Card, n)
	for i := range cards {
		cards[i] = Card{rank[i] / 3, i}
	}
	slices.SortFunc(cards, func(a, b Card) int {
		compared++
		return cmp.Compare(a.rank, b.rank)
	})
	fmt.Println(compared, cards[:20])

	floats := make([]float64, 60)
	values := []float64{0, math.Copysign(0, -1), math.NaN(), 1, -1, math.Inf(-1)}
	for i := range floats {
		floats[i] = values[r.below(len(values))]
	}
	slices.Sort(floats)
	fmt.Println(floats)
	type Name string
	names := []Name{"b", "a", "", "c"}
	slices.Sort(names)
	ints, texts, small := make([]int, 20), make([]string, 20), make([]int8, 20)
	for i := range ints {
		ints[i] = r.below(100) - 50
		texts[i] = strconv.Itoa(ints[i])
		small[i] = int8(ints[i])
	}
	slices.Sort(ints)
	slices.Sort(texts)
	slices.Sort(small)
	fmt.Printf("%q %v %v %v\n", names, ints, texts, small)
}

func main() {
	sequences()
	edits()
	questions()
	panics()
	orders()
}
