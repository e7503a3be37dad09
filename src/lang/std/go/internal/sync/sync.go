// Package sync: the words of a lock, under the name that Go prints.
package sync

type Mutex struct {
	state int32
	sema  uint32
}
