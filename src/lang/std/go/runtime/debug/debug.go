// Package debug: settings and stack dumps.
package debug

import (
	"os"
	"runtime"
)

func SetMaxStack(bytes int) int
func SetMaxThreads(threads int) int

var gcPercent = 100

// SetGCPercent remembers the value: memory is not collected.
func SetGCPercent(percent int) int {
	old := gcPercent
	gcPercent = percent
	return old
}

var memoryLimit int64 = 1<<63 - 1

func SetMemoryLimit(limit int64) int64 {
	old := memoryLimit
	if limit >= 0 {
		memoryLimit = limit
	}
	return old
}

func SetTraceback(level string) {}
func FreeOSMemory()             {}

func Stack() []byte {
	buf := make([]byte, 4096)
	return buf[:runtime.Stack(buf, false)]
}

func PrintStack() { os.Stderr.Write(Stack()) }
