package main

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

type Account struct {
	id      int
	mu      sync.Mutex
	balance int64
	history []Tx
}

type Tx struct {
	Kind   Kind
	Amount int64
}

type Kind uint8

const (
	Deposit Kind = iota
	Withdraw
	Transfer
)

func (k Kind) String() string {
	return [...]string{"Deposit", "Withdraw", "Transfer"}[k]
}

type InsufficientFunds struct {
	Need, Have int64
}

func (e *InsufficientFunds) Error() string {
	return fmt.Sprintf("insufficient funds: need %d, have %d", e.Need, e.Have)
}

func transfer(from, to *Account, n int64) error {
	first, second := from, to
	if first.id > second.id {
		first, second = second, first
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	second.mu.Lock()
	defer second.mu.Unlock()
	if from.balance < n {
		return fmt.Errorf("transfer %d->%d: %w", from.id, to.id, &InsufficientFunds{n, from.balance})
	}
	from.balance -= n
	to.balance += n
	from.history = append(from.history, Tx{Transfer, -n})
	to.history = append(to.history, Tx{Transfer, n})
	return nil
}

func main() {
	accs := []*Account{{id: 1, balance: 100}, {id: 2, balance: 50}, {id: 3}}
	var wg sync.WaitGroup
	errc := make(chan error, 100)
	for i := range 9 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := transfer(accs[i%3], accs[(i+1)%3], int64(i*10)); err != nil {
				errc <- err
			}
		}()
	}
	wg.Wait()
	close(errc)
	for err := range errc {
		var inf *InsufficientFunds
		if errors.As(err, &inf) {
			fmt.Println(err, "| short by", inf.Need-inf.Have)
		}
	}
	var total int64
	for _, a := range accs {
		fmt.Printf("%d %d %v\n", a.id, a.balance, a.history)
		fmt.Printf("%+v\n", a.history)
		total += a.balance
	}
	fmt.Println(total, Deposit, Withdraw)
	fmt.Printf("%d %v %s %x %q\n", Transfer, Transfer, Transfer, Transfer, Transfer)
	defer fmt.Println("not printed")
	os.Exit(3)
}
