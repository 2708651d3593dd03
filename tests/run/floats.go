// Floating-point arithmetic, special values, and conversions to and from integers.
package main

//go:noinline
func div(a, b float64) float64 { return a / b }

func main() {
	zero := 0.0
	inf := div(1, zero)
	nan := div(zero, zero)
	println(inf, -inf, nan, 1/div(-1, inf))
	println(nan == nan, nan != nan, nan < 1, nan > 1, inf > 1e308, -inf < inf)
	println(0.1+0.2, 1e100, 1e-300, 123456789.0, 5e-324)
	var f float32 = 0.1
	println(f, float64(f), f*f, f+1e10)
	var big float32 = 16777216
	println(big+1 == big, float64(big)+1)
	for _, v := range []float64{0, 1.9, -1.9, 255.5, 1e9, -1e9, 4294967295, 1 << 53} {
		println(int64(v), int32(int64(v)), uint8(int64(v)), int(v))
	}
	println(uint64(float64(1<<63)), int64(float64(-1<<63)))
	for _, v := range []int64{0, 1, -1, 1<<53 + 1, 1<<63 - 1, -1 << 63} {
		println(float64(v), float32(v))
	}
	var u uint64 = 1<<64 - 1
	println(float64(u), float32(u))
	x := 1.5
	x += 2
	x *= 3
	x -= 0.25
	x /= 2
	println(x, -x, +x)
	const third = 1.0 / 3
	println(third, third*3 == 1)
	println(max(1.5, 2, zero), min(1.5, -2, zero), max(nan, 1), min(-zero, zero))
}

// Output:
// +Inf -Inf NaN -Inf
// false true false false true true
// 0.3 1e+100 1e-300 1.23456789e+08 5e-324
// 0.1 0.10000000149011612 0.010000001 1e+10
// true 1.6777217e+07
// 0 0 0 0
// 1 1 1 1
// -1 -1 255 -1
// 255 255 255 255
// 1000000000 1000000000 0 1000000000
// -1000000000 -1000000000 0 -1000000000
// 4294967295 -1 255 4294967295
// 9007199254740992 0 0 9007199254740992
// 9223372036854775808 -9223372036854775808
// 0 0
// 1 1
// -1 -1
// 9.007199254740992e+15 9.007199e+15
// 9.223372036854776e+18 9.223372e+18
// -9.223372036854776e+18 -9.223372e+18
// 1.8446744073709552e+19 1.8446744e+19
// 5.125 -5.125 5.125
// 0.3333333333333333 true
// 2 -2 NaN -0
