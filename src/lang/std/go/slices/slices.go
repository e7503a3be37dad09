// Package slices. Places that a shorter result no longer uses are cleared. The order of equal elements
// after Sort and SortFunc is that of a pattern-defeating quicksort, as in package sort.
package slices

import (
	"cmp"
	"iter"
)

func All[Slice ~[]E, E any](s Slice) iter.Seq2[int, E] {
	return func(yield func(int, E) bool) {
		for i, v := range s {
			if !yield(i, v) {
				return
			}
		}
	}
}

func Backward[Slice ~[]E, E any](s Slice) iter.Seq2[int, E] {
	return func(yield func(int, E) bool) {
		for i := len(s) - 1; i >= 0; i-- {
			if !yield(i, s[i]) {
				return
			}
		}
	}
}

func Values[Slice ~[]E, E any](s Slice) iter.Seq[E] {
	return func(yield func(E) bool) {
		for _, v := range s {
			if !yield(v) {
				return
			}
		}
	}
}

// Chunk's parts have no room to grow into the next.
func Chunk[Slice ~[]E, E any](s Slice, n int) iter.Seq[Slice] {
	if n < 1 {
		panic("cannot be less than 1")
	}
	return func(yield func(Slice) bool) {
		for i := 0; i < len(s); {
			end := len(s)
			if n < end-i {
				end = i + n
			}
			if !yield(s[i:end:end]) {
				return
			}
			i = end
		}
	}
}

func AppendSeq[Slice ~[]E, E any](s Slice, seq iter.Seq[E]) Slice {
	for v := range seq {
		s = append(s, v)
	}
	return s
}

func Collect[E any](seq iter.Seq[E]) []E {
	var s []E
	for v := range seq {
		s = append(s, v)
	}
	return s
}

func Sorted[E cmp.Ordered](seq iter.Seq[E]) []E {
	s := Collect(seq)
	Sort(s)
	return s
}

func SortedFunc[E any](seq iter.Seq[E], cmp func(E, E) int) []E {
	s := Collect(seq)
	SortFunc(s, cmp)
	return s
}

func SortedStableFunc[E any](seq iter.Seq[E], cmp func(E, E) int) []E {
	s := Collect(seq)
	SortStableFunc(s, cmp)
	return s
}

func Equal[S ~[]E, E comparable](s1, s2 S) bool {
	if len(s1) != len(s2) {
		return false
	}
	for i, v := range s1 {
		if v != s2[i] {
			return false
		}
	}
	return true
}

func EqualFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, eq func(E1, E2) bool) bool {
	if len(s1) != len(s2) {
		return false
	}
	for i, v := range s1 {
		if !eq(v, s2[i]) {
			return false
		}
	}
	return true
}

func Compare[S ~[]E, E cmp.Ordered](s1, s2 S) int {
	return CompareFunc(s1, s2, cmp.Compare[E])
}

func CompareFunc[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, cmp func(E1, E2) int) int {
	for i, v := range s1 {
		if i == len(s2) {
			return +1
		}
		if c := cmp(v, s2[i]); c != 0 {
			return c
		}
	}
	if len(s1) < len(s2) {
		return -1
	}
	return 0
}

func Index[S ~[]E, E comparable](s S, v E) int {
	for i, x := range s {
		if x == v {
			return i
		}
	}
	return -1
}

// IndexFunc reads each element when its turn comes: f may change them.
func IndexFunc[S ~[]E, E any](s S, f func(E) bool) int {
	for i, x := range s {
		if f(x) {
			return i
		}
	}
	return -1
}

func Contains[S ~[]E, E comparable](s S, v E) bool { return Index(s, v) >= 0 }

func ContainsFunc[S ~[]E, E any](s S, f func(E) bool) bool { return IndexFunc(s, f) >= 0 }

// apart is v where changes of another slice do not reach it.
func apart[E any](v []E) []E {
	c := make([]E, len(v))
	copy(c, v)
	return c
}

// enlarge is s with n elements, of which those before i are the old ones. There is no room for them
// in s; the room they get is what append gives.
func enlarge[S ~[]E, E any](s S, i, n int) S {
	return append(s[:i], make(S, n-i)...)
}

func Insert[S ~[]E, E any](s S, i int, v ...E) S {
	_ = s[i:]
	m, n := len(v), len(s)
	if m == 0 {
		return s
	}
	if i == n {
		return append(s, v...)
	}
	if n+m > cap(s) {
		out := enlarge(s, i, n+m)
		copy(out[i:], v)
		copy(out[i+m:], s[i:])
		return out
	}
	// v may be a part of what moves.
	v = apart(v)
	out := s[:n+m]
	copy(out[i+m:], s[i:])
	copy(out[i:], v)
	return out
}

