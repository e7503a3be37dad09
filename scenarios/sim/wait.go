package sim

import (
	"os"
	"sync"
	"time"
)

// pipe is a pipe into which nobody writes.
type pipe struct {
	r, w *os.File
}

var (
	pipesMu sync.Mutex
	pipes   []pipe
)

func takePipe() (pipe, error) {
	pipesMu.Lock()
	defer pipesMu.Unlock()
	if n := len(pipes); n > 0 {
		p := pipes[n-1]
		pipes = pipes[:n-1]
		return p, nil
	}
	r, w, err := os.Pipe()
	return pipe{r, w}, err
}

// IO waits d in the network poller, as for an answer from far away: the goroutine waits, its thread
// does not. It reads from a silent pipe until a deadline.
func IO(d time.Duration) {
	if d <= 0 {
		return
	}
	p, err := takePipe()
	if err != nil {
		// No more file descriptors. A timer takes no thread either.
		time.Sleep(d)
		return
	}
	p.r.SetReadDeadline(time.Now().Add(d))
	p.r.Read(make([]byte, 1))
	pipesMu.Lock()
	pipes = append(pipes, p)
	pipesMu.Unlock()
}
