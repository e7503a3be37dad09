package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

type Group struct {
	wg     sync.WaitGroup
	once   sync.Once
	err    error
	cancel context.CancelCauseFunc
	sem    chan struct{}
}

func WithContext(ctx context.Context, limit int) (*Group, context.Context) {
	ctx, cancel := context.WithCancelCause(ctx)
	return &Group{cancel: cancel, sem: make(chan struct{}, limit)}, ctx
}

func (g *Group) Go(f func() error) {
	g.sem <- struct{}{}
	g.wg.Add(1)
	go func() {
		defer func() {
			<-g.sem
			g.wg.Done()
		}()
		if err := f(); err != nil {
			g.once.Do(func() {
				g.err = err
				g.cancel(err)
			})
		}
	}()
}

func (g *Group) Wait() error {
	g.wg.Wait()
	g.cancel(nil)
	return g.err
}

func main() {
	g, ctx := WithContext(context.Background(), 2)
	var mu sync.Mutex
	var done []string
	for i, name := range strings.Fields("a bb ccc dddd eeeee ffffff") {
		g.Go(func() error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Duration(i+1) * 2 * time.Millisecond):
			}
			if len(name) == 4 {
				return fmt.Errorf("%s is too long", name)
			}
			mu.Lock()
			defer mu.Unlock()
			done = append(done, name)
			return nil
		})
	}
	fmt.Println(g.Wait(), done, context.Cause(ctx))

	errs := errors.Join(errors.New("one"), nil, errors.New("two"))
	fmt.Println(errs)
	fmt.Printf("%q\n", errs)
	wrapped := fmt.Errorf("outer: %w and %w", errs, context.Canceled)
	fmt.Println(errors.Is(wrapped, context.Canceled), errors.Unwrap(wrapped) == nil)
}
