// Every type of the Wasm boundary, several results, and more parameters than Go's port allows.
package main

import "unsafe"

type celsius float32

//go:wasmexport booleans
func booleans(a, b bool) (bool, bool) { return a && b, a || b }

//go:wasmexport integers
func integers(a int32, b uint32, c int64, d uint64) (int32, uint32, int64, uint64) {
	return a - 1, b - 1, c - 1, d - 1
}

//go:wasmexport floats
func floats(a float32, b float64, c celsius) (float32, float64, celsius) { return a / 2, b / 2, c + 1 }

//go:wasmexport sum17
func sum17(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q int32) int32 {
	return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q
}

var cell int32

//go:wasmexport address
func address() *int32 { return &cell }

//go:wasmexport is_cell
func isCell(p *int32, q unsafe.Pointer, r uintptr) bool {
	return p == nil && q == nil && r == 1<<32-1
}

//go:wasmexport blocks_first
func blocksFirst(a, b int64) (int64, float64) {
	c := make(chan int64)
	go func() { c <- a * b }()
	v := <-c
	return v, float64(v) / 2
}

func main() {}

// Call: booleans(true, false) = 0, 1
// Call: integers(-2147483648, 0, 5, 0) = 2147483647, -1, 4, -1
// Call: floats(1.5, 2.5, 3) = 0.75, 1.25, 4
// Call: sum17(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17) = 153
// Call: is_cell(0, 0, 4294967295) = 1
// Call: is_cell(1, 0, 4294967295) = 0
// Call: blocks_first(6, 7) = 42, 21
// Output:
