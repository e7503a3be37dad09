package sim

import (
	"syscall"
	"time"
)

// Syscall blocks the thread for d in a system call.
func Syscall(d time.Duration) {
	left := syscall.NsecToTimespec(int64(d))
	for syscall.Nanosleep(&left, &left) == syscall.EINTR {
	}
}
