package main

//go:wasmexport f
func f(a int64, x float64) float32 {
	b := int8(a)
	c := uint32(b)
	return float32(x) + float32(c) + float32(uint8(int32(x)))
}