func Delete[S ~[]E, E any](s S, i, j int) S {
	_ = s[i:j:len(s)]
	if i == j {
		return s
	}
	out := append(s[:i], s[j:]...)
	clear(s[len(out):])
	return out
}

func DeleteFunc[S ~[]E, E any](s S, del func(E) bool) S {
	kept := IndexFunc(s, del)
	if kept < 0 {
		return s
	}
	for i := kept + 1; i < len(s); i++ {
		if v := s[i]; !del(v) {
			s[kept] = v
			kept++
		}
	}
	clear(s[kept:])
	return s[:kept]
}

func Replace[S ~[]E, E any](s S, i, j int, v ...E) S {
	_ = s[i:j]
	if i == j {
		return Insert(s, i, v...)
	}
	m, n := len(v), len(s)
	if j == n {
		out := append(s[:i], v...)
		if len(out) < n {
			clear(s[len(out):])
		}
		return out
	}
	total := i + m + len(s[j:])
	if total > cap(s) {
		out := enlarge(s, i, total)
		copy(out[i:], v)
		copy(out[i+m:], s[j:])
		return out
	}
	out := s[:total]
	if i+m <= j {
		copy(out[i:], v)
		copy(out[i+m:], s[j:])
		clear(s[total:])
		return out
	}
	v = apart(v)
	copy(out[i+m:], s[j:])
	copy(out[i:], v)
	return out
}

// Clone of nil is nil, that of an empty slice is not.
func Clone[S ~[]E, E any](s S) S {
	if s == nil {
		return nil
	}
	return append(S{}, s...)
}

func Compact[S ~[]E, E comparable](s S) S {
	return CompactFunc(s, func(a, b E) bool { return a == b })
}

// CompactFunc asks eq about neighbours of the slice as it was.
func CompactFunc[S ~[]E, E any](s S, eq func(E, E) bool) S {
	if len(s) < 2 {
		return s
	}
	first := 1
	for first < len(s) && !eq(s[first], s[first-1]) {
		first++
	}
	if first == len(s) {
		return s
	}
	kept := first
	for i := first + 1; i < len(s); i++ {
		if !eq(s[i], s[i-1]) {
			s[kept] = s[i]
			kept++
		}
	}
	clear(s[kept:])
	return s[:kept]
}

func Grow[S ~[]E, E any](s S, n int) S {
	if n < 0 {
		panic("cannot be negative")
	}
	if more := n - (cap(s) - len(s)); more > 0 {
		s = append(s[:cap(s)], make([]E, more)...)[:len(s)]
	}
	return s
}

func Clip[S ~[]E, E any](s S) S { return s[:len(s):len(s)] }

func Reverse[S ~[]E, E any](s S) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}

func Concat[S ~[]E, E any](slices ...S) S {
	n := 0
	for _, s := range slices {
		n += len(s)
		if n < 0 {
			panic("len out of range")
		}
	}
	out := enlarge(S(nil), 0, n)[:0]
	for _, s := range slices {
		out = append(out, s...)
	}
	return out
}

func Repeat[S ~[]E, E any](x S, count int) S {
	if count < 0 {
		panic("cannot be negative")
	}
	const most = int(^uint(0) >> 1)
	if count > 0 && len(x) > most/count {
		panic("the result of (len(x) * count) overflows")
	}
	out := make(S, len(x)*count)
	for n := copy(out, x); n < len(out); {
		n += copy(out[n:], out[:n])
	}
	return out
}

