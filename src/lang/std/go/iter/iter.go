// Package iter: sequences, and Pull. A pulled sequence runs in a goroutine of its own, which takes
// turns with the one that pulls: only one of them is ever running (CR-1).
package iter

import "runtime"

type Seq[V any] func(yield func(V) bool)

type Seq2[K, V any] func(yield func(K, V) bool)

// puller is what the two goroutines share; whose turn it is may touch it.
type puller[V any] struct {
	name string
	seq  Seq[V]
	// The turn is given to the sequence by resume and comes back by back.
	resume, back chan struct{}
	value        V
	ok           bool
	// started: the goroutine is there; wanted: next waits for a value.
	started, wanted bool
	// done: there are no more values; returned: the sequence came to its end.
	done, returned bool
	thrown         any
}

// turn lets the sequence run until it yields or ends, and passes on how it ended.
func (p *puller[V]) turn() {
	if p.started {
		p.resume <- struct{}{}
	} else {
		p.started = true
		go p.run()
	}
	<-p.back
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
	defer func() {
		if !p.returned {
			p.thrown = recover()
		}
		p.done = true
		p.back <- struct{}{}
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
	p.back <- struct{}{}
	<-p.resume
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
	if p.started {
		p.turn()
	}
}

func newPuller[V any](name string, seq Seq[V]) *puller[V] {
	return &puller[V]{name: name, seq: seq, resume: make(chan struct{}), back: make(chan struct{})}
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
