package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

type file struct{ data []byte }

func (f *file) WriteAt(p []byte, off int64) (int, error) {
	if off > int64(len(f.data)) {
		return 0, errors.New("beyond the end")
	}
	return copy(f.data[off:], p), nil
}

func sections() {
	text := strings.NewReader("0123456789abcdef")
	s := io.NewSectionReader(text, 4, 7)
	all, err := io.ReadAll(s)
	fmt.Printf("%q %v %d\n", all, err, s.Size())
	n, err := s.Read(make([]byte, 1))
	fmt.Println(n, err)
	for _, to := range [][2]int64{{2, 0}, {-1, 1}, {-3, 2}, {-8, 2}, {-1, 0}, {9, 0}, {0, 3}, {0, 1}} {
		at, err := s.Seek(to[0], int(to[1]))
		p := make([]byte, 2)
		n, readErr := s.Read(p)
		fmt.Println(to, at, err, n, readErr, string(p[:n]))
	}
	for _, off := range []int64{-1, 0, 5, 6, 7, 100} {
		p := make([]byte, 3)
		n, err := s.ReadAt(p, off)
		fmt.Println(off, n, err, string(p[:n]))
	}
	r, off, size := s.Outer()
	fmt.Println(r == io.ReaderAt(text), off, size)
	far := io.NewSectionReader(text, 12, math.MaxInt64)
	all, err = io.ReadAll(far)
	fmt.Printf("%q %v %d\n", all, err, far.Size())
	empty := io.NewSectionReader(text, 3, 0)
	all, err = io.ReadAll(empty)
	fmt.Printf("%q %v %d\n", all, err, empty.Size())
	behind := io.NewSectionReader(text, 14, 10)
	all, err = io.ReadAll(behind)
	fmt.Printf("%q %v %d\n", all, err, behind.Size())
}

func offsets() {
	f := &file{[]byte("................")}
	o := io.NewOffsetWriter(f, 3)
	fmt.Fprint(o, "abc")
	fmt.Fprint(o, "de")
	fmt.Println(string(f.data))
	for _, to := range [][2]int64{{1, 0}, {2, 1}, {0, 2}, {-9, 1}, {-1, 0}, {0, 7}, {20, 0}} {
		at, err := o.Seek(to[0], int(to[1]))
		n, writeErr := o.Write([]byte("X"))
		fmt.Println(to, at, err, n, writeErr, string(f.data))
	}
	for _, off := range []int64{-1, 0, 9, 12, 13, 14} {
		n, err := o.WriteAt([]byte("yz"), off)
		fmt.Println(off, n, err, string(f.data))
	}
}

func main() {
	var (
		_ io.ReadSeeker  = (*io.SectionReader)(nil)
		_ io.WriteSeeker = (*io.OffsetWriter)(nil)
	)
	sections()
	offsets()
}
