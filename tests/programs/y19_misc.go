package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type Stack struct{ data []any }

func (s *Stack) Push(v any) { s.data = append(s.data, v) }
func (s *Stack) Pop() (v any, err error) {
	if len(s.data) == 0 {
		return nil, ErrEmpty
	}
	v, s.data = s.data[len(s.data)-1], s.data[:len(s.data)-1]
	return
}

var ErrEmpty = errors.New("stack is empty")

type ParseError struct {
	Line int
	Err  error
}

func (p ParseError) Error() string { return fmt.Sprintf("line %d: %v", p.Line, p.Err) }
func (p ParseError) Unwrap() error { return p.Err }

type Option func(*Server)
type Server struct {
	addr    string
	timeout time.Duration
	log     *log.Logger
}

func WithTimeout(d time.Duration) Option { return func(s *Server) { s.timeout = d } }
func NewServer(addr string, opts ...Option) *Server {
	s := &Server{addr: addr, timeout: time.Second}
	for _, o := range opts {
		o(s)
	}
	return s
}

type State int

func (s State) Next() State { return (s + 1) % 3 }
func (s State) String() string {
	switch s {
	case 0:
		return "idle"
	case 1:
		return "run"
	}
	return fmt.Sprintf("State(%d)", int(s))
}

type Visitor interface{ Visit(n Node) string }
type Node interface{ Accept(v Visitor) string }
type Num float64
type Bin struct {
	Op   byte
	L, R Node
}

func (n Num) Accept(v Visitor) string  { return v.Visit(n) }
func (b *Bin) Accept(v Visitor) string { return v.Visit(b) }

type printer struct{}

func (p printer) Visit(n Node) string {
	switch n := n.(type) {
	case Num:
		return fmt.Sprint(float64(n))
	case *Bin:
		return "(" + n.L.Accept(p) + " " + string(n.Op) + " " + n.R.Accept(p) + ")"
	}
	panic("unreachable")
}

type Counter struct {
	sync.Mutex
	m map[string]int
}

func (c *Counter) Inc(k string) {
	c.Lock()
	defer c.Unlock()
	c.m[k]++
}

type rot13 struct{ r io.Reader }

func (r rot13) Read(p []byte) (n int, err error) {
	n, err = r.r.Read(p)
	for i, c := range p[:n] {
		switch {
		case 'a' <= c && c <= 'z':
			p[i] = 'a' + (c-'a'+13)%26
		case 'A' <= c && c <= 'Z':
			p[i] = 'A' + (c-'A'+13)%26
		}
	}
	return
}

func main() {
	var st Stack
	st.Push(1)
	st.Push("two")
	fmt.Println(st.Pop())
	fmt.Println(st.Pop())
	_, err := st.Pop()
	wrapped := fmt.Errorf("ctx: %w", ParseError{3, err})
	var pe ParseError
	fmt.Println(wrapped, errors.Is(wrapped, ErrEmpty), errors.As(wrapped, &pe), pe.Line, errors.Unwrap(wrapped) == error(pe))
	srv := NewServer(":80", WithTimeout(3*time.Second), func(s *Server) { s.addr += "80" })
	fmt.Printf("%+v %v\n", *srv, srv.timeout)
	s := State(0)
	for range 4 {
		fmt.Print(s, " ")
		s = s.Next()
	}
	fmt.Printf("%v %d %q|%6v|%-6v|\n", s, s, s, s, s)
	fmt.Println((&Bin{'+', Num(1), &Bin{'*', Num(2.5), Num(3)}}).Accept(printer{}))
	c := Counter{m: make(map[string]int)}
	var wg sync.WaitGroup
	var ops atomic.Int32
	for i := range 50 {
		wg.Go(func() {
			for range 10 {
				c.Inc([]string{"a", "b", "c"}[i%3])
				ops.Add(1)
			}
		})
	}
	wg.Wait()
	fmt.Println(c.m, ops.Load())
	sc := bufio.NewScanner(strings.NewReader("one two\nthree\n\nfour"))
	for n := 1; sc.Scan(); n++ {
		fmt.Printf("%d %q\n", n, sc.Text())
	}
	sc = bufio.NewScanner(strings.NewReader("a bb  ccc"))
	sc.Split(bufio.ScanWords)
	for sc.Scan() {
		fmt.Print(len(sc.Text()), " ")
	}
	var buf bytes.Buffer
	buf.WriteString("hello ")
	fmt.Fprintf(&buf, "%05.1f", 3.14159)
	fmt.Println(buf.String(), buf.Len())
	io.Copy(os.Stdout, rot13{strings.NewReader("Uryyb, Jbeyq!\n")})
	xs := []int{3, 1, 2}
	sort.Ints(xs)
	fmt.Println(xs, sort.SearchInts(xs, 2), sort.IntsAreSorted(xs))
	log.SetFlags(0)
	log.SetPrefix("app: ")
	log.Println("to stderr", 1)
	w := bufio.NewWriter(os.Stdout)
	fmt.Fprintln(w, "buffered")
	w.Flush()
	t := time.Date(2024, time.February, 29, 13, 4, 5, 0, time.UTC)
	fmt.Println(t, t.Weekday(), t.YearDay(), t.Add(24*time.Hour).Format("2006-01-02 15:04:05 Mon"), t.Format(time.RFC3339), t.Unix())
	d := 90*time.Minute + 30*time.Second
	fmt.Println(d, d.Hours(), d.Truncate(time.Hour), time.Duration(1234567), d.String())
	log.Fatalf("bye %d", 2)
}
