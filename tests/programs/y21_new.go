// Promoted fields in composite literals (Go 1.27), readers and writers of package io, word sums.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"strings"
	"sync"
)

type Point struct{ X, Y int }
type Named struct {
	Name string
	Point
}
type Deep struct {
	ID int
	Named
	Tags []string
}

func side(s string, n int) int { fmt.Print(s, " "); return n }

func main() {
	a := Named{Name: "a", X: 1}
	b := Deep{Y: side("y", 2), X: side("x", 3), ID: side("id", 4)}
	c := &Deep{Name: "c", Tags: []string{"t"}}
	d := []Deep{{X: 1}, {Named: Named{Point: Point{5, 6}}}, {Point: Point{7, 8}, Name: "n"}}
	m := map[string]Named{"k": {Y: 9}}
	fmt.Println(a, b, *c, d, m)
	fmt.Printf("%+v %+v\n", a, d[2])
	var z Deep
	z = Deep{X: z.Y + 1, Name: "z"}
	fmt.Println(z)

	r := io.TeeReader(io.LimitReader(io.MultiReader(strings.NewReader("ab"), strings.NewReader("cdef")), 5), os.Stdout)
	all, err := io.ReadAll(r)
	fmt.Printf(" %q %v\n", all, err)
	n, err := io.CopyN(os.Stdout, strings.NewReader("xyz"), 5)
	fmt.Println(n, err, io.SeekEnd)
	br := bytes.NewReader([]byte("héy"))
	for {
		c, size, err := br.ReadRune()
		if err != nil {
			fmt.Println(err, br.UnreadRune(), br.UnreadByte(), br.Len())
			break
		}
		fmt.Printf("%c%d ", c, size)
	}
	pr, pw := io.Pipe()
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for _, w := range []string{"hello ", "pipe ", "world"} {
			fmt.Fprint(pw, w)
		}
		pw.CloseWithError(errors.New("done writing"))
	}()
	buf := make([]byte, 4)
	for {
		n, err := pr.Read(buf)
		if err != nil {
			fmt.Println("|", err)
			break
		}
		fmt.Printf("%q ", buf[:n])
	}
	wg.Wait()
	_, err = pw.Write([]byte("late"))
	fmt.Println(err)
	fmt.Println(bytes.ContainsFunc([]byte("ab1"), func(r rune) bool { return r == '1' }), string(bytes.TrimLeftFunc([]byte("  x "), func(r rune) bool { return r == ' ' })), bytes.LastIndexAny([]byte("golang"), "gy"))
	s, carry := bits.Add(1<<63, 1<<63, 1)
	df, borrow := bits.Sub32(1, 2, 0)
	hi, lo := bits.Mul(1<<40, 1<<40)
	fmt.Println(s, carry, df, borrow, hi, lo)
}
