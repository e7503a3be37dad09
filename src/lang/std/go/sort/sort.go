// Package sort. The order of equal elements is that of a pattern-defeating quicksort (pdq.go).
package sort

type Interface interface {
	Len() int
	Less(i, j int) bool
	Swap(i, j int)
}

// by is what the algorithms sort: how to compare and to exchange two places.
type by struct {
	less func(i, j int) bool
	swap func(i, j int)
}

func bitLen(n uint) int

func Sort(data Interface) {
	n := data.Len()
	if n > 1 {
		by{data.Less, data.Swap}.pdq(0, n, bitLen(uint(n)))
	}
}

func Stable(data Interface) { by{data.Less, data.Swap}.stable(data.Len()) }

func IsSorted(data Interface) bool {
	for i := data.Len() - 1; i > 0; i-- {
		if data.Less(i, i-1) {
			return false
		}
	}
	return true
}

// sliceLen and swapElems look at the slice in x; sliceLen panics if there is none.
func sliceLen(x any, caller string) int
func swapElems(x any, i, j int)

func Slice(x any, less func(i, j int) bool) {
	n := sliceLen(x, "Slice")
	by{less, func(i, j int) { swapElems(x, i, j) }}.pdq(0, n, bitLen(uint(n)))
}

func SliceStable(x any, less func(i, j int) bool) {
	n := sliceLen(x, "SliceStable")
	by{less, func(i, j int) { swapElems(x, i, j) }}.stable(n)
}

func SliceIsSorted(x any, less func(i, j int) bool) bool {
	for i := sliceLen(x, "SliceIsSorted") - 1; i > 0; i-- {
		if less(i, i-1) {
			return false
		}
	}
	return true
}

type reverse struct {
	Interface
}

func (r reverse) Less(i, j int) bool { return r.Interface.Less(j, i) }

func Reverse(data Interface) Interface { return &reverse{data} }

type IntSlice []int

func (x IntSlice) Len() int           { return len(x) }
func (x IntSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x IntSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }
func (x IntSlice) Sort()              { Ints(x) }
func (p IntSlice) Search(x int) int   { return SearchInts(p, x) }

type Float64Slice []float64

func (x Float64Slice) Len() int { return len(x) }
func (x Float64Slice) Less(i, j int) bool {
	return x[i] < x[j] || x[i] != x[i] && x[j] == x[j]
}
func (x Float64Slice) Swap(i, j int)        { x[i], x[j] = x[j], x[i] }
func (x Float64Slice) Sort()                { Float64s(x) }
func (p Float64Slice) Search(x float64) int { return SearchFloat64s(p, x) }

type StringSlice []string

func (x StringSlice) Len() int            { return len(x) }
func (x StringSlice) Less(i, j int) bool  { return x[i] < x[j] }
func (x StringSlice) Swap(i, j int)       { x[i], x[j] = x[j], x[i] }
func (x StringSlice) Sort()               { Strings(x) }
func (p StringSlice) Search(x string) int { return SearchStrings(p, x) }

func Ints(x []int)
func Float64s(x []float64)
func Strings(x []string)

func IntsAreSorted(x []int) bool         { return IsSorted(IntSlice(x)) }
func Float64sAreSorted(x []float64) bool { return IsSorted(Float64Slice(x)) }
func StringsAreSorted(x []string) bool   { return IsSorted(StringSlice(x)) }

func Search(n int, f func(int) bool) int {
	i, j := 0, n
	for i < j {
		h := int(uint(i+j) >> 1)
		if !f(h) {
			i = h + 1
		} else {
			j = h
		}
	}
	return i
}

func Find(n int, cmp func(int) int) (i int, found bool) {
	i = Search(n, func(i int) bool { return cmp(i) <= 0 })
	return i, i < n && cmp(i) == 0
}

func SearchInts(a []int, x int) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}
func SearchFloat64s(a []float64, x float64) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}
func SearchStrings(a []string, x string) int {
	return Search(len(a), func(i int) bool { return a[i] >= x })
}

