// One goroutine owns the account. Nobody else touches it, so it needs no lock.
// Watch the owner wait in select: it serves one event after the other.
package main

import (
	"fmt"
	"sync"
)

type account struct {
	deposits chan int
	balance  chan int
	quit     chan bool
}

func (a *account) loop() {
	balance := 0 // no other goroutine can reach it
	for {
		select {
		case amount := <-a.deposits:
			balance += amount
		case a.balance <- balance:
		case <-a.quit:
			return
		}
	}
}

func main() {
	a := &account{make(chan int), make(chan int), make(chan bool)}
	go a.loop()

	var wg sync.WaitGroup
	for i := 0; i < 10; i++ {
		wg.Go(func() {
			for n := 0; n < 100; n++ {
				a.deposits <- 1
			}
		})
	}
	wg.Wait()
	fmt.Println("1000 deposits of 1 make", <-a.balance)
	a.quit <- true
}
