// What comes in goes out, and what is closed gives nothing.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	n, err := io.Copy(os.Stdout, io.LimitReader(os.Stdin, 5))
	fmt.Println("|", n, err)
	n, err = io.Copy(os.Stdout, os.Stdin)
	fmt.Println("|", n, err)
	_, err = os.Stdin.Read(nil)
	fmt.Println(err)
	_, err = os.Stdin.Write([]byte("x"))
	fmt.Println(err != nil)
	fmt.Println(os.Stdin.Close())
	_, err = os.Stdin.Read(make([]byte, 1))
	fmt.Println(err)
	fmt.Println(os.Stdin.Close())
}
