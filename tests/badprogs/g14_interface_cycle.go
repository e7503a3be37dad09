package main

type I interface{ m() interface{ I } }

type J interface {
	m(map[string]func() interface{ J })
}

func main() {}
