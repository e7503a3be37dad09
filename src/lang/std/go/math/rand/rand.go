// Package rand: pseudo-random numbers. The top-level functions draw from the run's own seed.
package rand

type Source interface {
	Int63() int64
	Seed(seed int64)
}

type Source64 interface {
	Source
	Uint64() uint64
}

// rngSource is an additive lagged Fibonacci generator: x[n] = x[n-607] + x[n-273].
type rngSource struct {
	tap  int
	feed int
	vec  [607]int64
}

func (r *rngSource) Seed(seed int64)
func (r *rngSource) Uint64() uint64
func (r *rngSource) Int63() int64

func NewSource(seed int64) Source {
	r := new(rngSource)
	r.Seed(seed)
	return r
}

// runSource draws from the run's seed.
type runSource struct{}

func (runSource) Seed(seed int64) {}
func (runSource) Uint64() uint64
func (runSource) Int63() int64

var global = &Rand{src: runSource{}, s64: runSource{}}

type Rand struct {
	src     Source
	s64     Source64
	readVal int64
	readPos int8
}

func New(src Source) *Rand {
	s64, _ := src.(Source64)
	return &Rand{src: src, s64: s64}
}

func (r *Rand) Seed(seed int64) {
	r.src.Seed(seed)
	r.readPos = 0
}

func (r *Rand) Int63() int64   { return r.src.Int63() }
func (r *Rand) Uint32() uint32 { return uint32(r.Int63() >> 31) }
func (r *Rand) Uint64() uint64 {
	if r.s64 != nil {
		return r.s64.Uint64()
	}
	return uint64(r.Int63())>>31 | uint64(r.Int63())<<32
}
func (r *Rand) Int31() int32 { return int32(r.Int63() >> 32) }
func (r *Rand) Int() int     { return int(uint(r.Int63())) }

func (r *Rand) Int63n(n int64) int64 {
	if n <= 0 {
		panic("invalid argument to Int63n")
	}
	if n&(n-1) == 0 {
		return r.Int63() & (n - 1)
	}
	limit := int64(1<<63 - 1 - (1<<63)%uint64(n))
	for {
		if v := r.Int63(); v <= limit {
			return v % n
		}
	}
}

func (r *Rand) Int31n(n int32) int32 {
	if n <= 0 {
		panic("invalid argument to Int31n")
	}
	if n&(n-1) == 0 {
		return r.Int31() & (n - 1)
	}
	limit := int32(1<<31 - 1 - (1<<31)%uint32(n))
	for {
		if v := r.Int31(); v <= limit {
			return v % n
		}
	}
}

// fast31n is Lemire's method; only Shuffle uses it.
func (r *Rand) fast31n(n int32) int32 {
	prod := uint64(r.Uint32()) * uint64(n)
	if low := uint32(prod); low < uint32(n) {
		for threshold := uint32(-n) % uint32(n); low < threshold; low = uint32(prod) {
			prod = uint64(r.Uint32()) * uint64(n)
		}
	}
	return int32(prod >> 32)
}

func (r *Rand) Intn(n int) int {
	if n <= 0 {
		panic("invalid argument to Intn")
	}
	if n <= 1<<31-1 {
		return int(r.Int31n(int32(n)))
	}
	return int(r.Int63n(int64(n)))
}

func (r *Rand) Float64() float64 {
	for {
		if f := float64(r.Int63()) / (1 << 63); f != 1 {
			return f
		}
	}
}

func (r *Rand) Float32() float32 {
	for {
		if f := float32(r.Float64()); f != 1 {
			return f
		}
	}
}

func (r *Rand) Perm(n int) []int {
	m := make([]int, n)
	for i := range m {
		j := r.Intn(i + 1)
		m[i] = m[j]
		m[j] = i
	}
	return m
}

func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("invalid argument to Shuffle")
	}
	i := n - 1
	for ; i > 1<<31-2; i-- {
		swap(i, int(r.Int63n(int64(i+1))))
	}
	for ; i > 0; i-- {
		swap(i, int(r.fast31n(int32(i+1))))
	}
}

func (r *Rand) Read(p []byte) (n int, err error) {
	for n = range p {
		if r.readPos == 0 {
			r.readVal = r.Int63()
			r.readPos = 7
		}
		p[n] = byte(r.readVal)
		r.readVal >>= 8
		r.readPos--
	}
	return len(p), nil
}

// The ziggurat natives take a draw and tell the value, or ask for the slow path with more draws.
func normStep(u uint32) (x float64, i int32, done bool)
func normTail(j int32, f1, f2 float64) (x float64, done bool)
func normEdge(j int32, i int32, f float64) (x float64, done bool)
func expStep(u uint32) (x float64, i int32, done bool)
func expTail(f float64) float64
func expEdge(u uint32, i int32, f float64) (x float64, done bool)

func (r *Rand) NormFloat64() float64 {
	for {
		u := r.Uint32()
		x, i, done := normStep(u)
		if done {
			return x
		}
		if i == 0 {
			for {
				a := r.Float64()
				if x, done = normTail(int32(u), a, r.Float64()); done {
					return x
				}
			}
		}
		if x, done = normEdge(int32(u), i, r.Float64()); done {
			return x
		}
	}
}

func (r *Rand) ExpFloat64() float64 {
	for {
		u := r.Uint32()
		x, i, done := expStep(u)
		if done {
			return x
		}
		if i == 0 {
			return expTail(r.Float64())
		}
		if x, done = expEdge(u, i, r.Float64()); done {
			return x
		}
	}
}

// Seed does nothing, as in today's Go.
func Seed(seed int64) {}

func Int63() int64                       { return global.Int63() }
func Uint32() uint32                     { return global.Uint32() }
func Uint64() uint64                     { return global.Uint64() }
func Int31() int32                       { return global.Int31() }
func Int() int                           { return global.Int() }
func Int63n(n int64) int64               { return global.Int63n(n) }
func Int31n(n int32) int32               { return global.Int31n(n) }
func Intn(n int) int                     { return global.Intn(n) }
func Float64() float64                   { return global.Float64() }
func Float32() float32                   { return global.Float32() }
func Perm(n int) []int                   { return global.Perm(n) }
func Shuffle(n int, swap func(i, j int)) { global.Shuffle(n, swap) }
func NormFloat64() float64               { return global.NormFloat64() }
func ExpFloat64() float64                { return global.ExpFloat64() }
func Read(p []byte) (n int, err error)   { return global.Read(p) }
