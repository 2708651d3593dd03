package main

//go:wasmexport f
func f(a, b int64, n int32) int64 {
	return a/b + a%b + a<<n + a>>uint8(n) + a/8
}
