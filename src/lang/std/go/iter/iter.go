// Package iter: sequences, and Pull. A pulled sequence runs in a goroutine of its own, the other side of a
// coroutine: only one of the two is ever running (CR-1).
package iter

import "runtime"

// newcoro makes a coroutine that runs f from the first switch to it on; coroswitch runs the other side until
// that switches back or ends.
func newcoro(f func()) int
func coroswitch(coro int)

type Seq[V any] func(yield func(V) bool)

type Seq2[K, V any] func(yield func(K, V) bool)

// puller is what the two goroutines share; whose turn it is may touch it.
type puller[V any] struct {
	name string
	seq  Seq[V]
	coro int
	value V
	ok    bool
	// next waits for a value.
	wanted bool
	// done: there are no more values; returned: the sequence came to its end.
	done, returned bool
	thrown         any
}

// turn lets the sequence run until it yields or ends, and passes on how it ended.
func (p *puller[V]) turn() {
	coroswitch(p.coro)
	if !p.done {
		return
	}
	if v := p.thrown; v != nil {
		panic(v)
	}
	if !p.returned {
		runtime.Goexit()
	}
}

func (p *puller[V]) run() {
	if p.done {
		p.returned = true
		return
	}
	defer func() {
		if !p.returned {
			p.thrown = recover()
		}
		p.done = true
	}()
	p.seq(p.yield)
	var zero V
	p.value, p.ok = zero, false
	p.returned = true
}

func (p *puller[V]) yield(v V) bool {
	if p.done {
		return false
	}
	if !p.wanted {
		panic("iter." + p.name + ": yield called again before next")
	}
	p.wanted = false
	p.value, p.ok = v, true
	coroswitch(p.coro)
	return !p.done
}

func (p *puller[V]) next() (v V, ok bool) {
	if p.done {
		return
	}
	if p.wanted {
		panic("iter." + p.name + ": next called again before yield")
	}
	p.wanted = true
	p.turn()
	return p.value, p.ok
}

func (p *puller[V]) stop() {
	if p.done {
		return
	}
	p.done = true
	p.turn()
}

func newPuller[V any](name string, seq Seq[V]) *puller[V] {
	p := &puller[V]{name: name, seq: seq}
	p.coro = newcoro(p.run)
	return p
}

func Pull[V any](seq Seq[V]) (next func() (V, bool), stop func()) {
	p := newPuller[V]("Pull", seq)
	return p.next, p.stop
}

type pair[K, V any] struct {
	k K
	v V
}

func Pull2[K, V any](seq Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	p := newPuller[pair[K, V]]("Pull2", func(yield func(pair[K, V]) bool) {
		seq(func(k K, v V) bool { return yield(pair[K, V]{k, v}) })
	})
	next = func() (K, V, bool) {
		kv, ok := p.next()
		return kv.k, kv.v, ok
	}
	return next, p.stop
}
