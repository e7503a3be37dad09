package main

import (
	"container/list"
	"fmt"
	"sync"
)

type entry struct {
	key   string
	value any
}

type LRU struct {
	mu    sync.Mutex
	cap   int
	ll    *list.List
	items map[string]*list.Element
	hits, misses int
}

func New(capacity int) *LRU {
	return &LRU{cap: capacity, ll: list.New(), items: make(map[string]*list.Element)}
}

func (c *LRU) Get(k string) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[k]; ok {
		c.ll.MoveToFront(e)
		c.hits++
		return e.Value.(*entry).value, true
	}
	c.misses++
	return nil, false
}

func (c *LRU) Put(k string, v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[k]; ok {
		e.Value.(*entry).value = v
		c.ll.MoveToFront(e)
		return
	}
	c.items[k] = c.ll.PushFront(&entry{k, v})
	if c.ll.Len() > c.cap {
		last := c.ll.Back()
		c.ll.Remove(last)
		delete(c.items, last.Value.(*entry).key)
	}
}

func main() {
	c := New(2)
	c.Put("a", 1)
	c.Put("b", []int{2})
	fmt.Println(c.Get("a"))
	c.Put("c", struct{ X, Y int }{1, 2})
	fmt.Println(c.Get("b"))
	fmt.Println(c.Get("c"))
	for e := c.ll.Front(); e != nil; e = e.Next() {
		fmt.Printf("%s=%v ", e.Value.(*entry).key, e.Value.(*entry).value)
	}
	fmt.Println(c.hits, c.misses)
}
