// Package io: the basic interfaces of reading and writing.
package io

import (
	"errors"
	"sync"
)

type Reader interface {
	Read(p []byte) (n int, err error)
}
type Writer interface {
	Write(p []byte) (n int, err error)
}
type Closer interface {
	Close() error
}
type ReadWriter interface {
	Reader
	Writer
}
type ReadCloser interface {
	Reader
	Closer
}
type WriteCloser interface {
	Writer
	Closer
}
type ReadWriteCloser interface {
	Reader
	Writer
	Closer
}
type StringWriter interface {
	WriteString(s string) (n int, err error)
}
type ByteReader interface {
	ReadByte() (byte, error)
}
type ByteWriter interface {
	WriteByte(c byte) error
}
type RuneReader interface {
	ReadRune() (r rune, size int, err error)
}
type ByteScanner interface {
	ByteReader
	UnreadByte() error
}
type RuneScanner interface {
	RuneReader
	UnreadRune() error
}
type Seeker interface {
	Seek(offset int64, whence int) (int64, error)
}
type ReadSeeker interface {
	Reader
	Seeker
}
type WriteSeeker interface {
	Writer
	Seeker
}
type ReadWriteSeeker interface {
	Reader
	Writer
	Seeker
}
type ReadSeekCloser interface {
	Reader
	Seeker
	Closer
}
type ReaderAt interface {
	ReadAt(p []byte, off int64) (n int, err error)
}
type WriterAt interface {
	WriteAt(p []byte, off int64) (n int, err error)
}

const (
	SeekStart   = 0
	SeekCurrent = 1
	SeekEnd     = 2
)

type WriterTo interface {
	WriteTo(w Writer) (n int64, err error)
}
type ReaderFrom interface {
	ReadFrom(r Reader) (n int64, err error)
}

var (
	EOF              = errors.New("EOF")
	ErrUnexpectedEOF = errors.New("unexpected EOF")
	ErrShortWrite    = errors.New("short write")
	ErrShortBuffer   = errors.New("short buffer")
	ErrNoProgress    = errors.New("multiple Read calls return no data or error")
	ErrClosedPipe    = errors.New("io: read/write on closed pipe")
)

func WriteString(w Writer, s string) (n int, err error) {
	if sw, ok := w.(StringWriter); ok {
		return sw.WriteString(s)
	}
	return w.Write([]byte(s))
}

func ReadAll(r Reader) ([]byte, error) {
	// What is full is put aside; each further piece is half as large again.
	var full []byte
	piece := make([]byte, 0, 512)
	for next := 256; ; {
		n, err := r.Read(piece[len(piece):cap(piece)])
		piece = piece[:len(piece)+n]
		if err == EOF {
			err = nil
			n = -1
		}
		if n < 0 || err != nil {
			if full == nil {
				return piece, err
			}
			return append(full, piece...), err
		}
		if cap(piece)-len(piece) < cap(piece)/16 {
			full = append(full, piece...)
			piece = append([]byte(nil), make([]byte, next)...)[:0]
			next += next / 2
		}
	}
}

func ReadAtLeast(r Reader, buf []byte, min int) (n int, err error) {
	if len(buf) < min {
		return 0, ErrShortBuffer
	}
	for n < min && err == nil {
		var k int
		k, err = r.Read(buf[n:])
		n += k
	}
	if n >= min {
		return n, nil
	}
	if n > 0 && err == EOF {
		err = ErrUnexpectedEOF
	}
	return n, err
}

func ReadFull(r Reader, buf []byte) (n int, err error) {
	return ReadAtLeast(r, buf, len(buf))
}

func Copy(dst Writer, src Reader) (written int64, err error) {
	return CopyBuffer(dst, src, make([]byte, 512))
}

