package main

func f[P any](n int) {
	if n > 0 {
		f[*P](n - 1)
	}
}

func main() {}
