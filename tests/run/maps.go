// Maps: every kind of key, absent entries, deletion, growth, mutation while ranging, NaN keys, maps of maps.
package main

type key struct {
	a int
	b string
}

type shape interface{ area() int }
type square int

func (s square) area() int { return int(s * s) }

func main() {
	m := map[string]int{"one": 1, "two": 2}
	v, ok := m["three"]
	println(len(m), m["one"], v, ok)
	m["three"]++
	m["three"] += 2
	delete(m, "one")
	delete(m, "absent")
	_, ok = m["one"]
	println(len(m), m["three"], ok)
	var n map[string]int
	println(n == nil, len(n), n["x"])
	delete(n, "x")
	for range n {
		println("never")
	}
	big := map[int]int{}
	for i := 0; i < 2000; i++ {
		big[i*7] = i
	}
	for i := 0; i < 2000; i += 2 {
		delete(big, i*7)
	}
	sum, count := 0, 0
	for k, v := range big {
		if k != v*7 {
			println("wrong", k, v)
		}
		sum += v
		count++
	}
	println(len(big), sum, count)
	ks := map[key]float64{{1, "a"}: 1.5}
	ks[key{2, "b"}] = 2.5
	println(ks[key{1, "a"}], ks[key{2, "b"}], ks[key{1, "b"}])
	arr := map[[2]int8]bool{{1, 2}: true}
	println(arr[[2]int8{1, 2}], arr[[2]int8{2, 1}])
	is := map[any]string{1: "int", "1": "string", 1.0: "float", key{1, "x"}: "key", nil: "nil", int8(1): "int8"}
	println(is[1], is["1"], is[1.0], is[key{1, "x"}], is[nil], is[int8(1)], is[int16(1)] == "")
	sh := map[shape]int{square(2): 4}
	println(sh[square(2)], sh[nil])
	nan := 0.0
	nan /= nan
	f := map[float64]int{nan: 1, 0: 2}
	f[nan] = 3
	negative := -0.0
	println(len(f), f[negative], f[nan])
	clear(f)
	println(len(f))
	mm := map[string]map[string]int{"x": {"y": 1}}
	mm["x"]["z"] = 5
	println(len(mm["x"]), mm["x"]["z"], len(mm["q"]))
	ms := map[int][]int{}
	ms[1] = append(ms[1], 1, 2)
	println(len(ms[1]), len(ms[2]))
	ptr := map[*int]int{}
	x := 1
	ptr[&x] = 9
	println(ptr[&x])
	seen := 0
	grow := map[int]bool{1: true, 2: true, 3: true}
	for k := range grow {
		delete(grow, k)
		seen++
	}
	println(seen, len(grow))
	st := map[int]struct{ a, b int }{1: {2, 3}}
	println(st[1].b, st[2].a)
	fn := map[string]func(int) int{"double": func(i int) int { return 2 * i }}
	println(fn["double"](21))
	ch := map[chan int]int{}
	c := make(chan int)
	ch[c] = 8
	println(ch[c], ch[nil])
	b := map[bool]rune{true: 't'}
	println(b[true], b[false])
	defer func() { println(recover().(error).Error()) }()
	is[[]int{1}] = "slice"
}

// Output:
// 2 1 0 false
// 2 3 false
// true 0 0
// 1000 1000000 1000
// 1.5 2.5 0
// true false
// int string float key nil int8 true
// 4 0
// 3 2 0
// 0
// 2 5 0
// 2 0
// 9
// 3 0
// 3 0
// 42
// 8 0
// 116 0
// runtime error: hash of unhashable type []int