func CopyBuffer(dst Writer, src Reader, buf []byte) (written int64, err error) {
	if buf != nil && len(buf) == 0 {
		panic("empty buffer in CopyBuffer")
	}
	if wt, ok := src.(WriterTo); ok {
		return wt.WriteTo(dst)
	}
	if rf, ok := dst.(ReaderFrom); ok {
		return rf.ReadFrom(src)
	}
	if buf == nil {
		buf = make([]byte, 512)
	}
	for {
		n, rerr := src.Read(buf)
		if n > 0 {
			k, werr := dst.Write(buf[:n])
			written += int64(k)
			if werr != nil {
				return written, werr
			}
			if k < n {
				return written, ErrShortWrite
			}
		}
		if rerr == EOF {
			return written, nil
		}
		if rerr != nil {
			return written, rerr
		}
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error)       { return len(p), nil }
func (discard) WriteString(s string) (int, error) { return len(s), nil }

var Discard Writer = discard{}

type multiWriter struct {
	writers []Writer
}

func MultiWriter(writers ...Writer) Writer {
	return &multiWriter{append([]Writer(nil), writers...)}
}

func (t *multiWriter) Write(p []byte) (n int, err error) {
	for _, w := range t.writers {
		n, err = w.Write(p)
		if err != nil {
			return n, err
		}
		if n != len(p) {
			return n, ErrShortWrite
		}
	}
	return len(p), nil
}

func CopyN(dst Writer, src Reader, n int64) (written int64, err error) {
	written, err = Copy(dst, LimitReader(src, n))
	if written == n {
		return n, nil
	}
	if written < n && err == nil {
		err = EOF
	}
	return
}

func LimitReader(r Reader, n int64) Reader { return &LimitedReader{r, n} }

type LimitedReader struct {
	R Reader
	N int64
}

func (l *LimitedReader) Read(p []byte) (n int, err error) {
	if l.N <= 0 {
		return 0, EOF
	}
	if int64(len(p)) > l.N {
		p = p[:l.N]
	}
	n, err = l.R.Read(p)
	l.N -= int64(n)
	return
}

var (
	errWhence = errors.New("Seek: invalid whence")
	errOffset = errors.New("Seek: invalid offset")
)

// window is the part of something with offsets that begins at base, and where in it one is.
type window struct {
	base, at int64
}

// seek goes to offset from the window's beginning, from where it is, or from end if there is one.
func (w *window) seek(offset int64, whence int, end func() int64) (int64, error) {
	switch {
	case whence == SeekStart:
		offset += w.base
	case whence == SeekCurrent:
		offset += w.at
	case whence == SeekEnd && end != nil:
		offset += end()
	default:
		return 0, errWhence
	}
	if offset < w.base {
		return 0, errOffset
	}
	w.at = offset
	return offset - w.base, nil
}

type SectionReader struct {
	r     ReaderAt
	w     window
	limit int64
	n     int64
}

func NewSectionReader(r ReaderAt, off int64, n int64) *SectionReader {
	limit := off + n
	if off > 1<<63-1-n {
		limit = 1<<63 - 1
	}
	return &SectionReader{r, window{off, off}, limit, n}
}

func (s *SectionReader) Read(p []byte) (n int, err error) {
	if s.w.at >= s.limit {
		return 0, EOF
	}
	if left := s.limit - s.w.at; int64(len(p)) > left {
		p = p[:left]
	}
	n, err = s.r.ReadAt(p, s.w.at)
	s.w.at += int64(n)
	return
}

func (s *SectionReader) Seek(offset int64, whence int) (int64, error) {
	return s.w.seek(offset, whence, func() int64 { return s.limit })
}

func (s *SectionReader) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 || off >= s.Size() {
		return 0, EOF
	}
	off += s.w.base
	left := s.limit - off
	if int64(len(p)) <= left {
		return s.r.ReadAt(p, off)
	}
	n, err = s.r.ReadAt(p[:left], off)
	if err == nil {
		err = EOF
	}
	return n, err
}

func (s *SectionReader) Size() int64 { return s.limit - s.w.base }

func (s *SectionReader) Outer() (r ReaderAt, off int64, n int64) {
	return s.r, s.w.base, s.n
}

type OffsetWriter struct {
	to WriterAt
	w  window
}

