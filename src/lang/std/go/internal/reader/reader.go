// Package reader: where the Readers of bytes and strings read and seek. kind is the package that is asked.
package reader

import (
	"errors"
	"io"
)

// At says why nothing can be read at off in size bytes.
func At(kind string, size int, off int64) error {
	if off < 0 {
		return errors.New(kind + ".Reader.ReadAt: negative offset")
	}
	if off >= int64(size) {
		return io.EOF
	}
	return nil
}

// Seek is the new place of a Reader that stands at i in size bytes.
func Seek(kind string, i int64, size int, offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += i
	case io.SeekEnd:
		offset += int64(size)
	default:
		return 0, errors.New(kind + ".Reader.Seek: invalid whence")
	}
	if offset < 0 {
		return 0, errors.New(kind + ".Reader.Seek: negative position")
	}
	return offset, nil
}
