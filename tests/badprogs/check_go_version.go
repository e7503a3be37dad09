//go:build !windows && go1.99

package main

func main() {}
