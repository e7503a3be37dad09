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
	ErrNegativeAdvance   = errors.New("bufio.Scanner: SplitFunc returns negative advance count")
	ErrAdvanceTooFar     = errors.New("bufio.Scanner: SplitFunc returns advance count beyond input")
	ErrBadReadCount      = errors.New("bufio.Scanner: Read returned impossible count")
	ErrFinalToken        = errors.New("final token")
)

const (
	minReadBufferSize = 16
	// Reads in a row that bring neither bytes nor an error.
	maxEmptyReads = 100
)

// Reader holds what it has read ahead in buf[r:w].
type Reader struct {
	buf  []byte
	rd   io.Reader
	r, w int
	err  error
	// The last byte read and the size of the last rune, for UnreadByte and UnreadRune; -1: none.
	lastByte, lastRuneSize int
}

func NewReader(rd io.Reader) *Reader { return NewReaderSize(rd, defaultBufSize) }

func NewReaderSize(rd io.Reader, size int) *Reader {
	if b, ok := rd.(*Reader); ok && len(b.buf) >= size {
		return b
	}
	b := &Reader{buf: make([]byte, max(size, minReadBufferSize))}
	b.Reset(rd)
	return b
}

func (b *Reader) Reset(rd io.Reader) {
	if b == rd {
		return
	}
	if b.buf == nil {
		b.buf = make([]byte, defaultBufSize)
	}
	*b = Reader{buf: b.buf, rd: rd, lastByte: -1, lastRuneSize: -1}
}

func (b *Reader) Size() int     { return len(b.buf) }
func (b *Reader) Buffered() int { return b.w - b.r }

// forget makes UnreadByte and UnreadRune fail.
func (b *Reader) forget() { b.lastByte, b.lastRuneSize = -1, -1 }

// took notes that the bytes before b.r have been read.
func (b *Reader) took(last byte) { b.lastByte, b.lastRuneSize = int(last), -1 }

// once reads once, to where there is room.
func (b *Reader) once(p []byte) int {
	n, err := b.rd.Read(p)
	if n < 0 {
		panic(errors.New("bufio: reader returned negative count from Read"))
	}
	b.err = err
	return n
}

// fill reads more into the buffer, which must not be full.
func (b *Reader) fill() {
	if b.r > 0 {
		b.w = copy(b.buf, b.buf[b.r:b.w])
		b.r = 0
	}
	if b.w >= len(b.buf) {
		panic("bufio: tried to fill full buffer")
	}
	for range maxEmptyReads {
		n := b.once(b.buf[b.w:])
		b.w += n
		if n > 0 || b.err != nil {
			return
		}
	}
	b.err = io.ErrNoProgress
}

func (b *Reader) failure() error {
	err := b.err
	b.err = nil
	return err
}

func (b *Reader) Peek(n int) ([]byte, error) {
	if n < 0 {
		return nil, ErrNegativeCount
	}
	b.forget()
	for b.Buffered() < min(n, len(b.buf)) && b.err == nil {
		b.fill()
	}
	if n <= b.Buffered() {
		return b.buf[b.r : b.r+n], nil
	}
	err := ErrBufferFull
	if n <= len(b.buf) && b.err != nil {
		err = b.failure()
	}
	return b.buf[b.r:b.w], err
}

func (b *Reader) Discard(n int) (discarded int, err error) {
	if n < 0 {
		return 0, ErrNegativeCount
	}
	if n == 0 {
		return 0, nil
	}
	b.forget()
	for {
		if b.Buffered() == 0 {
			b.fill()
		}
		skip := min(b.Buffered(), n-discarded)
		b.r += skip
		discarded += skip
		if discarded == n {
			return n, nil
		}
		if b.err != nil {
			return discarded, b.failure()
		}
	}
}

func (b *Reader) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		if b.Buffered() > 0 {
			return 0, nil
		}
		return 0, b.failure()
	}
	if b.Buffered() == 0 {
		if b.err != nil {
			return 0, b.failure()
		}
		if len(p) >= len(b.buf) {
			// So much that the buffer would only be in the way.
			n = b.once(p)
			if n > 0 {
				b.took(p[n-1])
			}
			return n, b.failure()
		}
		b.r, b.w = 0, 0
		b.w = b.once(b.buf)
		if b.w == 0 {
			return 0, b.failure()
		}
	}
	n = copy(p, b.buf[b.r:b.w])
	b.r += n
	b.took(p[n-1])
	return n, nil
}

func (b *Reader) ReadByte() (byte, error) {
	b.lastRuneSize = -1
	for b.Buffered() == 0 {
		if b.err != nil {
			return 0, b.failure()
		}
		b.fill()
	}
	c := b.buf[b.r]
	b.r++
	b.took(c)
	return c, nil
}

func (b *Reader) UnreadByte() error {
	if b.lastByte < 0 || b.r == 0 && b.w > 0 {
		return ErrInvalidUnreadByte
	}
	if b.r > 0 {
		b.r--
	} else {
		b.w = 1
	}
	b.buf[b.r] = byte(b.lastByte)
	b.forget()
	return nil
}

func (b *Reader) ReadRune() (r rune, size int, err error) {
	for b.Buffered() < utf8.UTFMax && !utf8.FullRune(b.buf[b.r:b.w]) && b.err == nil {
		b.fill()
	}
	b.lastRuneSize = -1
	if b.Buffered() == 0 {
		return 0, 0, b.failure()
	}
	r, size = utf8.DecodeRune(b.buf[b.r:b.w])
	b.r += size
	b.lastByte, b.lastRuneSize = int(b.buf[b.r-1]), size
	return r, size, nil
}

func (b *Reader) UnreadRune() error {
	if b.lastRuneSize < 0 || b.r < b.lastRuneSize {
		return ErrInvalidUnreadRune
	}
	b.r -= b.lastRuneSize
	b.forget()
	return nil
}

func (b *Reader) ReadSlice(delim byte) (line []byte, err error) {
	for seen := 0; ; b.fill() {
		i := bytes.IndexByte(b.buf[b.r+seen:b.w], delim)
		if i >= 0 {
			line = b.buf[b.r : b.r+seen+i+1]
			b.r += len(line)
			break
		}
		if b.err != nil {
			err = b.failure()
		} else if b.Buffered() == len(b.buf) {
			err = ErrBufferFull
		}
		if err != nil {
			line = b.buf[b.r:b.w]
			b.r = b.w
			break
		}
		seen = b.Buffered()
	}
	if len(line) > 0 {
		b.took(line[len(line)-1])
	}
	return line, err
}

func (b *Reader) ReadLine() (line []byte, isPrefix bool, err error) {
	line, err = b.ReadSlice('\n')
	n := len(line)
	if err == ErrBufferFull {
		// A carriage return at the end may belong to the end of the line.
		if n > 0 && line[n-1] == '\r' {
			b.r--
			line = line[:n-1]
		}
		return line, true, nil
	}
	if n == 0 {
		return nil, false, err
	}
	if line[n-1] == '\n' {
		line = dropCR(line[:n-1])
	}
	return line, false, nil
}

func (b *Reader) ReadBytes(delim byte) (line []byte, err error) {
	for {
		part, err := b.ReadSlice(delim)
		line = append(line, part...)
		if err == ErrBufferFull {
			continue
		}
		// Never nil, and never longer than what was read.
		return append(make([]byte, 0, len(line)), line...), err
	}
}

func (b *Reader) ReadString(delim byte) (string, error) {
	line, err := b.ReadBytes(delim)
	return string(line), err
}

