package main

//go:wasmexport f
func f(n int32) int32 {
	switch n {
	case 0, 1:
		return 10
	case 2:
		n++
		fallthrough
	case 3:
		n *= 2
	default:
		n = -1
	}
	return n
}
