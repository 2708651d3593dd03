// Shifts by any count: beyond the width, of signed and unsigned operands, with counts of every type.
package main


func main() {
	counts := []uint{0, 1, 7, 8, 31, 32, 33, 63, 64, 65, 1 << 40}
	for _, n := range counts {
		var i8 int8 = -3
		var u8 uint8 = 0x83
		var i16 int16 = -30000
		var u16 uint16 = 0x8001
		var i32 int32 = -5
		var u32 uint32 = 0x80000003
		var i64 int64 = -9
		var u64 uint64 = 1<<63 | 5
		println(n, i8<<n, i8>>n, u8<<n, u8>>n, i16<<n, i16>>n, u16<<n, u16>>n)
		println(n, i32<<n, i32>>n, u32<<n, u32>>n, i64<<n, i64>>n, u64<<n, u64>>n)
	}
	var s int8 = 3
	var c8 uint8 = 200
	var c64 uint64 = 1 << 33
	println(1<<s, -1>>s, 1<<c8, -1>>c8, 1<<c64, -1>>c64)
	var f = 1.0
	_ = f
	var w int64 = 1.0 << s
	println(w)
	var x int32 = 1
	x <<= 31
	println(x)
	x >>= 31
	println(x)
	defer func() {
		println(recover().(error).Error())
	}()
	s = -1
	println(1 << s)
}
