package sim

import (
	"sync"
	"time"
)

// ErrExhausted says that a pool has nothing left.
type ErrExhausted struct{ Pool string }

func (e *ErrExhausted) Error() string { return e.Pool + ": too many clients already" }

// Pool is a limited number of equal things, such as the connections a database accepts.
type Pool struct {
	name        string
	size        int
	mu          sync.Mutex
	inUse, peak int
	waiting     []chan struct{}
}

// NewPool makes a pool of n.
func NewPool(name string, n int) *Pool {
	if n < 1 {
		panic("sim: NewPool of less than 1")
	}
	return &Pool{name: name, size: n}
}

// take takes one if there is one; mu is held.
func (p *Pool) take() bool {
	if p.inUse == p.size {
		return false
	}
	p.inUse++
	p.peak = max(p.peak, p.inUse)
	return true
}

// TryAcquire takes one, or fails at once with an *ErrExhausted.
func (p *Pool) TryAcquire() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.take() {
		return &ErrExhausted{p.name}
	}
	return nil
}

// Acquire takes one, and waits for it if it must: first come, first served.
func (p *Pool) Acquire() {
	p.mu.Lock()
	if p.take() {
		p.mu.Unlock()
		return
	}
	turn := make(chan struct{})
	p.waiting = append(p.waiting, turn)
	p.mu.Unlock()
	<-turn
}

// Release gives one back, straight to the first who waits.
func (p *Pool) Release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.inUse == 0:
		panic("sim: Release of what nobody holds")
	case len(p.waiting) > 0:
		close(p.waiting[0])
		p.waiting = p.waiting[1:]
	default:
		p.inUse--
	}
}

// InUse is how many are taken now.
func (p *Pool) InUse() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.inUse
}

// Peak is how many were taken at most.
func (p *Pool) Peak() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.peak
}

// ErrTooManyRequests says that an API refused a call.
type ErrTooManyRequests struct{ API string }

func (e *ErrTooManyRequests) Error() string { return e.API + ": 429 Too Many Requests" }

// Limiter is an API that answers so many calls in a second of the run and refuses the others.
type Limiter struct {
	name            string
	perSecond       int
	mu              sync.Mutex
	second          int64
	inSecond        int
	calls, rejected int
}

// NewLimiter makes an API that answers perSecond calls in each second.
func NewLimiter(name string, perSecond int) *Limiter {
	if perSecond < 1 {
		panic("sim: NewLimiter of less than 1 a second")
	}
	return &Limiter{name: name, perSecond: perSecond}
}

// arrive counts a call and says whether it is answered.
func (l *Limiter) arrive() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if second := int64(time.Since(began) / time.Second); second != l.second {
		l.second, l.inSecond = second, 0
	}
	l.calls++
	l.inSecond++
	if l.inSecond > l.perSecond {
		l.rejected++
		return false
	}
	return true
}

// Call sends a call, waits for the answer and returns nil or an *ErrTooManyRequests.
func (l *Limiter) Call(latency time.Duration) error {
	ok := l.arrive()
	IO(latency)
	if !ok {
		return &ErrTooManyRequests{l.name}
	}
	return nil
}

// Calls is how many calls came, refused ones included.
func (l *Limiter) Calls() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls
}

// Rejected is how many calls were refused.
func (l *Limiter) Rejected() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rejected
}
