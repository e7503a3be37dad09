package main

import (
	"fmt"
	"math"
	"strings"
	"time"
)

type thing struct{ println }

func main() {
	fmt.println("x")
	fmt.Printl("x")
	fmt.PrintLn("x")
	math.sqrt(2)
	math.SQrt(2)
	strings.toUpper("a")
	strings.indexFunc("a", nil, true)
	time.Sleeep(1)
}
