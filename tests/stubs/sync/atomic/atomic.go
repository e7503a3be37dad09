package atomic

func AddInt64(p *int64, d int64) int64
func AddInt32(p *int32, d int32) int32
func AddUint64(p *uint64, d uint64) uint64
func LoadUint64(p *uint64) uint64
func LoadInt64(p *int64) int64
func LoadInt32(p *int32) int32
func StoreInt32(p *int32, v int32)
func StoreInt64(p *int64, v int64)
func CompareAndSwapInt32(p *int32, old, new int32) bool

type Int32 struct{ v int32 }

func (x *Int32) Load() int32
func (x *Int32) Store(v int32)
func (x *Int32) Add(d int32) int32
func (x *Int32) CompareAndSwap(old, new int32) bool

type Int64 struct{ v int64 }

func (x *Int64) Load() int64
func (x *Int64) Store(v int64)
func (x *Int64) Add(d int64) int64

type Uint64 struct{ v uint64 }

func (x *Uint64) Load() uint64
func (x *Uint64) Store(v uint64)
func (x *Uint64) Add(d uint64) uint64

type Bool struct{ v bool }

func (x *Bool) Load() bool
func (x *Bool) Store(v bool)
func (x *Bool) Swap(v bool) bool

type Value struct{ v any }

func (x *Value) Load() any
func (x *Value) Store(v any)
