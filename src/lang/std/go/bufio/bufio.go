// Package bufio: buffered readers, writers and scanners.
package bufio

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

const (
	MaxScanTokenSize = 64 * 1024
	defaultBufSize   = 4096
)

var (
	ErrInvalidUnreadByte = errors.New("bufio: invalid use of UnreadByte")
	ErrInvalidUnreadRune = errors.New("bufio: invalid use of UnreadRune")
	ErrBufferFull        = errors.New("bufio: buffer full")
	ErrNegativeCount     = errors.New("bufio: negative count")
	ErrTooLong           = errors.New("bufio.Scanner: token too long")
	ErrFinalToken        = errors.New("final token")
)

// Reader keeps what it has read ahead in buf.
type Reader struct {
	rd   io.Reader
	buf  []byte
	last int
	err  error
}

func NewReader(rd io.Reader) *Reader               { return &Reader{rd: rd, last: -1} }
func NewReaderSize(rd io.Reader, size int) *Reader { return NewReader(rd) }

func (b *Reader) Reset(r io.Reader) { *b = Reader{rd: r, last: -1} }
func (b *Reader) Buffered() int     { return len(b.buf) }

// fill reads once more; false: there is nothing.
func (b *Reader) fill() bool {
	if b.err != nil {
		return false
	}
	p := make([]byte, defaultBufSize)
	n, err := b.rd.Read(p)
	b.buf = append(b.buf, p[:n]...)
	b.err = err
	return n > 0 || err == nil
}

func (b *Reader) failure() error {
	err := b.err
	if err != io.EOF {
		b.err = nil
	}
	return err
}

func (b *Reader) Read(p []byte) (n int, err error) {
	if len(b.buf) == 0 && !b.fill() {
		return 0, b.failure()
	}
	n = copy(p, b.buf)
	b.buf = b.buf[n:]
	return n, nil
}

func (b *Reader) Peek(n int) ([]byte, error) {
	for len(b.buf) < n && b.fill() {
	}
	if len(b.buf) < n {
		return b.buf, b.failure()
	}
	return b.buf[:n], nil
}

func (b *Reader) Discard(n int) (discarded int, err error) {
	p, err := b.Peek(n)
	b.buf = b.buf[len(p):]
	return len(p), err
}

func (b *Reader) ReadByte() (byte, error) {
	for len(b.buf) == 0 {
		if !b.fill() {
			return 0, b.failure()
		}
	}
	c := b.buf[0]
	b.buf = b.buf[1:]
	b.last = int(c)
	return c, nil
}

func (b *Reader) UnreadByte() error {
	if b.last < 0 {
		return ErrInvalidUnreadByte
	}
	b.buf = append([]byte{byte(b.last)}, b.buf...)
	b.last = -1
	return nil
}

func (b *Reader) ReadRune() (r rune, size int, err error) {
	for !utf8.FullRune(b.buf) && b.fill() {
	}
	if len(b.buf) == 0 {
		return 0, 0, b.failure()
	}
	r, size = utf8.DecodeRune(b.buf)
	b.buf = b.buf[size:]
	return r, size, nil
}

func (b *Reader) ReadBytes(delim byte) ([]byte, error) {
	seen := 0
	for {
		if i := bytes.IndexByte(b.buf[seen:], delim); i >= 0 {
			line := bytes.Clone(b.buf[:seen+i+1])
			b.buf = b.buf[seen+i+1:]
			return line, nil
		}
		seen = len(b.buf)
		if !b.fill() {
			line := bytes.Clone(b.buf)
			b.buf = nil
			return line, b.failure()
		}
	}
}

func (b *Reader) ReadString(delim byte) (string, error) {
	line, err := b.ReadBytes(delim)
	return string(line), err
}

func (b *Reader) ReadLine() (line []byte, isPrefix bool, err error) {
	line, err = b.ReadBytes('\n')
	if len(line) == 0 {
		return nil, false, err
	}
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), false, nil
}

type Writer struct {
	err error
	buf []byte
	n   int
	wr  io.Writer
}

func NewWriter(w io.Writer) *Writer { return NewWriterSize(w, defaultBufSize) }
func NewWriterSize(w io.Writer, size int) *Writer {
	if size <= 0 {
		size = defaultBufSize
	}
	return &Writer{buf: make([]byte, size), wr: w}
}

func (b *Writer) Size() int         { return len(b.buf) }
func (b *Writer) Available() int    { return len(b.buf) - b.n }
func (b *Writer) Buffered() int     { return b.n }
func (b *Writer) Reset(w io.Writer) { b.err, b.n, b.wr = nil, 0, w }

func (b *Writer) Flush() error {
	if b.err != nil || b.n == 0 {
		return b.err
	}
	n, err := b.wr.Write(b.buf[:b.n])
	if n < b.n && err == nil {
		err = io.ErrShortWrite
	}
	copy(b.buf, b.buf[n:b.n])
	b.n -= n
	b.err = err
	return err
}

