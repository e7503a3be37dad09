// Words and letters, and a reader that others run beside.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

func main() {
	words := make(chan string)
	var wg sync.WaitGroup
	lengths := make([]int, 3)
	for i := range lengths {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for w := range words {
				lengths[i] += len(w)
			}
		}()
	}
	in := bufio.NewReaderSize(os.Stdin, 16)
	runes := map[rune]int{}
	var word strings.Builder
	for {
		r, size, err := in.ReadRune()
		if err == io.EOF {
			break
		}
		runes[r] += size
		if r != ' ' && r != '\n' {
			word.WriteRune(r)
		} else if word.Len() > 0 {
			words <- word.String()
			word.Reset()
		}
	}
	close(words)
	wg.Wait()
	fmt.Println(lengths[0]+lengths[1]+lengths[2], len(runes), runes['世'], runes['e'], runes['\uFFFD'])
	n, err := os.Stdin.Read(make([]byte, 4))
	fmt.Println(n, err)
}
