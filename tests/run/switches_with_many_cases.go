// Switches with many constant cases: tables, binary searches, and tests in a row.
package main

//go:noinline
func dense(n int) string {
	switch n {
	case 0, 1:
		return "low"
	case 2:
		return "two"
	case 3, 5, 7:
		return "odd"
	case 4:
		fallthrough
	case 6:
		return "even"
	case -1:
		return "minus"
	default:
		return "other"
	}
}

//go:noinline
func sparse(n int64) int {
	switch n {
	case -1 << 63:
		return 1
	case 1<<63 - 1:
		return 2
	case 0:
		return 3
	case 1000, 1001, 1002, 1003, 1004:
		return 4
	case -50:
		return 5
	case 1 << 40:
		return 6
	}
	return 0
}

//go:noinline
func unsigned(n uint64) int {
	switch n {
	case 0:
		return 1
	case 1<<64 - 1, 1<<64 - 2, 1<<64 - 3, 1<<64 - 4:
		return 2
	case 1 << 63:
		return 3
	case 7:
		return 4
	}
	return 0
}

//go:noinline
func narrow(b uint8, i int8, u uint32, r rune) int {
	sum := 0
	switch b {
	case 255, 254, 253, 252, 251, 250:
		sum += 1
	case 'a', 'b', 'c':
		sum += 2
	}
	switch i {
	default:
		sum += 10
	case -128, -127, -126, -125:
		sum += 20
	case 127, 126, 125:
		sum += 30
	}
	switch u {
	case 1<<32 - 1, 1<<32 - 2, 1<<32 - 3, 1<<32 - 4, 1<<32 - 5:
		sum += 100
	case 1 << 31, 1<<31 + 1:
		sum += 200
	}
	switch r {
	case '日', '本', 'x', 'y', 'z', '\n':
		sum += 1000
	}
	return sum
}

//go:noinline
func word(s string) int {
	switch s {
	case "break", "case", "chan", "const", "continue":
		return 1
	case "default", "defer", "else", "fallthrough", "for":
		return 2
	case "func", "go", "goto", "if", "import", "interface":
		return 3
	case "map", "package", "range", "return", "select":
		return 4
	case "struct", "switch", "type", "var", "":
		return 5
	case "f\x00r", "\xff", "日本":
		return 6
	}
	return 0
}

type day int

const (
	monday day = iota
	tuesday
	wednesday
	thursday
	friday
	saturday
	sunday
)

//go:noinline
func (d day) weekend() bool {
	switch d {
	case saturday, sunday:
		return true
	case monday, tuesday, wednesday, thursday, friday:
	}
	return false
}

func main() {
	for n := -3; n < 10; n++ {
		print(dense(n), " ")
	}
	println(dense(1<<32), dense(-1<<63))
	for _, n := range []int64{-1 << 63, -1<<63 + 1, -50, -49, 0, 1, 999, 1000, 1004, 1005, 1 << 40, 1<<63 - 1} {
		print(sparse(n), " ")
	}
	println()
	for _, n := range []uint64{0, 1, 7, 8, 1 << 63, 1<<63 + 1, 1<<64 - 5, 1<<64 - 4, 1<<64 - 1} {
		print(unsigned(n), " ")
	}
	println()
	println(narrow(255, -128, 1<<32-1, '日'), narrow('b', 127, 1<<31, '\n'), narrow(0, 0, 0, 0), narrow(249, -124, 1<<31-1, 'w'))
	for _, s := range []string{"break", "chan", "cham", "continue", "for", "f\x00r", "fos", "go", "gp", "", "\xff", "\xfe",
		"日本", "日曜", "interface", "interfacf", "fallthrough", "fallthrougi", "select", "zzzzzz", "aaaaaa", "vas"} {
		print(word(s), " ")
	}
	println()
	for d := monday - 1; d <= sunday+1; d++ {
		print(d.weekend(), " ")
	}
	println()
	count := 0
loop:
	for i := 0; ; i++ {
		switch i % 8 {
		case 0, 1, 2:
			continue
		case 3:
			count++
		case 4, 5:
			count += 10
		case 6:
			if i > 30 {
				break loop
			}
		}
	}
	println(count)
}

// Output:
// other other minus low low two odd even odd even odd other other other other
// 1 0 5 0 3 0 0 4 4 0 6 2
// 1 0 4 0 3 0 0 2 2
// 1121 1232 10 10
// 1 1 0 1 2 6 0 3 0 5 6 0 6 0 3 0 2 0 4 0 0 0
// false false false false false false true true false
// 105