func (b *Writer) Write(p []byte) (nn int, err error) {
	for len(p) > b.Available() && b.err == nil {
		var n int
		if b.n == 0 {
			n, b.err = b.wr.Write(p)
		} else {
			n = copy(b.buf[b.n:], p)
			b.n += n
			b.Flush()
		}
		nn += n
		p = p[n:]
	}
	if b.err != nil {
		return nn, b.err
	}
	n := copy(b.buf[b.n:], p)
	b.n += n
	return nn + n, nil
}

func (b *Writer) WriteString(s string) (int, error) {
	nn := 0
	for len(s) > b.Available() && b.err == nil {
		n := copy(b.buf[b.n:], s)
		b.n += n
		nn += n
		s = s[n:]
		b.Flush()
	}
	if b.err != nil {
		return nn, b.err
	}
	n := copy(b.buf[b.n:], s)
	b.n += n
	return nn + n, nil
}

func (b *Writer) WriteByte(c byte) error {
	_, err := b.WriteString(string([]byte{c}))
	return err
}

func (b *Writer) WriteRune(r rune) (size int, err error) { return b.WriteString(string(r)) }

type ReadWriter struct {
	*Reader
	*Writer
}

func NewReadWriter(r *Reader, w *Writer) *ReadWriter { return &ReadWriter{r, w} }

type SplitFunc func(data []byte, atEOF bool) (advance int, token []byte, err error)

type Scanner struct {
	r     io.Reader
	split SplitFunc
	max   int
	token []byte
	buf   []byte
	err   error
	eof   bool
	done  bool
	empty int
}

func NewScanner(r io.Reader) *Scanner {
	return &Scanner{r: r, split: ScanLines, max: MaxScanTokenSize}
}

func (s *Scanner) Buffer(buf []byte, max int) { s.max = max }
func (s *Scanner) Split(split SplitFunc)      { s.split = split }
func (s *Scanner) Bytes() []byte              { return s.token }
func (s *Scanner) Text() string               { return string(s.token) }
func (s *Scanner) Err() error {
	if s.err == io.EOF {
		return nil
	}
	return s.err
}

func (s *Scanner) stop(err error) bool {
	s.token, s.done = nil, true
	if err != nil {
		s.err = err
	}
	return false
}

func (s *Scanner) Scan() bool {
	for !s.done {
		if len(s.buf) > 0 || s.eof {
			advance, token, err := s.split(s.buf, s.eof)
			if err == ErrFinalToken {
				s.token, s.done = token, true
				return token != nil
			}
			if err != nil {
				return s.stop(err)
			}
			if advance < 0 {
				return s.stop(errors.New("bufio.Scanner: SplitFunc returns negative advance count"))
			}
			if advance > len(s.buf) {
				return s.stop(errors.New("bufio.Scanner: SplitFunc returns advance count beyond input"))
			}
			s.buf = s.buf[advance:]
			if token != nil {
				s.token = token
				if advance > 0 {
					s.empty = 0
				} else if s.empty++; s.empty > 100 {
					panic("bufio.Scan: too many empty tokens without progressing")
				}
				return true
			}
			if s.eof && advance == 0 {
				return s.stop(nil)
			}
			if advance > 0 {
				continue
			}
		}
		if len(s.buf) >= s.max {
			return s.stop(ErrTooLong)
		}
		p := make([]byte, defaultBufSize)
		n, err := s.r.Read(p)
		s.buf = append(s.buf, p[:n]...)
		if err != nil {
			s.eof = true
			if err != io.EOF {
				s.err = err
			}
		}
	}
	s.token = nil
	return false
}

func ScanBytes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if atEOF && len(data) == 0 {
		return 0, nil, nil
	}
	return 1, data[:1], nil
}

func ScanRunes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if atEOF && len(data) == 0 {
		return 0, nil, nil
	}
	if !atEOF && !utf8.FullRune(data) {
		return 0, nil, nil
	}
	r, size := utf8.DecodeRune(data)
	return size, []byte(string(r)), nil
}

func ScanLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if atEOF && len(data) == 0 {
		return 0, nil, nil
	}
	i := bytes.IndexByte(data, '\n')
	if i < 0 {
		if !atEOF {
			return 0, nil, nil
		}
		return len(data), dropCR(data), nil
	}
	return i + 1, dropCR(data[:i]), nil
}

func dropCR(data []byte) []byte {
	if n := len(data); n > 0 && data[n-1] == '\r' {
		return data[:n-1]
	}
	return data
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

func ScanWords(data []byte, atEOF bool) (advance int, token []byte, err error) {
	start := 0
	for start < len(data) && isSpace(data[start]) {
		start++
	}
	for i := start; i < len(data); i++ {
		if isSpace(data[i]) {
			return i + 1, data[start:i], nil
		}
	}
	if atEOF && len(data) > start {
		return len(data), data[start:], nil
	}
	return start, nil, nil
}
