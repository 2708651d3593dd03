// Slices and strings: append and growth, aliasing, copy, full slice expressions, conversions, ranges over text with invalid
// bytes, comparison, concatenation, out of range accesses.
package main

func try(name string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			println(name, e.(error).Error())
		}
	}()
	f()
	println(name, "did not panic")
}

func main() {
	s := []int{1, 2, 3}
	t := append(s, 4)
	u := append(s, 5)
	println(len(t), t[3], u[3], cap(s), cap(t))
	v := append(t[:2], 9)
	println(t[2], v[2], len(v), cap(v) == cap(t))
	w := append(t[:2:2], 7)
	println(t[2], w[2])
	caps := 0
	last := -1
	var grow []int
	for i := range 5000 {
		grow = append(grow, i)
		if cap(grow) != last && i >= 64 {
			last = cap(grow)
			caps = caps*31 + last
		}
	}
	println(caps, last)
	var bytes []byte
	for i := range 1000 {
		bytes = append(bytes, byte(i))
		if cap(bytes) != last && i >= 64 {
			last = cap(bytes)
			caps = caps*31 + last
		}
	}
	println(caps, last)
	bytes = append(bytes[:0], "hello"...)
	bytes = append(bytes, bytes...)
	n := copy(bytes[2:], bytes)
	println(string(bytes), n)
	n = copy(bytes, "HE")
	println(string(bytes), n)
	var none []int
	println(none == nil, len(none), len(append(none, none...)), len(none[0:0]), append(none) == nil)
	clear(s)
	println(s[0], s[2])
	nested := [][]string{{"a"}, {}, {"b", "c"}}
	nested[1] = append(nested[1], "new")
	nested[0], nested[2] = nested[2], nested[0]
	for _, n := range nested {
		for _, x := range n {
			print(x, " ")
		}
	}
	println("end")
	arr := (*[2]int)(grow[10:])
	arr[1] = -11
	println(grow[11], [3]int(grow[10:13])[2])

	text := "h\u00e9llo, \u4e16\u754c \xff\xc0\x80 \U0001f600\xe4\xb8"
	for i, r := range text {
		print(i, ":", r, " ")
	}
	println(len(text), len([]rune(text)))
	println(text[1], text[1:3] == "\u00e9", string([]rune(text)[7:9]), string(rune(0x4e16)), string(rune(-1)) == "\ufffd")
	back := string([]byte(text))
	println(back == text, back < "i", back > "h", "a" < "ab", "b" > "ab", "" < "a", "abc" >= "abc")
	joined := ""
	for i := range 10 {
		joined += string(rune('a'+i)) + "-" + "x"[:i%2] + ";"
	}
	println(joined)
	switch joined[:3] {
	case "b-;":
		println("b")
	case "a-;":
		println("a")
	}
	five := 5
	minus := -1
	huge := uint64(1) << 63
	try("index", func() { println(s[five]) })
	try("negative", func() { println(s[minus]) })
	try("huge", func() { println(s[huge]) })
	try("string", func() { println(text[five*100]) })
	try("array", func() { var a [4]int; println(a[five]) })
	try("slice high", func() { println(len(s[:five])) })
	try("slice order", func() { println(len(grow[five : five-1])) })
	try("slice low", func() { println(len("abc"[five:])) })
	try("slice string", func() { println("abc"[1:five]) })
	try("slice3", func() { println(len(s[1:2:five])) })
	try("slice3 order", func() { println(len(s[1 : five-2 : five-3])) })
	try("array pointer", func() { println((*[8]int)(s)) })
	try("make", func() { println(len(make([]int, minus))) })
	try("make cap", func() { println(len(make([]int, five, five-1))) })
	try("array slice", func() { var a [4]int; println(len(a[:five])) })
}

// Output:
// 4 4 5 3 6
// 9 9 3 true
// 9 7
// 116693199472864 5120
// 1966551040441374368 1408
// hehellohel 8
// HEhellohel 2
// true 0 0 0 true
// 0 0
// b c new a end
// -11 12
// 0:104 1:233 3:108 4:108 5:111 6:44 7:32 8:19990 11:30028 14:32 15:65533 16:65533 17:65533 18:32 19:128512 23:65533 24:65533 25 17
// 195 true 世界 世 true
// true true true true true true true
// a-;b-x;c-;d-x;e-;f-x;g-;h-x;i-;j-x;
// a
// index runtime error: index out of range [5] with length 3
// negative runtime error: index out of range [-1]
// huge runtime error: index out of range [9223372036854775808] with length 3
// string runtime error: index out of range [500] with length 25
// array runtime error: index out of range [5] with length 4
// slice high runtime error: slice bounds out of range [:5] with capacity 3
// slice order runtime error: slice bounds out of range [5:4]
// slice low runtime error: slice bounds out of range [5:3]
// slice string runtime error: slice bounds out of range [:5] with length 3
// slice3 runtime error: slice bounds out of range [::5] with capacity 3
// slice3 order runtime error: slice bounds out of range [:3:2]
// array pointer runtime error: cannot convert slice with length 3 to array or pointer to array with length 8
// make runtime error: makeslice: len out of range
// make cap runtime error: makeslice: cap out of range
// array slice runtime error: slice bounds out of range [:5] with length 4
