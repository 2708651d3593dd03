// Integers of all kinds in interfaces: small ones share memory, which must not be seen.
package main

type small int8

type wrapped struct{ n uint16 }

type flag bool

//go:noinline
func box(i8 int8, u8 uint8, i16 int16, u16 uint16, i32 int32, u32 uint32, i64 int64, u64 uint64, b bool) []any {
	return []any{i8, u8, i16, u16, i32, u32, i64, u64, b, small(i8), wrapped{u16}, flag(b), [1]int32{i32}, rune(u8), uintptr(u64)}
}

//go:noinline
func show(values []any) {
	for _, value := range values {
		switch v := value.(type) {
		case int8:
			print(" int8 ", v)
		case uint8:
			print(" uint8 ", v)
		case int16:
			print(" int16 ", v)
		case uint16:
			print(" uint16 ", v)
		case int32:
			print(" int32 ", v)
		case uint32:
			print(" uint32 ", v)
		case int64:
			print(" int64 ", v)
		case uint64:
			print(" uint64 ", v)
		case bool:
			print(" bool ", v)
		case small:
			print(" small ", v)
		case wrapped:
			print(" wrapped ", v.n)
		case flag:
			print(" flag ", v)
		case [1]int32:
			print(" array ", v[0])
		case uintptr:
			print(" uintptr ", v)
		}
	}
	println()
}

// local boxes never leave the function.
//
//go:noinline
func local(n int64, m int16, b int8) int64 {
	sum := int64(0)
	for _, value := range []any{n, m, b} {
		switch v := value.(type) {
		case int64:
			sum += v
		case int16:
			sum += 10 * int64(v)
		case int8:
			sum += 100 * int64(v)
		}
	}
	return sum
}

//go:noinline
func letter(b []byte, r rune) (string, string) { return string(b), string(r) }

var initial = []any{uint8(200), int64(-1), true, 70000}

func main() {
	show(box(-1, 255, -256, 256, 255, 256, -1, 1<<40, true))
	show(box(127, 127, 127, 127, 127, 127, 127, 127, false))
	show(box(-128, 128, -32768, 65535, -1<<31, 1<<32-1, -1<<63, 1<<64-1, true))
	a, b := box(1, 2, 3, 4, 5, 6, 7, 8, true), box(1, 2, 3, 4, 5, 6, 7, 8, true)
	for i := range a {
		if a[i] != b[i] {
			println("not equal", i)
		}
	}
	println(a[0] == any(int8(1)), a[2] == any(int32(3)), a[0] == any(int16(1)))
	println(local(1<<40, -3, -4), local(5, 300, 6))
	seen := map[any]int{}
	for i := range 600 {
		seen[i%300]++
		seen[uint8(i)]++
	}
	println(len(seen), seen[255], seen[256], seen[uint8(87)])
	for _, text := range []string{"a", "\xff", "ab", "", "é"} {
		r := rune(-1)
		for _, first := range text {
			r = first
			break
		}
		s, t := letter([]byte(text), r)
		println(s == text, len(s), len(t), t == string(r))
	}
	show(initial[:3])
	println(initial[3].(int))
}

// Output:
//  int8 -1 uint8 255 int16 -256 uint16 256 int32 255 uint32 256 int64 -1 uint64 1099511627776 bool true small -1 wrapped 256 flag true array 255 int32 255 uintptr 1099511627776
//  int8 127 uint8 127 int16 127 uint16 127 int32 127 uint32 127 int64 127 uint64 127 bool false small 127 wrapped 127 flag false array 127 int32 127 uintptr 127
//  int8 -128 uint8 128 int16 -32768 uint16 65535 int32 -2147483648 uint32 4294967295 int64 -9223372036854775808 uint64 18446744073709551615 bool true small -128 wrapped 65535 flag true array -2147483648 int32 128 uintptr 18446744073709551615
// true false false
// 1099511627346 3605
// 556 2 2 3
// true 1 1 true
// true 1 3 true
// true 2 1 true
// true 0 3 true
// true 2 2 true
//  uint8 200 int64 -1 bool true
// 70000
