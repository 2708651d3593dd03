// Strings: indexing, slicing, concatenation, comparison, conversion to and from bytes and runes, range with bad UTF-8.
package main

//go:noinline
func concat(a, b, c string) string { return a + b + c }

func main() {
	s := "héllo, 世界"
	println(len(s), s[1], s[2], s[1:3], s[:1], s[7:])
	for i, r := range s {
		print(i, ":", r, " ")
	}
	println()
	for i := range "aé" {
		print(i, " ")
	}
	println()
	for i, r := range "a\xff\xe4\xb8z\xed\xa0\x80" {
		print(i, ":", r, " ")
	}
	println()
	println(concat("a", "", "bc"), concat("", "", "") == "", "x"+s)
	println("a" < "b", "a" < "ab", "b" < "ab", "" < "a", "abc" == "ab"+string('c'), s >= "h", "z" <= "a", "a" != "a")
	b := []byte(s)
	b[0] = 'H'
	println(string(b), s, len(b))
	r := []rune(s)
	r[1] = 'e'
	println(string(r), len(r))
	println(string(rune(65)), string(rune(0x4e16)), string(rune(-1)), string(rune(0xd800)), len(string(rune(0x10ffff))))
	t := ""
	for i := 0; i < 50; i++ {
		t += string(rune('a' + i%26))
	}
	println(t, len(t))
	switch t[:3] {
	case "abd":
		println("no")
	case "abc":
		println("yes")
	}
	var named myString = "n"
	named += "m"
	println(named, string(named), []byte(named)[1], len(named))
	m := map[string]int{"ab": 1}
	println(m[string([]byte{'a', 'b'})])
	const c = "const"
	println(c[2], len(c), c[1:3])
	println(`raw\n
line`, "\x41\u00e9\U0001F600\101\t|")
}

type myString string

// Output:
// 14 195 169 é h  世界
// 0:104 1:233 3:108 4:108 5:111 6:44 7:32 8:19990 11:30028
// 0 1
// 0:97 1:65533 2:65533 3:65533 4:122 5:65533 6:65533 7:65533
// abc true xhéllo, 世界
// true true false true true true false false
// Héllo, 世界 héllo, 世界 14
// hello, 世界 9
// A 世 � � 4
// abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx 50
// yes
// nm nm 109 2
// 1
// 110 5 on
// raw\n
// line Aé😀A	|
