package runtime

func Gosched()
func GOMAXPROCS(n int) int
func NumGoroutine() int
func NumCPU() int
func Goexit()
func GC()

type Error interface {
	error
	RuntimeError()
}

func Stack(buf []byte, all bool) int
func LockOSThread()
func UnlockOSThread()
