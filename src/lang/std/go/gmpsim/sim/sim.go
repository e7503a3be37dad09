// Package sim: what a program can't say in Go itself. What it does to time, threads, connections and memory.
package sim

import "time"

// Work burns CPU time, as a loop without calls would.
func Work(d time.Duration)

// Syscall blocks the thread in a system call.
func Syscall(d time.Duration)

// IO waits in the netpoller.
func IO(d time.Duration)

// Latency gives a random duration from min to max, from the run's seed.
func Latency(min, max time.Duration) time.Duration {
	if max < min {
		panic("sim: Latency with max less than min")
	}
	return min + time.Duration(random(uint64(max-min)))
}

// random gives a number from 0 to most.
func random(most uint64) uint64

// Note is a caption at this moment.
func Note(text string)

// Done says that so many units of the program's work succeeded.
func Done(units int) { tellUnits(units, 0) }

// Fail says that so many units of the program's work failed.
func Fail(units int) { tellUnits(0, units) }

func tellUnits(done, failed int)

// Alloc takes memory. When the machine has no more, the process is killed.
func Alloc(bytes int64)

// Free gives memory back.
func Free(bytes int64)

// ErrExhausted is what TryAcquire says when all of a pool are held.
type ErrExhausted struct{ Pool string }

func (e *ErrExhausted) Error() string { return e.Pool + ": too many clients already" }

// Pool is a resource of which there are only so many, such as connections to a database.
type Pool struct {
	free, used, peak, id uint64
	name                 string
}

func NewPool(name string, n int) *Pool {
	if n < 1 || n > 1_000_000_000 {
		panic("sim: NewPool needs 1 to 1000000000")
	}
	p := &Pool{name: name}
	newPool(p, name, n)
	return p
}

func newPool(p *Pool, name string, n int)

// TryAcquire takes one, or says at once that there is none.
func (p *Pool) TryAcquire() error {
	if tryAcquire(p) {
		return nil
	}
	return &ErrExhausted{p.name}
}

func tryAcquire(p *Pool) bool

// Acquire takes one and waits for it if need be, first come, first served.
func (p *Pool) Acquire()

// Release gives one back.
func (p *Pool) Release()

func (p *Pool) InUse() int { return int(p.used) }

// Peak gives the most that were held at once.
func (p *Pool) Peak() int { return int(p.peak) }

// ErrTooManyRequests is what Call says when the interface takes no more calls in this second.
type ErrTooManyRequests struct{ API string }

func (e *ErrTooManyRequests) Error() string { return e.API + ": 429 Too Many Requests" }

// Limiter is an interface that answers only so many calls a second.
type Limiter struct {
	second, n, calls, rejected, perSecond, id uint64
	name                                      string
}

func NewLimiter(name string, perSecond int) *Limiter {
	if perSecond < 1 || perSecond > 1_000_000_000 {
		panic("sim: NewLimiter needs 1 to 1000000000 calls a second")
	}
	l := &Limiter{name: name}
	newLimiter(l, name, perSecond)
	return l
}

func newLimiter(l *Limiter, name string, perSecond int)

// Call calls the interface and waits for its answer in the netpoller.
func (l *Limiter) Call(latency time.Duration) error {
	ok := arrive(l)
	IO(latency)
	if ok {
		return nil
	}
	return &ErrTooManyRequests{l.name}
}

func arrive(l *Limiter) bool

// Calls gives how many calls were made, refused ones included.
func (l *Limiter) Calls() int { return int(l.calls) }

// Rejected gives how many calls were answered with 429.
func (l *Limiter) Rejected() int { return int(l.rejected) }
