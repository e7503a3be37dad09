package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"container/heap"
	"container/list"
	"sync"
	"sync/atomic"
	"time"
)

type key string
type IntHeap []int

func (h IntHeap) Len() int           { return len(h) }
func (h IntHeap) Less(i, j int) bool { return h[i] < h[j] }
func (h IntHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *IntHeap) Push(x any)        { *h = append(*h, x.(int)) }
func (h *IntHeap) Pop() any {
	o := *h
	n := len(o)
	x := o[n-1]
	*h = o[:n-1]
	return x
}

type myErr struct{ code int }

func (e *myErr) Error() string { return fmt.Sprintf("myErr %d", e.code) }

type valErr struct{ s string }

func (e valErr) Error() string { return e.s }
func try(name string, f func()) {
	defer func() { fmt.Println(name, "->", recover()) }()
	f()
}

func main() {
	var mu sync.Mutex
	var rw sync.RWMutex
	var wg sync.WaitGroup
	var once sync.Once
	n := 0
	for i := 0; i < 10; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			n++
			mu.Unlock()
			once.Do(func() { fmt.Println("once") })
			rw.RLock()
			_ = n
			rw.RUnlock()
		}()
	}
	wg.Wait()
	wg.Go(func() { rw.Lock(); n++; rw.Unlock() })
	wg.Wait()
	fmt.Println(n, mu.TryLock(), mu.TryLock(), rw.TryRLock(), rw.TryLock())
	fmt.Println(&wg == nil)
	var m2 sync.Mutex
	var o2 sync.Once
	var w2 sync.WaitGroup
	var r2 sync.RWMutex
	var a32 atomic.Int32
	var a64 atomic.Int64
	var ab atomic.Bool
	fmt.Printf("%v %v %v %v %v %v %v %+v\n", m2, o2, w2, r2, a32, a64, ab, m2)
	try("neg", func() { w2.Add(-1) })
	fmt.Println(a32.Add(5), a32.CompareAndSwap(5, 7), a32.Load(), a32.Swap(9), a64.Add(-3), ab.Swap(true), ab.Load(), a32.And(8), a32.Or(3), a32.Load())
	var u32 uint32
	fmt.Println(atomic.AddUint32(&u32, ^uint32(0)), atomic.LoadUint32(&u32))
	var i32 int32 = 1<<31 - 1
	fmt.Println(atomic.AddInt32(&i32, 1))
	var v atomic.Value
	fmt.Println(v.Load())
	v.Store("x")
	fmt.Println(v.Load(), v.Swap("y"), v.CompareAndSwap("y", "z"))
	try("val", func() { v.Store(1) })
	try("valnil", func() { v.Store(nil) })
	var sm sync.Map
	sm.Store("a", 1)
	fmt.Println(sm.Load("a"))
	fmt.Println(sm.Load("b"))
	fmt.Println(sm.LoadOrStore("a", 2))
	fmt.Println(sm.LoadOrStore("c", 3))
	fmt.Println(sm.LoadAndDelete("c"))
	fmt.Println(sm.CompareAndSwap("a", 1, 5), sm.CompareAndDelete("a", 6))
	sm.Range(func(k, v any) bool { fmt.Println(k, v); return true })
	pl := sync.Pool{New: func() any { return "new" }}
	fmt.Println(pl.Get())
	pl.Put("a")
	fmt.Println(pl.Get(), pl.Get())
	f := sync.OnceFunc(func() { fmt.Println("oncefunc") })
	f()
	f()
	c := sync.NewCond(&sync.Mutex{})
	ready := false
	go func() { c.L.Lock(); ready = true; c.L.Unlock(); c.Broadcast() }()
	c.L.Lock()
	for !ready {
		c.Wait()
	}
	c.L.Unlock()

	ctx, cancel := context.WithCancel(context.Background())
	ctx2 := context.WithValue(ctx, key("k"), "v")
	ctx3, cancel3 := context.WithTimeout(ctx2, time.Hour)
	defer cancel3()
	fmt.Println(ctx, ctx2, ctx2.Value(key("k")), ctx2.Value("k"), ctx3.Err())
	fmt.Println(context.TODO(), context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { fmt.Println("afterfunc") })
	_ = stop
	cancel()
	<-ctx3.Done()
	fmt.Println(ctx3.Err(), context.Cause(ctx3), ctx.Err())
	time.Sleep(time.Millisecond)
	cc, ccancel := context.WithCancelCause(context.Background())
	ccancel(errors.New("why"))
	fmt.Println(cc.Err(), context.Cause(cc))
	ct, c4 := context.WithTimeout(context.Background(), 2*time.Millisecond)
	defer c4()
	<-ct.Done()
	fmt.Println(ct.Err(), errors.Is(ct.Err(), context.DeadlineExceeded))
	try("nilctx", func() { context.WithCancel(nil) })
	try("nilkey", func() { context.WithValue(ctx, nil, 1) })
	try("badkey", func() { context.WithValue(ctx, []int{1}, 1) })

	var err error = fmt.Errorf("ctx: %w", &myErr{3})
	var me *myErr
	fmt.Println(errors.As(err, &me), me.code)
	var ve valErr
	fmt.Println(errors.As(err, &ve), errors.As(fmt.Errorf("%w", valErr{"q"}), &ve), ve.s)
	var ie interface{ Error() string }
	fmt.Println(errors.As(err, &ie), ie)
	try("as nil", func() { errors.As(err, nil) })
	try("as int", func() { x := 1; errors.As(err, &x) })
	try("as nonptr", func() { errors.As(err, 5) })
	j := errors.Join(errors.New("1"), err)
	fmt.Println(j, errors.Is(j, err), errors.Unwrap(j))

	tm := time.NewTimer(time.Millisecond)
	<-tm.C
	fmt.Println(tm.Stop(), tm.Reset(time.Millisecond))
	<-tm.C
	tk := time.NewTicker(time.Millisecond)
	for i := 0; i < 3; i++ {
		<-tk.C
	}
	tk.Stop()
	done := make(chan bool)
	time.AfterFunc(time.Millisecond, func() { done <- true })
	fmt.Println(<-done)
	select {
	case <-time.After(time.Millisecond):
		fmt.Println("timeout")
	}
	at := time.AfterFunc(time.Hour, func() {})
	fmt.Println(at.Stop(), at.Stop())
	st := time.Now()
	time.Sleep(3 * time.Millisecond)
	fmt.Println(time.Since(st) >= 3*time.Millisecond, time.Since(st) < 50*time.Millisecond)
	h := &IntHeap{5, 2, 8}
	heap.Init(h)
	heap.Push(h, 3)
	for h.Len() > 0 {
		fmt.Print(heap.Pop(h), " ")
	}
	fmt.Println()
	l := list.New()
	l.PushBack(1)
	l.PushFront(0)
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	fmt.Println()
	log.SetFlags(0)
	log.SetPrefix("p: ")
	log.SetOutput(os.Stdout)
	log.Println("log", 1)
	log.Printf("x %d", 2)
	lg := log.New(os.Stdout, "[l] ", log.Lmsgprefix)
	lg.Print("hi")
	try("logpanic", func() { log.Panicf("boom %d", 1) })
	log.Fatalf("bye")
}