const (
	increasing = iota
	decreasing
	unknown
)

// insertion sorts [a, b).
func (s by) insertion(a, b int) {
	for i := a + 1; i < b; i++ {
		for j := i; j > a && s.less(j, j-1); j-- {
			s.swap(j, j-1)
		}
	}
}

func (s by) siftDown(lo, hi, first int) {
	for root := lo; ; {
		child := 2*root + 1
		if child >= hi {
			return
		}
		if child+1 < hi && s.less(first+child, first+child+1) {
			child++
		}
		if !s.less(first+root, first+child) {
			return
		}
		s.swap(first+root, first+child)
		root = child
	}
}

func (s by) heap(a, b int) {
	n := b - a
	for i := (n - 1) / 2; i >= 0; i-- {
		s.siftDown(i, n, a)
	}
	for i := n - 1; i >= 0; i-- {
		s.swap(a, a+i)
		s.siftDown(0, i, a)
	}
}

// pdq sorts [a, b); limit is how many bad pivots are left before it turns to heap sort.
func (s by) pdq(a, b, limit int) {
	balanced, partitioned := true, true
	for {
		n := b - a
		if n <= 12 {
			s.insertion(a, b)
			return
		}
		if limit == 0 {
			s.heap(a, b)
			return
		}
		if !balanced {
			s.scatter(a, b)
			limit--
		}
		pivot, hint := s.choosePivot(a, b)
		if hint == decreasing {
			s.reverseRange(a, b)
			pivot = b - 1 - (pivot - a)
			hint = increasing
		}
		if balanced && partitioned && hint == increasing && s.finishSorted(a, b) {
			return
		}
		if a > 0 && !s.less(a-1, pivot) {
			a = s.partitionEqual(a, b, pivot)
			continue
		}
		mid, already := s.partition(a, b, pivot)
		partitioned = already
		left, right := mid-a, b-mid
		if left < right {
			balanced = left >= n/8
			s.pdq(a, mid, limit)
			a = mid + 1
		} else {
			balanced = right >= n/8
			s.pdq(mid+1, b, limit)
			b = mid
		}
	}
}

// partition puts what is less than the pivot before it; already: there was nothing to do.
func (s by) partition(a, b, pivot int) (mid int, already bool) {
	s.swap(a, pivot)
	i, j := a+1, b-1
	for i <= j && s.less(i, a) {
		i++
	}
	for i <= j && !s.less(j, a) {
		j--
	}
	if i > j {
		s.swap(j, a)
		return j, true
	}
	s.swap(i, j)
	i++
	j--
	for {
		for i <= j && s.less(i, a) {
			i++
		}
		for i <= j && !s.less(j, a) {
			j--
		}
		if i > j {
			break
		}
		s.swap(i, j)
		i++
		j--
	}
	s.swap(j, a)
	return j, false
}

// partitionEqual: no element of [a, b) is less than the pivot; those equal to it come first.
func (s by) partitionEqual(a, b, pivot int) (mid int) {
	s.swap(a, pivot)
	i, j := a+1, b-1
	for {
		for i <= j && !s.less(a, i) {
			i++
		}
		for i <= j && s.less(a, j) {
			j--
		}
		if i > j {
			return i
		}
		s.swap(i, j)
		i++
		j--
	}
}

// finishSorted repairs a few places of an almost sorted range; false: too many.
func (s by) finishSorted(a, b int) bool {
	i := a + 1
	for range 5 {
		for i < b && !s.less(i, i-1) {
			i++
		}
		if i == b {
			return true
		}
		if b-a < 50 {
			return false
		}
		s.swap(i, i-1)
		if i-a >= 2 {
			for j := i - 1; j >= 1 && s.less(j, j-1); j-- {
				s.swap(j, j-1)
			}
		}
		if b-i >= 2 {
			for j := i + 1; j < b && s.less(j, j-1); j++ {
				s.swap(j, j-1)
			}
		}
	}
	return false
}