func Min[S ~[]E, E cmp.Ordered](x S) E {
	if len(x) == 0 {
		panic("slices.Min: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		m = min(m, v)
	}
	return m
}

// MinFunc is the first of the least.
func MinFunc[S ~[]E, E any](x S, cmp func(a, b E) int) E {
	if len(x) == 0 {
		panic("slices.MinFunc: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		if cmp(v, m) < 0 {
			m = v
		}
	}
	return m
}

func Max[S ~[]E, E cmp.Ordered](x S) E {
	if len(x) == 0 {
		panic("slices.Max: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		m = max(m, v)
	}
	return m
}

// MaxFunc is the first of the greatest.
func MaxFunc[S ~[]E, E any](x S, cmp func(a, b E) int) E {
	if len(x) == 0 {
		panic("slices.MaxFunc: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		if cmp(v, m) > 0 {
			m = v
		}
	}
	return m
}

func BinarySearch[S ~[]E, E cmp.Ordered](x S, target E) (int, bool) {
	return BinarySearchFunc(x, target, cmp.Compare[E])
}

func BinarySearchFunc[S ~[]E, E, T any](x S, target T, cmp func(E, T) int) (int, bool) {
	i, j := 0, len(x)
	for i < j {
		h := int(uint(i+j) >> 1)
		if cmp(x[h], target) < 0 {
			i = h + 1
		} else {
			j = h
		}
	}
	return i, i < len(x) && cmp(x[i], target) == 0
}

func IsSorted[S ~[]E, E cmp.Ordered](x S) bool {
	for i := len(x) - 1; i > 0; i-- {
		if cmp.Less(x[i], x[i-1]) {
			return false
		}
	}
	return true
}

func IsSortedFunc[S ~[]E, E any](x S, cmp func(a, b E) int) bool {
	for i := len(x) - 1; i > 0; i-- {
		if cmp(x[i], x[i-1]) < 0 {
			return false
		}
	}
	return true
}

// The natives of package sort.

func bitLen(n uint) int
func sortInts(x []int)
func sortStrings(x []string)

// Sort: of equal ints or strings nobody can tell the order.
func Sort[S ~[]E, E cmp.Ordered](x S) {
	switch basic := any([]E(x)).(type) {
	case []int:
		sortInts(basic)
	case []string:
		sortStrings(basic)
	default:
		SortFunc(x, cmp.Compare[E])
	}
}

func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	quick[E](x, 0, len(x), bitLen(uint(len(x))), cmp)
}

func SortStableFunc[S ~[]E, E any](x S, cmp func(a, b E) int) { stable[E](x, cmp) }

const (
	increasing = iota
	decreasing
	unknown
)

// insertion sorts [a, b).
func insertion[E any](x []E, a, b int, cmp func(a, b E) int) {
	for i := a + 1; i < b; i++ {
		for j := i; j > a && cmp(x[j], x[j-1]) < 0; j-- {
			x[j], x[j-1] = x[j-1], x[j]
		}
	}
}

func siftDown[E any](x []E, lo, hi, first int, cmp func(a, b E) int) {
	for root := lo; ; {
		child := 2*root + 1
		if child >= hi {
			return
		}
		if child+1 < hi && cmp(x[first+child], x[first+child+1]) < 0 {
			child++
		}
		if cmp(x[first+root], x[first+child]) >= 0 {
			return
		}
		x[first+root], x[first+child] = x[first+child], x[first+root]
		root = child
	}
}

func heap[E any](x []E, a, b int, cmp func(a, b E) int) {
	n := b - a
	for i := (n - 1) / 2; i >= 0; i-- {
		siftDown(x, i, n, a, cmp)
	}
	for i := n - 1; i >= 0; i-- {
		x[a], x[a+i] = x[a+i], x[a]
		siftDown(x, 0, i, a, cmp)
	}
}

// quick sorts [a, b); limit is how many bad pivots are left before it turns to heap sort.
func quick[E any](x []E, a, b, limit int, cmp func(a, b E) int) {
	balanced, partitioned := true, true
	for {
		n := b - a
		if n <= 12 {
			insertion(x, a, b, cmp)
			return
		}
		if limit == 0 {
			heap(x, a, b, cmp)
			return
		}
		if !balanced {
			scatter(x, a, b)
			limit--
		}
		pivot, hint := choosePivot(x, a, b, cmp)
		if hint == decreasing {
			Reverse(x[a:b])
			pivot = b - 1 - (pivot - a)
			hint = increasing
		}
		if balanced && partitioned && hint == increasing && finishSorted(x, a, b, cmp) {
			return
		}
		if a > 0 && cmp(x[a-1], x[pivot]) >= 0 {
			a = partitionEqual(x, a, b, pivot, cmp)
			continue
		}
		mid, already := partition(x, a, b, pivot, cmp)
		partitioned = already
		left, right := mid-a, b-mid
		if left < right {
			balanced = left >= n/8
			quick(x, a, mid, limit, cmp)
			a = mid + 1
		} else {
			balanced = right >= n/8
			quick(x, mid+1, b, limit, cmp)
			b = mid
		}
	}
}

// partition puts what is less than the pivot before it; already: there was nothing to do.
func partition[E any](x []E, a, b, pivot int, cmp func(a, b E) int) (mid int, already bool) {
	x[a], x[pivot] = x[pivot], x[a]
	already = true
	for i, j := a+1, b-1; ; {
		for i <= j && cmp(x[i], x[a]) < 0 {
			i++
		}
		for i <= j && cmp(x[j], x[a]) >= 0 {
			j--
		}
		if i > j {
			x[j], x[a] = x[a], x[j]
			return j, already
		}
		x[i], x[j] = x[j], x[i]
		already = false
		i++
		j--
	}
}

// partitionEqual: no element of [a, b) is less than the pivot; those equal to it come first.
func partitionEqual[E any](x []E, a, b, pivot int, cmp func(a, b E) int) (mid int) {
	x[a], x[pivot] = x[pivot], x[a]
	i, j := a+1, b-1
	for {
		for i <= j && cmp(x[a], x[i]) >= 0 {
			i++
		}
		for i <= j && cmp(x[a], x[j]) < 0 {
			j--
		}
		if i > j {
			return i
		}
		x[i], x[j] = x[j], x[i]
		i++
		j--
	}
}

// finishSorted repairs a few places of an almost sorted range; false: too many.
func finishSorted[E any](x []E, a, b int, cmp func(a, b E) int) bool {
	i := a + 1
	for range 5 {
		for i < b && cmp(x[i], x[i-1]) >= 0 {
			i++
		}
		if i == b {
			return true
		}
		if b-a < 50 {
			return false
		}
		x[i], x[i-1] = x[i-1], x[i]
		if i-a >= 2 {
			// Down to the start of the whole slice, as real Go does.
			for j := i - 1; j >= 1 && cmp(x[j], x[j-1]) < 0; j-- {
				x[j], x[j-1] = x[j-1], x[j]
			}
		}
		if b-i >= 2 {
			for j := i + 1; j < b && cmp(x[j], x[j-1]) < 0; j++ {
				x[j], x[j-1] = x[j-1], x[j]
			}
		}
	}
	return false
}

// scatter breaks patterns that make bad pivots, with a generator that depends on the length only.
func scatter[E any](x []E, a, b int) {
	n := b - a
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
		x[at+i], x[a+other] = x[a+other], x[at+i]
	}
}

