// What real Go does for the first time takes longer: pages of memory and code are touched that nobody had
// touched. Prints, in nanoseconds: the initialisation of the packages (init), each of 48 go statements
// (go and its number; later ones by their place in a round of 16, since so many stacks lie in a span), the
// first steps of the first goroutine after main has parked (start), its Sprint (print), and the Sprints of
// the others (again). benches/first.sh runs it often and prints quantiles.
package main

import (
	"a/early"
	"fmt"
	"sync"
)

const n = 48

func main() {
	var wg sync.WaitGroup
	var made [n + 1]int64
	var starts, ends [n]int64
	text := ""
	begun := early.Nanotime()
	made[0] = begun
	for i := range n {
		wg.Go(func() {
			starts[i] = early.Nanotime()
			text += fmt.Sprint(i)
			ends[i] = early.Nanotime()
		})
		made[i+1] = early.Nanotime()
	}
	wg.Wait()
	fmt.Println("init", begun-early.T)
	for i := range n {
		name := fmt.Sprint("go", i)
		if i >= 16 {
			name = fmt.Sprint("later", i%16)
		}
		fmt.Println(name, made[i+1]-made[i])
	}
	fmt.Println("start", starts[n-1]-made[n])
	fmt.Println("print", ends[n-1]-starts[n-1])
	for i := range n - 1 {
		fmt.Println("again", ends[i]-starts[i])
	}
}
