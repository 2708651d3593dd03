// Conversions between integer types truncate or extend; bytes, runes and named types convert like their underlying types.
package main

type Celsius int16
type Flags uint8

func main() {
	for _, v := range []int64{0, 1, -1, 127, 128, 255, 256, -128, -129, 32767, 32768, 65535, 65536, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 32, 1<<63 - 1, -1 << 63} {
		println(v, int8(v), uint8(v), int16(v), uint16(v), int32(v), uint32(v), uint64(v), int(v), uint(v), uintptr(v))
	}
	var b byte = 0xf0
	println(int8(b), int(int8(b)), uint32(int8(b)), rune(b))
	c := Celsius(-40)
	println(c, uint16(c), Flags(c), int64(c))
	var i32 int32 = -2
	println(uint64(i32), uint64(uint32(i32)), int64(i32))
}
