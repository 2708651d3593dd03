// Arrays: copied on assignment, comparable, indexed, ranged over, nested.
package main

type grid [2][3]int

func change(a [3]int) [3]int {
	a[1] = 100
	return a
}

func (g *grid) set(i, j, v int) { g[i][j] = v }

func main() {
	a := [3]int{1, 2, 3}
	b := a
	b[0] = 9
	println(a[0], b[0], a == b, a == [3]int{1, 2, 3}, a != b)
	c := change(a)
	println(a[1], c[1])
	p := &a
	p[2] = 7
	println(a[2], len(p), cap(p))
	for i, v := range p {
		print(i, "=", v, " ")
	}
	println()
	var g grid
	g.set(1, 2, 5)
	h := g
	h[0][0] = 1
	println(g[1][2], g[0][0], h[0][0], g == h)
	e := [...]string{2: "two", 0: "zero"}
	println(len(e), e[0], e[1], e[2])
	for i, v := range a {
		a[2] = 50
		print(i, v, " ")
	}
	println()
	one := [1]int{4}
	f := func(x [1]int) int { x[0]++; return x[0] }
	println(f(one), one[0])
	var zero [0]int
	println(len(zero), zero == [0]int{})
	ps := []*[2]int{{1, 2}, {3, 4}}
	println(ps[1][0])
	big := [1000]int{999: 1}
	big2 := big
	big2[999]++
	println(big[999], big2[999], big == big2)
	i := 2
	println([3]string{"x", "y", "z"}[i])
	var m [4]struct {
		n int
		s string
	}
	m[1].n, m[1].s = 3, "q"
	k := m
	println(k[1].n, k[1].s, k == m)
}

// Output:
// 1 9 false true true
// 2 100
// 7 3 3
// 0=1 1=2 2=7
// 5 0 1 false
// 3 zero  two
// 01 12 27
// 5 4
// 0 true
// 3
// 1 2 false
// z
// 3 q true
