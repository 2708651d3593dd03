package main

//go:wasmexport f
func f(a int32, b int64) int64 {
	x := int8(a) * 3
	y := uint16(a) + 1
	return int64(x) + int64(y)<<2 - b
}
