// Package fmt. The verbs are formatted by natives; here is what concerns writers and errors.
package fmt

import (
	"errors"
	"io"
	"os"
)

type Stringer interface {
	String() string
}
type GoStringer interface {
	GoString() string
}
type State interface {
	Write(b []byte) (n int, err error)
	Width() (wid int, ok bool)
	Precision() (prec int, ok bool)
	Flag(c int) bool
}
type Formatter interface {
	Format(f State, verb rune)
}

// state is what a Formatter sees of the printer; the native that makes one knows its words.
type state struct {
	buf   []byte
	width int
	prec  int
	flags uint64
}

func (s *state) Write(b []byte) (n int, err error) {
	s.buf = append(s.buf, b...)
	return len(b), nil
}

func (s *state) WriteString(str string) (n int, err error) {
	s.buf = append(s.buf, str...)
	return len(str), nil
}

func known(n int) (int, bool) {
	if n < 0 {
		return 0, false
	}
	return n, true
}

func (s *state) Width() (wid int, ok bool)      { return known(s.width) }
func (s *state) Precision() (prec int, ok bool) { return known(s.prec) }
func (s *state) Flag(c int) bool                { return c < 64 && s.flags>>uint(c)&1 == 1 }

// The conversion makes *state known at run time.
var noState State = &state{}

// FormatString is the verb and flags that a Formatter was called with.
func FormatString(s State, verb rune) string {
	out := "%"
	for _, c := range " +-#0" {
		if s.Flag(int(c)) {
			out += string(c)
		}
	}
	if w, ok := s.Width(); ok {
		out += Sprint(w)
	}
	if p, ok := s.Precision(); ok {
		out += "." + Sprint(p)
	}
	return out + string(verb)
}

func Print(a ...any) (n int, err error)
func Printf(format string, a ...any) (n int, err error)
func Println(a ...any) (n int, err error)
func Sprint(a ...any) string
func Sprintf(format string, a ...any) string
func Sprintln(a ...any) string

func write(w io.Writer, s string) (n int, err error) {
	if f, ok := w.(*os.File); ok {
		return f.WriteString(s)
	}
	return w.Write([]byte(s))
}

func Fprint(w io.Writer, a ...any) (n int, err error) { return write(w, Sprint(a...)) }
func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	return write(w, Sprintf(format, a...))
}
func Fprintln(w io.Writer, a ...any) (n int, err error) { return write(w, Sprintln(a...)) }

func Append(b []byte, a ...any) []byte { return append(b, Sprint(a...)...) }
func Appendf(b []byte, format string, a ...any) []byte {
	return append(b, Sprintf(format, a...)...)
}
func Appendln(b []byte, a ...any) []byte { return append(b, Sprintln(a...)...) }

type wrapError struct {
	msg string
	err error
}

func (e *wrapError) Error() string { return e.msg }
func (e *wrapError) Unwrap() error { return e.err }

type wrapErrors struct {
	msg  string
	errs []error
}

func (e *wrapErrors) Error() string   { return e.msg }
func (e *wrapErrors) Unwrap() []error { return e.errs }

// errorf also tells the indices of the operands of %w, in order, each once.
func errorf(format string, a []any) (s string, wrapped []int)

func Errorf(format string, a ...any) error {
	s, wrapped := errorf(format, a)
	switch len(wrapped) {
	case 0:
		return errors.New(s)
	case 1:
		w := &wrapError{msg: s}
		w.err, _ = a[wrapped[0]].(error)
		return w
	}
	var errs []error
	for _, i := range wrapped {
		if e, ok := a[i].(error); ok {
			errs = append(errs, e)
		}
	}
	return &wrapErrors{s, errs}
}

// scan and scanf read s into the pointers a; rest is what they left, msg the error's text.
func scan(s string, a []any, newlines int) (n int, rest int, msg string)
func scanf(s string, format string, a []any) (n int, rest int, msg string)

func scanError(n int, msg string) (int, error) {
	switch msg {
	case "":
		return n, nil
	case "EOF":
		return n, io.EOF
	case "unexpected EOF":
		return n, io.ErrUnexpectedEOF
	}
	return n, errors.New(msg)
}

func Sscan(str string, a ...any) (n int, err error) {
	n, _, msg := scan(str, a, 0)
	return scanError(n, msg)
}

func Sscanln(str string, a ...any) (n int, err error) {
	n, _, msg := scan(str, a, 1)
	return scanError(n, msg)
}

func Sscanf(str string, format string, a ...any) (n int, err error) {
	n, _, msg := scanf(str, format, a)
	return scanError(n, msg)
}

// There is nothing to read from the terminal of a simulated program.
func Scan(a ...any) (n int, err error)                 { return 0, io.EOF }
func Scanln(a ...any) (n int, err error)               { return 0, io.EOF }
func Scanf(format string, a ...any) (n int, err error) { return 0, io.EOF }

func Fscan(r io.Reader, a ...any) (n int, err error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return 0, err
	}
	return Sscan(string(b), a...)
}
