// Integers of every size wrap around, and division follows Go's rules for the smallest value.
package main

//go:noinline
func add8(a, b int8) int8 { return a + b }

//go:noinline
func addu8(a, b uint8) uint8 { return a + b }

//go:noinline
func mul16(a, b int16) int16 { return a * b }

//go:noinline
func sub16(a, b uint16) uint16 { return a - b }

//go:noinline
func mul32(a, b int32) int32 { return a * b }

//go:noinline
func add64(a, b int64) int64 { return a + b }

//go:noinline
func div8(a, b int8) (int8, int8) { return a / b, a % b }

//go:noinline
func div32(a, b int32) (int32, int32) { return a / b, a % b }

//go:noinline
func div64(a, b int64) (int64, int64) { return a / b, a % b }

//go:noinline
func divu64(a, b uint64) (uint64, uint64) { return a / b, a % b }

func main() {
	println(add8(127, 1), add8(-128, -1), addu8(255, 1), addu8(200, 100))
	println(mul16(300, 300), mul16(-32768, -1), sub16(0, 1))
	println(mul32(1<<30, 4), mul32(65537, 65537), mul32(-1<<31, -1))
	println(add64(1<<63-1, 1))
	for _, p := range [][2]int8{{7, 2}, {-7, 2}, {7, -2}, {-7, -2}, {-128, -1}, {-128, 1}} {
		q, r := div8(p[0], p[1])
		println(p[0], p[1], q, r)
	}
	println(div32(-1<<31, -1))
	println(div64(-1<<63, -1))
	println(divu64(1<<64-1, 10))
	var i int8 = 127
	i++
	println(i)
	i--
	println(i)
	var u uint32
	u--
	println(u, -u, ^u, +u)
	var n int16 = -32768
	println(-n, ^n, n&^0x7f, n|1, n^-1)
	var p uintptr = 0
	p--
	println(p)
}

// Output:
// -128 127 0 44
// 24464 -32768 65535
// 0 131073 -2147483648
// -9223372036854775808
// 7 2 3 1
// -7 2 -3 -1
// 7 -2 -3 1
// -7 -2 3 -1
// -128 -1 -128 0
// -128 1 -128 0
// -2147483648 0
// -9223372036854775808 0
// 1844674407370955161 5
// -128
// 127
// 4294967295 1 0 4294967295
// -32768 32767 -32768 -32767 32767
// 18446744073709551615