// scatter breaks patterns that make bad pivots, with a generator that depends on the length only.
func (s by) scatter(a, b int) {
	n := b - a
	if n < 8 {
		return
	}
	random := uint64(n)
	mask := uint(1)<<bitLen(uint(n)) - 1
	at := a + n/4*2 - 1
	for i := range 3 {
		random ^= random << 13
		random ^= random >> 7
		random ^= random << 17
		other := int(uint(random) & mask)
		if other >= n {
			other -= n
		}
		s.swap(at+i, a+other)
	}
}

// choosePivot: the middle; a median of three from 8 elements on, of three medians from 50 on.
func (s by) choosePivot(a, b int) (pivot, hint int) {
	n := b - a
	swaps := 0
	i, j, k := a+n/4*1, a+n/4*2, a+n/4*3
	if n >= 8 {
		if n >= 50 {
			i = s.median(i-1, i, i+1, &swaps)
			j = s.median(j-1, j, j+1, &swaps)
			k = s.median(k-1, k, k+1, &swaps)
		}
		j = s.median(i, j, k, &swaps)
	}
	switch swaps {
	case 0:
		return j, increasing
	case 12:
		return j, decreasing
	}
	return j, unknown
}

func (s by) median(a, b, c int, swaps *int) int {
	a, b = s.ordered(a, b, swaps)
	b, c = s.ordered(b, c, swaps)
	a, b = s.ordered(a, b, swaps)
	return b
}

func (s by) ordered(a, b int, swaps *int) (int, int) {
	if s.less(b, a) {
		*swaps++
		return b, a
	}
	return a, b
}

func (s by) reverseRange(a, b int) {
	for i, j := a, b-1; i < j; i, j = i+1, j-1 {
		s.swap(i, j)
	}
}

// stable: insertion sort of blocks of 20, then merging in place by rotations.
func (s by) stable(n int) {
	block := 20
	a, b := 0, block
	for b <= n {
		s.insertion(a, b)
		a = b
		b += block
	}
	s.insertion(a, n)
	for block < n {
		a, b = 0, 2*block
		for b <= n {
			s.symMerge(a, a+block, b)
			a = b
			b += 2 * block
		}
		if mid := a + block; mid < n {
			s.symMerge(a, mid, n)
		}
		block *= 2
	}
}

func (s by) symMerge(a, m, b int) {
	if m-a == 1 {
		i, j := m, b
		for i < j {
			h := int(uint(i+j) >> 1)
			if s.less(h, a) {
				i = h + 1
			} else {
				j = h
			}
		}
		for k := a; k < i-1; k++ {
			s.swap(k, k+1)
		}
		return
	}
	if b-m == 1 {
		i, j := a, m
		for i < j {
			h := int(uint(i+j) >> 1)
			if !s.less(m, h) {
				i = h + 1
			} else {
				j = h
			}
		}
		for k := m; k > i; k-- {
			s.swap(k, k-1)
		}
		return
	}
	mid := int(uint(a+b) >> 1)
	n := mid + m
	var start, r int
	if m > mid {
		start = n - b
		r = mid
	} else {
		start = a
		r = m
	}
	p := n - 1
	for start < r {
		c := int(uint(start+r) >> 1)
		if !s.less(p-c, c) {
			start = c + 1
		} else {
			r = c
		}
	}
	end := n - start
	if start < m && m < end {
		s.rotate(start, m, end)
	}
	if a < start && start < mid {
		s.symMerge(a, start, mid)
	}
	if mid < end && end < b {
		s.symMerge(mid, end, b)
	}
}

func (s by) rotate(a, m, b int) {
	i, j := m-a, b-m
	for i != j {
		if i > j {
			s.swapRange(m-i, m, j)
			i -= j
		} else {
			s.swapRange(m-i, m+j-i, i)
			j -= i
		}
	}
	s.swapRange(m-i, m, i)
}

func (s by) swapRange(a, b, n int) {
	for i := range n {
		s.swap(a+i, b+i)
	}
}
