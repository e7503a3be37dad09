// Two goroutines that only compute share one P. How long does each keep it?
// Watch sysmon: first it looks every 20 µs, then less and less often, at last every 10 ms. A slice is
// at least 10 ms, and the later ones last until the look after that.
package main

import (
	"fmt"
	"time"
)

var lengths []time.Duration // only who runs touches it: there is one P

var (
	running int
	since   time.Time
)

func compute(id int) {
	for len(lengths) < 9 {
		if running != id {
			now := time.Now()
			if running != 0 {
				lengths = append(lengths, now.Sub(since))
			}
			running, since = id, now
		}
	}
}

func main() {
	done := make(chan bool)
	for id := 1; id <= 2; id++ {
		go func() {
			compute(id)
			done <- true
		}()
	}
	<-done
	<-done
	steady := 0
	for _, d := range lengths[4:] {
		if d > 15*time.Millisecond && d < 25*time.Millisecond {
			steady++
		}
	}
	fmt.Println("the first slice is shorter than 15 ms:", lengths[0] < 15*time.Millisecond)
	fmt.Println("later ones last about 20 ms:", steady >= 4)
}
