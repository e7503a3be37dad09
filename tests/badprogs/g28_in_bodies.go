package main

func f[T int | string](x T) {
	switch x {
	case 1:
	}
	switch any(x).(type) {
	case int, int:
	case T:
	}
	switch x.(type) {
	case int:
	}
	var y interface{} = x
	switch z := y.(type) {
	case T:
		_ = z + z
	case []T:
		z.x()
	}
	const c = T(1)
	const d = len([2]T{})
	var a [d]T
	_ = a[5]
	goto T
}
func main() { f(1) }
