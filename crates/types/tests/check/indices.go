package main

func indices(s []int, a [3]int, p *[3]int, m map[string]int, str string, i int, f float64) {
	_ = s["x"]
	_ = s[1.0]
	_ = s[1.5]
	_ = s[-1]
	_ = a[3]
	_ = p[3]
	_ = a[i]
	_ = m[1]
	_ = "abc"[3]
	_ = i[0]
	_ = s[f]
	str[0] = 'x'
	_ = s[2:1]
	_ = a[1:4]
	_ = [3]int{}[:]
	_ = str[1:2:3]
	_ = "abc"[1:5]
	_ = m[:]
	_, ok := m["x"]
	_, ok = s[0]
	v, ok := <-make(chan int)
	_ = v + "x"
	_ = ok + 1
	_ = indices[0]
	_ = len[0]
}
