package log

import "io"

func Println(a ...any)
func Printf(f string, a ...any)
func Fatalf(f string, a ...any)
func Fatal(a ...any)
func SetFlags(f int)
func SetPrefix(p string)
func SetOutput(w io.Writer)
