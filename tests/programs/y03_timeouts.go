package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

func slow(d time.Duration) <-chan string {
	c := make(chan string, 1)
	go func() {
		time.Sleep(d)
		c <- "result after " + d.String()
	}()
	return c
}

func work(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return fmt.Errorf("work(%v): %w", d, ctx.Err())
	}
}

type key string

func main() {
	select {
	case res := <-slow(20 * time.Millisecond):
		fmt.Println(res)
	case <-time.After(10 * time.Millisecond):
		fmt.Println("timeout 1")
	}
	select {
	case res := <-slow(20 * time.Millisecond):
		fmt.Println(res)
	case <-time.After(40 * time.Millisecond):
		fmt.Println("timeout 2")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	for _, d := range []time.Duration{5 * time.Millisecond, time.Second} {
		err := work(ctx, d)
		fmt.Println(err, errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled))
	}
	ctx2, cancel2 := context.WithCancelCause(context.WithValue(context.Background(), key("user"), "gopher"))
	cancel2(errors.New("enough"))
	fmt.Println(ctx2.Err(), context.Cause(ctx2), ctx2.Value(key("user")), ctx2.Value(key("none")))
	var de interface{ Timeout() bool }
	fmt.Println(errors.As(ctx.Err(), &de), de != nil && de.Timeout())
	fmt.Println(ctx2)
	_, has := ctx.Deadline()
	fmt.Println(has, context.Background(), context.TODO())
	stop := context.AfterFunc(ctx, func() { fmt.Println("after func") })
	time.Sleep(time.Millisecond)
	fmt.Println(stop())
	c3 := context.WithoutCancel(ctx)
	fmt.Println(c3.Err())
}
