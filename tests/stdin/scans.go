// The Scan family takes no byte more than it needs.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
)

func main() {
	var n int
	fmt.Print("how many? ")
	c, err := fmt.Scanln(&n)
	fmt.Println(c, err, n)
	sum := 0
	for range n {
		var x int
		if _, err := fmt.Scan(&x); err != nil {
			fmt.Println("scan:", err)
		}
		sum += x
	}
	fmt.Println("sum", sum)
	var name string
	var age uint8
	c, err = fmt.Scanln(&name, &age)
	fmt.Println(c, err, name, age)
	c, err = fmt.Scanln(&name, &age)
	fmt.Println(c, err, name, age)
	var h, m int
	c, err = fmt.Scanf("%d:%d\n", &h, &m)
	fmt.Println(c, err, h, m)
	c, err = fmt.Scanf("%d:%d\n", &h, &m)
	fmt.Println(c, err, h, m)
	in := bufio.NewReader(os.Stdin)
	var a, b string
	c, err = fmt.Fscan(in, &a, &b)
	fmt.Println(c, err, a, b)
	line, err := in.ReadString('\n')
	fmt.Printf("%q %v\n", line, err)
	part, isPrefix, err := in.ReadLine()
	fmt.Printf("%q %v %v\n", part, isPrefix, err)
	rest, err := io.ReadAll(in)
	fmt.Printf("%q %v\n", rest, err)
	c, err = fmt.Scan(&n)
	fmt.Println(c, err)
	c, err = fmt.Scanln(&n)
	fmt.Println(c, err)
	c, err = fmt.Scanf("%d", &n)
	fmt.Println(c, err)
}