func (b *Reader) WriteTo(w io.Writer) (n int64, err error) {
	b.forget()
	for {
		if b.Buffered() > 0 {
			k, err := w.Write(b.buf[b.r:b.w])
			if k < 0 {
				panic(errors.New("bufio: writer returned negative count from Write"))
			}
			b.r += k
			n += int64(k)
			if err != nil {
				return n, err
			}
			continue
		}
		if b.err != nil {
			break
		}
		b.fill()
	}
	if err = b.failure(); err == io.EOF {
		err = nil
	}
	return n, err
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

// Scanner holds what it has not split yet in buf[start:end].
type Scanner struct {
	r          io.Reader
	split      SplitFunc
	max        int
	token      []byte
	buf        []byte
	start, end int
	err        error
	empties    int
	scanning   bool
	done       bool
}

func NewScanner(r io.Reader) *Scanner {
	return &Scanner{r: r, split: ScanLines, max: MaxScanTokenSize}
}

func (s *Scanner) Buffer(buf []byte, max int) {
	if s.scanning {
		panic("Buffer called after Scan")
	}
	s.buf, s.max = buf[:cap(buf)], max
}

func (s *Scanner) Split(split SplitFunc) {
	if s.scanning {
		panic("Split called after Scan")
	}
	s.split = split
}

func (s *Scanner) Bytes() []byte { return s.token }
func (s *Scanner) Text() string  { return string(s.token) }

func (s *Scanner) Err() error {
	if s.err == io.EOF {
		return nil
	}
	return s.err
}

// fail keeps the first error there is beside the end of the input.
func (s *Scanner) fail(err error) bool {
	if s.err == nil || s.err == io.EOF {
		s.err = err
	}
	return false
}

func (s *Scanner) Scan() bool {
	if s.done {
		return false
	}
	s.scanning = true
	for {
		if s.end > s.start || s.err != nil {
			advance, token, err := s.split(s.buf[s.start:s.end], s.err != nil)
			switch {
			case err == ErrFinalToken:
				s.token, s.done = token, true
				return token != nil
			case err != nil:
				return s.fail(err)
			case advance < 0:
				return s.fail(ErrNegativeAdvance)
			case advance > s.end-s.start:
				return s.fail(ErrAdvanceTooFar)
			}
			s.start += advance
			s.token = token
			if token != nil {
				s.count(advance)
				return true
			}
		}
		if s.err != nil {
			s.start, s.end = 0, 0
			return false
		}
		if !s.room() {
			return s.fail(ErrTooLong)
		}
		s.read()
	}
}

// count panics if the split function makes tokens of nothing for ever.
func (s *Scanner) count(advance int) {
	s.empties++
	if s.err == nil || advance > 0 {
		s.empties = 0
	}
	if s.empties > maxEmptyReads {
		panic("bufio.Scan: too many empty tokens without progressing")
	}
}

// room makes room for more input; false: the token is too long.
func (s *Scanner) room() bool {
	if s.start > 0 && (s.end == len(s.buf) || s.start > len(s.buf)/2) {
		s.end = copy(s.buf, s.buf[s.start:s.end])
		s.start = 0
	}
	if s.end < len(s.buf) {
		return true
	}
	if len(s.buf) >= s.max {
		return false
	}
	size := 2 * len(s.buf)
	if size == 0 {
		size = defaultBufSize
	}
	larger := make([]byte, min(size, s.max))
	copy(larger, s.buf[:s.end])
	s.buf = larger
	return true
}

func (s *Scanner) read() {
	for range maxEmptyReads + 1 {
		n, err := s.r.Read(s.buf[s.end:])
		if n < 0 || n > len(s.buf)-s.end {
			s.fail(ErrBadReadCount)
			return
		}
		s.end += n
		if err != nil {
			s.fail(err)
			return
		}
		if n > 0 {
			s.empties = 0
			return
		}
	}
	s.fail(io.ErrNoProgress)
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

// isSpace is package unicode's, without importing it.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\v', '\f', '\r', '\u0085', '\u00a0', '\u1680', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000':
		return true
	}
	return '\u2000' <= r && r <= '\u200a'
}

func ScanWords(data []byte, atEOF bool) (advance int, token []byte, err error) {
	start, size := 0, 0
	for r := rune(0); start < len(data); start += size {
		if r, size = utf8.DecodeRune(data[start:]); !isSpace(r) {
			break
		}
	}
	for i := start; i < len(data); i += size {
		var r rune
		if r, size = utf8.DecodeRune(data[i:]); isSpace(r) {
			return i + size, data[start:i], nil
		}
	}
	if atEOF && len(data) > start {
		return len(data), data[start:], nil
	}
	return start, nil, nil
}
