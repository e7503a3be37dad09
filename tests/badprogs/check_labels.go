package main

func main() {
L1:
	for {
		break L2
		continue L1
	}
L3:
	if true {
		break L3
		continue L3
	}
	goto L4
	x := 1
	_ = x
L4:
	goto L5
	{
	L5:
	}
	break
	continue
	func() {
		break L1
		continue
		goto L1
	}()
	switch {
	case true:
		fallthrough
	case false:
		continue
		fallthrough
	}
	switch {
	case true:
		fallthrough
		println()
	}
	fallthrough
	select {
	default:
		fallthrough
	}
	switch interface{}(1).(type) {
	case int:
		fallthrough
	case string:
	}
L1:
	for {
	}
L6:
L7:
	for {
		break L6
	}
	for {
	L8:
		switch {
		default:
			break L8
			continue L8
		}
	}
}
