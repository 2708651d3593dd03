package main

//go:wasmexport f
func f(n int32) int32 {
	i := int32(0)
again:
	i++
	if i < n {
		goto again
	}
	return i
}
