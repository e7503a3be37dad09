package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

type Task struct {
	ID   int
	Name string
	Run  func(ctx context.Context) error
}

type Result struct{ Task; Err error }

func run(ctx context.Context, t Task) (Result, error) {
	select {
	case <-ctx.Done:
		return ctx.Err()
	case <-time.After(time.Second):
		return Result{t, nil}
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 5)
	ctx2 := context.WithCancel(ctx)
	t := Task{1, "a", func() error { return nil }}
	t2 := Task{ID: "x", Name: 5, Foo: 1}
	r := run(ctx, t)
	r, err := run(t, ctx)
	fmt.Println(r.Id, r.ID.Name, r.Err.Error, r.Error())
	var n int64
	atomic.AddInt64(n, 1)
	atomic.AddInt64(&n, "1")
	var m int
	atomic.AddInt64(&m, 1)
	var v atomic.Int64
	v++
	v.add(1)
	v.Add("1")
	if v.Load() == "1" {
	}
	if err != nil && err == "x" {
	}
	if errors.Is(err) {
	}
	s := strings.Split("a,b")
	for i, w := range s {
		w.Upper()
		i = w
	}
	var sb strings.Builder
	sb.WriteString(5)
	os.Exit("1")
	fmt.Fprintf(os.Stdout)
	fmt.Fprintln("x", os.Stdout)
	start := time.Now()
	elapsed := time.Since(start, start)
	if elapsed > "1s" {
	}
	var d time.Duration = 1.5 * time.Second
	var e time.Duration = m * time.Second
	d = m
	d = time.Duration(m) * "s"
	_, _ = d, e
	_ = t2
	_ = ctx2
}
