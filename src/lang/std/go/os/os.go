// Package os: the standard streams, arguments and exit of a program. There are no files.
package os

import (
	"errors"
	"internal/fs"
	"io"
	"sync"
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
	fd     int
	closed bool
}

var (
	Stdin  = &File{fd: 0}
	Stdout = &File{fd: 1}
	Stderr = &File{fd: 2}
)

var Args = args()

func args() []string

// write and read are the system calls; msg is what went wrong.
func write(fd int, b []byte) int
func writeString(fd int, s string) int
func read(fd int, b []byte) (n int, msg string)

type PathError = fs.PathError

// check is what an operation fails with before the system is asked.
func (f *File) check(op string, fails bool) error {
	switch {
	case f == nil:
		return ErrInvalid
	case f.closed:
		return &PathError{op, f.Name(), ErrClosed}
	case fails:
		return &PathError{op, f.Name(), errors.New("bad file descriptor")}
	}
	return nil
}

func (f *File) Write(b []byte) (n int, err error) {
	if err := f.check("write", f != nil && f.fd == 0); err != nil {
		return 0, err
	}
	return write(f.fd, b), nil
}

func (f *File) WriteString(s string) (n int, err error) {
	if err := f.check("write", f != nil && f.fd == 0); err != nil {
		return 0, err
	}
	return writeString(f.fd, s), nil
}

func (f *File) Read(b []byte) (n int, err error) {
	if err := f.check("read", f != nil && f.fd != 0); err != nil {
		return 0, err
	}
	if len(b) == 0 {
		return 0, nil
	}
	n, msg := read(f.fd, b)
	if msg != "" {
		return 0, &PathError{"read", f.Name(), errors.New(msg)}
	}
	if n == 0 {
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

func (f *File) Fd() uintptr { return uintptr(f.fd) }
func (f *File) Sync() error { return f.check("sync", false) }

func (f *File) Close() error {
	err := f.check("close", false)
	if err == nil {
		f.closed = true
	}
	return err
}

func Exit(code int)
func Getpid() int
func Getppid() int { return 1 }

// The environment is what --env gives: a run depends on its settings only. An entry that is set again
// keeps its place, as in Go.
var (
	env     []string
	hasEnv  bool
	envLock sync.Mutex
)

func environ() []string

// variables is the environment, taken over when it is first asked for.
func variables() []string {
	if !hasEnv {
		env, hasEnv = environ(), true
	}
	return env
}

// find is the place of a name in the environment, -1 without one.
func find(key string) int {
	variables()
	for i, entry := range env {
		if len(entry) > len(key) && entry[len(key)] == '=' && entry[:len(key)] == key {
			return i
		}
	}
	return -1
}

func LookupEnv(key string) (string, bool) {
	envLock.Lock()
	defer envLock.Unlock()
	if i := find(key); key != "" && i >= 0 {
		return env[i][len(key)+1:], true
	}
	return "", false
}

func Getenv(key string) string {
	value, _ := LookupEnv(key)
	return value
}

func Environ() []string {
	envLock.Lock()
	defer envLock.Unlock()
	return append([]string{}, variables()...)
}

// SyscallError is a system call that failed.
type SyscallError struct {
	Syscall string
	Err     error
}

func (e *SyscallError) Error() string { return e.Syscall + ": " + e.Err.Error() }
func (e *SyscallError) Unwrap() error { return e.Err }

func Setenv(key, value string) error {
	bad := key == ""
	for i := 0; i < len(key); i++ {
		bad = bad || key[i] == '=' || key[i] == 0
	}
	for i := 0; i < len(value); i++ {
		bad = bad || value[i] == 0
	}
	if bad {
		return &SyscallError{"setenv", ErrInvalid}
	}
	envLock.Lock()
	defer envLock.Unlock()
	if i := find(key); i >= 0 {
		env[i] = key + "=" + value
	} else {
		env = append(env, key+"="+value)
	}
	return nil
}

func Unsetenv(key string) error {
	envLock.Lock()
	defer envLock.Unlock()
	if i := find(key); i >= 0 {
		env = append(env[:i:i], env[i+1:]...)
	}
	return nil
}

func Clearenv() {
	envLock.Lock()
	defer envLock.Unlock()
	env, hasEnv = nil, true
}

func ExpandEnv(s string) string { return Expand(s, Getenv) }

// Expand replaces $name and ${name}.
func Expand(s string, mapping func(string) string) string {
	out, from := "", 0
	for i := 0; i+1 < len(s); i++ {
		if s[i] != '$' {
			continue
		}
		name, width := variable(s[i+1:])
		out += s[from:i]
		if name != "" {
			out += mapping(name)
		} else if width == 0 {
			// A dollar that begins no name stays.
			out += "$"
		}
		i += width
		from = i + 1
	}
	return out + s[from:]
}

func isNameByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// isSpecial is whether c alone is the name of one of the shell's own variables.
func isSpecial(c byte) bool {
	switch c {
	case '*', '#', '$', '@', '!', '?', '-':
		return true
	}
	return '0' <= c && c <= '9'
}

// variable is the name that s, which follows a dollar, begins with, and how many bytes it takes. No
// name with a width is bad syntax, which vanishes.
func variable(s string) (name string, width int) {
	if s[0] != '{' {
		if isSpecial(s[0]) {
			return s[:1], 1
		}
		for width < len(s) && isNameByte(s[width]) {
			width++
		}
		return s[:width], width
	}
	if len(s) > 2 && isSpecial(s[1]) && s[2] == '}' {
		return s[1:2], 3
	}
	for i := 1; i < len(s); i++ {
		if s[i] == '}' {
			if i == 1 {
				return "", 2
			}
			return s[1:i], i + 1
		}
	}
	return "", 1
}

func Hostname() (name string, err error) { return "gmpsim", nil }
func Getwd() (dir string, err error)     { return "/", nil }

type Signal interface {
	String() string
	Signal()
}

var (
	Interrupt Signal = syscall.SIGINT
	Kill      Signal = syscall.SIGKILL
)
