package main

import (
	"fmt"
	"os"
)

type E struct{ Code int }

func (e *E) Error() string { return fmt.Sprint("code ", e.Code) }

func mayFail(n int) error {
	var e *E
	if n > 1 {
		e = &E{n}
	}
	return e
}

func main() {
	err := mayFail(0)
	fmt.Println(err == nil, err != nil)
	if err := mayFail(2); err != nil {
		fmt.Fprintln(os.Stderr, "failed:", err)
	}
	defer fmt.Println("deferred 1")
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("re-panic", r)
			panic(fmt.Sprintf("again: %v", r))
		}
	}()
	var arr []int
	idx := 3
	fmt.Println(arr[idx])
}