// choosePivot: a median of three about the quarters, from 50 elements on of three medians.
func choosePivot[E any](x []E, a, b int, cmp func(a, b E) int) (pivot, hint int) {
	n := b - a
	swaps := 0
	i, j, k := a+n/4, a+n/4*2, a+n/4*3
	if n >= 50 {
		i = median(x, i-1, i, i+1, &swaps, cmp)
		j = median(x, j-1, j, j+1, &swaps, cmp)
		k = median(x, k-1, k, k+1, &swaps, cmp)
	}
	j = median(x, i, j, k, &swaps, cmp)
	switch swaps {
	case 0:
		return j, increasing
	case 12:
		return j, decreasing
	}
	return j, unknown
}

func median[E any](x []E, a, b, c int, swaps *int, cmp func(a, b E) int) int {
	if cmp(x[b], x[a]) < 0 {
		*swaps++
		a, b = b, a
	}
	if cmp(x[c], x[b]) < 0 {
		*swaps++
		b = c
	}
	if cmp(x[b], x[a]) < 0 {
		*swaps++
		b = a
	}
	return b
}

// stable: insertion sort of blocks of 20, then merging in place by rotations.
func stable[E any](x []E, cmp func(a, b E) int) {
	n, block := len(x), 20
	for a := 0; a < n; a += block {
		insertion(x, a, min(a+block, n), cmp)
	}
	for ; block < n; block *= 2 {
		for a := 0; a+block < n; a += 2 * block {
			merge(x, a, a+block, min(a+2*block, n), cmp)
		}
	}
}

// merge makes one sorted range of two, [a, m) and [m, b).
func merge[E any](x []E, a, m, b int, cmp func(a, b E) int) {
	if m-a == 1 {
		i, j := m, b
		for i < j {
			h := int(uint(i+j) >> 1)
			if cmp(x[h], x[a]) < 0 {
				i = h + 1
			} else {
				j = h
			}
		}
		first := x[a]
		copy(x[a:], x[m:i])
		x[i-1] = first
		return
	}
	if b-m == 1 {
		i, j := a, m
		for i < j {
			h := int(uint(i+j) >> 1)
			if cmp(x[m], x[h]) >= 0 {
				i = h + 1
			} else {
				j = h
			}
		}
		last := x[m]
		copy(x[i+1:], x[i:m])
		x[i] = last
		return
	}
	mid := int(uint(a+b) >> 1)
	n := mid + m
	start, r := a, m
	if m > mid {
		start, r = n-b, mid
	}
	for p := n - 1; start < r; {
		c := int(uint(start+r) >> 1)
		if cmp(x[p-c], x[c]) >= 0 {
			start = c + 1
		} else {
			r = c
		}
	}
	end := n - start
	if start < m && m < end {
		rotate(x[start:end], m-start)
	}
	if a < start && start < mid {
		merge(x, a, start, mid, cmp)
	}
	if mid < end && end < b {
		merge(x, mid, end, b, cmp)
	}
}

// rotate moves the first n elements behind the others.
func rotate[E any](x []E, n int) {
	Reverse(x[:n])
	Reverse(x[n:])
	Reverse(x)
}
