package sim

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
)

// stackSize is what a goroutine takes at least.
const stackSize = 2048

var (
	allocated   atomic.Int64
	memoryLimit = readLimit()
)

// readLimit is the scenario's memory: GMPSIM_MEMORY in bytes, else `memory` in its scenario.toml;
// 0 is no limit. The scenario is looked for where `go run ./NAME` is started.
func readLimit() int64 {
	if n, err := strconv.ParseInt(os.Getenv("GMPSIM_MEMORY"), 10, 64); err == nil {
		return n
	}
	toml, err := os.ReadFile(filepath.Join(filepath.Base(os.Args[0]), "scenario.toml"))
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(toml), "\n") {
		key, value, _ := strings.Cut(line, "=")
		if strings.TrimSpace(key) != "memory" {
			continue
		}
		value, _, _ = strings.Cut(value, "#")
		value = strings.Trim(value, " \"\r")
		for unit, size := range map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30} {
			if n, err := strconv.ParseInt(strings.TrimSuffix(value, unit), 10, 64); err == nil {
				return n * size
			}
		}
	}
	return 0
}

// Alloc takes bytes of memory. Past the scenario's limit the process is killed.
func Alloc(bytes int64) {
	if bytes < 0 {
		panic("sim: Alloc of negative size")
	}
	used := allocated.Add(bytes) + stackSize*int64(runtime.NumGoroutine())
	if memoryLimit > 0 && used > memoryLimit {
		fmt.Fprintln(os.Stderr, "signal: killed")
		os.Exit(137)
	}
}

// Free gives back what Alloc took.
func Free(bytes int64) {
	if allocated.Add(-bytes) < 0 {
		panic("sim: Free of more than was allocated")
	}
}
