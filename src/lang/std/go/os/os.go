// Package os: the standard streams, arguments and exit of a program. There are no files.
package os

import (
	"errors"
	"io"
	"syscall"
)

var (
	ErrInvalid          = errors.New("invalid argument")
	ErrPermission       = errors.New("permission denied")
	ErrExist            = errors.New("file already exists")
	ErrNotExist         = errors.New("file does not exist")
	ErrClosed           = errors.New("file already closed")
	ErrDeadlineExceeded = errors.New("i/o timeout")
)

// File is one of the three standard streams.
type File struct {
	fd int
}

var (
	Stdin  = &File{0}
	Stdout = &File{1}
	Stderr = &File{2}
)

var Args = args()

func args() []string

// write and read are the system calls.
func write(fd int, b []byte) int
func writeString(fd int, s string) int
func read(fd int, b []byte) int

func (f *File) Write(b []byte) (n int, err error) {
	if f == nil {
		return 0, ErrInvalid
	}
	return write(f.fd, b), nil
}

func (f *File) WriteString(s string) (n int, err error) {
	if f == nil {
		return 0, ErrInvalid
	}
	return writeString(f.fd, s), nil
}

func (f *File) Read(b []byte) (n int, err error) {
	if f == nil {
		return 0, ErrInvalid
	}
	n = read(f.fd, b)
	if n == 0 && len(b) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (f *File) Name() string {
	switch f.fd {
	case 0:
		return "/dev/stdin"
	case 1:
		return "/dev/stdout"
	}
	return "/dev/stderr"
}

func (f *File) Fd() uintptr  { return uintptr(f.fd) }
func (f *File) Close() error { return nil }
func (f *File) Sync() error  { return nil }

func Exit(code int)
func Getpid() int
func Getppid() int { return 1 }

// There is no environment: a run depends on its settings only.
func Getenv(key string) string            { return "" }
func LookupEnv(key string) (string, bool) { return "", false }
func Environ() []string                   { return nil }
func Hostname() (name string, err error)  { return "gmpsim", nil }
func Getwd() (dir string, err error)      { return "/", nil }

type Signal interface {
	String() string
	Signal()
}

var (
	Interrupt Signal = syscall.SIGINT
	Kill      Signal = syscall.SIGKILL
)
