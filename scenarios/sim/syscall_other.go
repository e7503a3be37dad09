//go:build !linux

package sim

import "time"

// Syscall should block the thread for d. Without Linux' nanosleep it only waits.
func Syscall(d time.Duration) { time.Sleep(d) }
