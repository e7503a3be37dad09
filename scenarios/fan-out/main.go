// A dashboard needs two queries of 500 ms each. One after the other, or side by side?
// Watch both queries wait at the same time in the second part.
package main

import (
	"fmt"
	"sync"
	"time"

	"gmpsim/sim"
)

func query(name string) string {
	sim.IO(500 * time.Millisecond)
	return name + " loaded"
}

func main() {
	start := time.Now()
	builds := query("builds")
	deploys := query("deployments")
	took := time.Since(start).Round(100 * time.Millisecond)
	fmt.Println(builds, "and", deploys, "- one after the other:", took)

	start = time.Now()
	var wg sync.WaitGroup
	wg.Go(func() { builds = query("builds") })
	wg.Go(func() { deploys = query("deployments") })
	wg.Wait()
	took = time.Since(start).Round(100 * time.Millisecond)
	fmt.Println(builds, "and", deploys, "- side by side:", took)
}