func NewOffsetWriter(w WriterAt, off int64) *OffsetWriter {
	return &OffsetWriter{w, window{off, off}}
}

func (o *OffsetWriter) Write(p []byte) (n int, err error) {
	n, err = o.to.WriteAt(p, o.w.at)
	o.w.at += int64(n)
	return
}

func (o *OffsetWriter) WriteAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errOffset
	}
	return o.to.WriteAt(p, o.w.base+off)
}

func (o *OffsetWriter) Seek(offset int64, whence int) (int64, error) {
	return o.w.seek(offset, whence, nil)
}

type multiReader struct {
	readers []Reader
}

func MultiReader(readers ...Reader) Reader {
	return &multiReader{append([]Reader(nil), readers...)}
}

func (m *multiReader) Read(p []byte) (n int, err error) {
	for len(m.readers) > 0 {
		n, err = m.readers[0].Read(p)
		if err == EOF {
			m.readers = m.readers[1:]
		}
		if n > 0 || err != EOF {
			if err == EOF && len(m.readers) > 0 {
				err = nil
			}
			return
		}
	}
	return 0, EOF
}

type teeReader struct {
	r Reader
	w Writer
}

func TeeReader(r Reader, w Writer) Reader { return &teeReader{r, w} }

func (t *teeReader) Read(p []byte) (n int, err error) {
	n, err = t.r.Read(p)
	if n > 0 {
		if n, err := t.w.Write(p[:n]); err != nil {
			return n, err
		}
	}
	return
}

type nopCloser struct {
	Reader
}

func (nopCloser) Close() error { return nil }

func NopCloser(r Reader) ReadCloser { return nopCloser{r} }

type pipe struct {
	writing  sync.Mutex
	data     chan []byte
	taken    chan int
	once     sync.Once
	done     chan struct{}
	mu       sync.Mutex
	readErr  error
	writeErr error
}

func (p *pipe) close(err error, reader bool) error {
	p.mu.Lock()
	if reader {
		if err == nil {
			err = ErrClosedPipe
		}
		if p.readErr == nil {
			p.readErr = err
		}
	} else {
		if err == nil {
			err = EOF
		}
		if p.writeErr == nil {
			p.writeErr = err
		}
	}
	p.mu.Unlock()
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipe) err(reader bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if reader && p.readErr == nil && p.writeErr != nil {
		return p.writeErr
	}
	if !reader && p.writeErr == nil && p.readErr != nil {
		return p.readErr
	}
	return ErrClosedPipe
}

type PipeReader struct {
	p *pipe
}

type PipeWriter struct {
	p *pipe
}

func Pipe() (*PipeReader, *PipeWriter) {
	p := &pipe{data: make(chan []byte), taken: make(chan int), done: make(chan struct{})}
	return &PipeReader{p}, &PipeWriter{p}
}

func (r *PipeReader) Read(data []byte) (n int, err error) {
	p := r.p
	select {
	case <-p.done:
		return 0, p.err(true)
	default:
	}
	select {
	case b := <-p.data:
		n = copy(data, b)
		p.taken <- n
		return n, nil
	case <-p.done:
		return 0, p.err(true)
	}
}

func (r *PipeReader) Close() error                   { return r.CloseWithError(nil) }
func (r *PipeReader) CloseWithError(err error) error { return r.p.close(err, true) }
func (w *PipeWriter) Close() error                   { return w.CloseWithError(nil) }
func (w *PipeWriter) CloseWithError(err error) error { return w.p.close(err, false) }

func (w *PipeWriter) Write(data []byte) (n int, err error) {
	p := w.p
	select {
	case <-p.done:
		return 0, p.err(false)
	default:
		p.writing.Lock()
		defer p.writing.Unlock()
	}
	for once := true; once || len(data) > 0; once = false {
		select {
		case p.data <- data:
			k := <-p.taken
			data = data[k:]
			n += k
		case <-p.done:
			return n, p.err(false)
		}
	}
	return n, nil
}
