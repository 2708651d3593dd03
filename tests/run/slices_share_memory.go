// Slices: append, copy, three-index slices, aliasing, clear, nil, slices of slices, conversion to arrays.
package main

func show(name string, s []int) {
	print(name, " len=", len(s), " cap>=len=", cap(s) >= len(s), ":")
	for _, v := range s {
		print(" ", v)
	}
	println()
}

func variadic(prefix string, v ...int) int {
	sum := 0
	for _, x := range v {
		sum += x
	}
	println(prefix, len(v), v == nil, sum)
	return sum
}

func main() {
	var s []int
	println(s == nil, len(s), cap(s))
	for i := range 10 {
		s = append(s, i*i)
	}
	show("s", s)
	t := s[2:5]
	t[0] = -1
	show("s", s)
	show("t", t)
	println(cap(t) == cap(s)-2)
	u := s[2:5:5]
	u = append(u, 1000)
	show("u", u)
	println(s[5])
	println(copy(s, s[3:]), copy(s[1:], s))
	show("s", s)
	println(copy(s, []int(nil)))
	b := make([]byte, 3, 8)
	println(copy(b, "hello"), string(b), len(b[:8]), cap(b))
	b = append(b, " world"...)
	println(string(b))
	e := append([]int(nil), s...)
	e[0] = 77
	println(s[0], e[0])
	e = append(e[:2], e[5:]...)
	show("e", e)
	clear(e)
	show("e", e)
	variadic("none")
	variadic("three", 1, 2, 3)
	variadic("spread", s[:3]...)
	arr := [3]int(s[:3])
	ptr := (*[2]int)(s)
	ptr[0] = 5
	println(arr[0], s[0], len(ptr))
	m := [][]string{{"a"}, {"b", "c"}, nil}
	m[2] = append(m[2], m[1]...)
	m[1][0] = "z"
	println(len(m), m[2][0], m[1][0])
	type point struct{ x, y int }
	ps := []point{{1, 2}, {3, 4}}
	for _, p := range ps {
		p.x = 100
	}
	for i := range ps {
		ps[i].y *= 2
	}
	println(ps[0].x, ps[0].y, ps[1].y)
	pp := []*point{{5, 6}}
	pp[0].x++
	println(pp[0].x)
	empty := make([]int, 0)
	println(empty == nil, len(empty[0:0]))
	var self []any
	self = append(self, self, 1, "x", nil)
	println(len(self), self[3] == nil)
	s3 := make([]int64, 5, 10)
	println(len(s3[:7]), cap(s3[3:]), len(s3[5:]))
}

// Output:
// true 0 0
// s len=10 cap>=len=true: 0 1 4 9 16 25 36 49 64 81
// s len=10 cap>=len=true: 0 1 -1 9 16 25 36 49 64 81
// t len=3 cap>=len=true: -1 9 16
// true
// u len=4 cap>=len=true: -1 9 16 1000
// 25
// 7 9
// s len=10 cap>=len=true: 9 9 16 25 36 49 64 81 49 64
// 0
// 3 hel 8 8
// hel world
// 9 77
// e len=7 cap>=len=true: 77 9 49 64 81 49 64
// e len=7 cap>=len=true: 0 0 0 0 0 0 0
// none 0 true 0
// three 3 false 6
// spread 3 false 34
// 9 5 2
// 3 b z
// 1 4 8
// 6
// false 0
// 4 true
// 7 7 0
