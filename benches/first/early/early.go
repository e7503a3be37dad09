// Package early is initialised before the packages that real programs import: its path comes first.
package early

import _ "unsafe"

//go:linkname Nanotime runtime.nanotime
func Nanotime() int64

// T is when the initialisation of packages began.
var T = Nanotime()
