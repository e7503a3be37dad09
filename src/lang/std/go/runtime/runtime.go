// Package runtime: the program's view of the scheduler.
package runtime

type Error interface {
	error
	RuntimeError()
}

const (
	GOOS     = "linux"
	GOARCH   = "amd64"
	Compiler = "gc"
)

func Gosched()
func GOMAXPROCS(n int) int
func NumGoroutine() int
func NumCPU() int
func Goexit()
func LockOSThread()
func UnlockOSThread()

// GC does nothing: memory is not collected.
func GC()

func NumCgoCall() int64 { return 0 }
func Version() string   { return "go1.27.3" }
func GOROOT() string    { return "/usr/local/go" }
func KeepAlive(x any)   {}

// SetFinalizer does nothing: memory is not collected.
func SetFinalizer(obj any, finalizer any) {}

func stack(all bool) string

// Stack writes the stack of this goroutine into buf.
func Stack(buf []byte, all bool) int { return copy(buf, stack(all)) }

func caller(skip int) (pc uintptr)

func place(pc uintptr) (file string, line int, name string)

func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	pc = caller(skip + 1)
	file, line, _ = place(pc)
	return pc, file, line, pc != 0
}

func Callers(skip int, pc []uintptr) int {
	for n := range pc {
		pc[n] = caller(skip + n)
		if pc[n] == 0 {
			return n
		}
	}
	return len(pc)
}

type Func struct {
	name string
}

func FuncForPC(pc uintptr) *Func {
	if _, _, s := place(pc); s != "" {
		return &Func{s}
	}
	return nil
}

func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return f.name
}

func (f *Func) FileLine(pc uintptr) (file string, line int) {
	file, line, _ = place(pc)
	return file, line
}

type Frame struct {
	PC       uintptr
	Func     *Func
	Function string
	File     string
	Line     int
	Entry    uintptr
}

type Frames struct {
	callers []uintptr
}

func CallersFrames(callers []uintptr) *Frames { return &Frames{callers} }

func (f *Frames) Next() (frame Frame, more bool) {
	if len(f.callers) == 0 {
		return Frame{}, false
	}
	pc := f.callers[0]
	f.callers = f.callers[1:]
	file, line, name := place(pc)
	return Frame{pc, FuncForPC(pc), name, file, line, pc}, len(f.callers) > 0
}

// MemStats has the fields that a simulated heap can fill.
type MemStats struct {
	Alloc, TotalAlloc, Sys, Lookups, Mallocs, Frees                    uint64
	HeapAlloc, HeapSys, HeapIdle, HeapInuse, HeapReleased, HeapObjects uint64
	StackInuse, StackSys, NextGC, LastGC, PauseTotalNs                 uint64
	NumGC, NumForcedGC                                                 uint32
}

func heapBytes() uint64

func ReadMemStats(m *MemStats) {
	n := heapBytes()
	m.Alloc, m.TotalAlloc, m.HeapAlloc, m.HeapInuse = n, n, n, n
	m.Sys, m.HeapSys = n, n
}
