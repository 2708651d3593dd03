// Calls in nested composite literals are made once, in order.
package main

type inner struct {
	list [3]int
	n    int
}

type outer struct {
	first  int
	in     inner
	last   int
	slices [][2]int
}

var count int

func next(name string) int {
	count++
	println(name, count)
	return count
}

func main() {
	o := outer{first: next("first"), in: inner{list: [3]int{next("a"), count, next("b")}, n: next("n")}, last: next("last")}
	println(o.first, o.in.list[0], o.in.list[1], o.in.list[2], o.in.n, o.last)
	o = outer{in: inner{[3]int{1: next("c")}, o.in.n}, slices: [][2]int{{next("d"), 5}, {next("e")}}, last: next("f")}
	println(o.in.list[1], o.in.n, o.slices[0][0], o.slices[1][0], o.last)
	p := []*inner{{list: [3]int{next("g")}}, {n: next("h")}}
	println(p[0].list[0], p[1].n)
	m := map[string]inner{"x": {n: next("i"), list: [3]int{next("j"), next("k")}}, "y": {n: next("l")}}
	println(m["x"].n, m["x"].list[0], m["x"].list[1], m["y"].n)
	a := [2]inner{{list: [3]int{2: next("m")}}, {n: next("o")}}
	println(a[0].list[2], a[1].n, len([2][2]int{{next("p")}, {next("q")}}), count)
	b := [2]bool{next("r") > 0 && next("s") > 0, next("t") < 0 || next("u") > 0}
	println(b[0], b[1], count)
}

// Output:
// first 1
// a 2
// b 3
// n 4
// last 5
// 1 2 5 3 4 5
// c 6
// d 7
// e 8
// f 9
// 6 4 7 8 9
// g 10
// h 11
// 10 11
// i 12
// j 13
// k 14
// l 15
// 12 13 14 15
// m 16
// o 17
// p 18
// q 19
// 16 17 2 19
// r 20
// s 21
// t 22
// u 23
// true true 23
