// Counts lines, and prints those that come more than once in the order of their first.
package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	counts := map[string]int{}
	var order []string
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		if counts[input.Text()]++; counts[input.Text()] == 2 {
			order = append(order, input.Text())
		}
	}
	for _, line := range order {
		fmt.Printf("%d\t%s\n", counts[line], line)
	}
	fmt.Println(len(counts), input.Err())
}
