package main

import (
	"fmt"
	"strings"
	"sync"
)

type node struct {
	k, v       int
	prev, next *node
}

type Cache struct {
	sync.RWMutex
	m          map[int]*node
	head, tail *node
	capacity   int
}

func NewCache(n int) *Cache {
	c := &Cache{m: map[int]*node{}, head: &node{}, tail: &node{}, capacity: n}
	c.head.next, c.tail.prev = c.tail, c.head
	return c
}

func (c *Cache) unlink(n *node) { n.prev.next, n.next.prev = n.next, n.prev }
func (c *Cache) front(n *node) {
	n.next, n.prev = c.head.next, c.head
	c.head.next.prev = n
	c.head.next = n
}

func (c *Cache) Get(k int) int {
	c.Lock()
	defer c.Unlock()
	n, ok := c.m[k]
	if !ok {
		return -1
	}
	c.unlink(n)
	c.front(n)
	return n.v
}

func (c *Cache) Put(k, v int) {
	c.Lock()
	defer c.Unlock()
	if n := c.m[k]; n != nil {
		n.v = v
		c.unlink(n)
		c.front(n)
		return
	}
	if len(c.m) == c.capacity {
		last := c.tail.prev
		c.unlink(last)
		delete(c.m, last.k)
	}
	n := &node{k: k, v: v}
	c.m[k] = n
	c.front(n)
}

func (c *Cache) String() string {
	c.RLock()
	defer c.RUnlock()
	var b strings.Builder
	b.WriteByte('[')
	for n := c.head.next; n != c.tail; n = n.next {
		if n != c.head.next {
			b.WriteString(" ")
		}
		fmt.Fprintf(&b, "%d:%d", n.k, n.v)
	}
	b.WriteRune(']')
	return b.String()
}

func main() {
	c := NewCache(3)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			c.Put(i, i*i)
			_ = c.Get(i - 1)
		}(i)
	}
	wg.Wait()
	fmt.Println(c, len(c.m))
	fmt.Printf("%v %s\n", c, c)
	fmt.Println(c.Get(5), c.Get(100), c)
}
