// print and println: every type, spaces only with println, floats in exponent form, nothing at all.
package main

type named float32
type text string

func main() {
	println()
	print()
	print("a", 1, true, "b\n")
	println("a", 1, true, 'x', byte(2), nil == any(nil))
	println(int8(-8), uint8(200), int16(-300), uint16(65535), int32(-1), uint32(1<<32-1), int64(-1<<63), uint64(1<<64-1), uintptr(5))
	println(1.0, 0.0, -0.5, 1e21, 1.5e-7, float32(0.1), named(2.5), 100000000.0, 3.14159265358979)
	println(1i, complex64(2-3i))
	println(text("named"), "", "tab\t|")
	const big = 1 << 40
	println(big, 'a'+1, "con"+"cat", 1<<10 == 1024)
	print(1, 2, "\n")
	print(1.5, "\n")
	print(false, true, "\n")
	var p *int
	var f func()
	var m map[int]int
	var c chan int
	var e any
	var s []int
	println(p, f == nil, m, c, e, s)
}

// Output:
//
// a1trueb
// a 1 true 120 2 true
// -8 200 -300 65535 -1 4294967295 -9223372036854775808 18446744073709551615 5
// 1 0 -0.5 1e+21 1.5e-07 0.1 2.5 1e+08 3.14159265358979
// (0+1i) (2-3i)
// named  tab	|
// 1099511627776 98 concat true
// 12
// 1.5
// falsetrue
// 0x0 true 0x0 0x0 (0x0,0x0) [0/0]0x0
