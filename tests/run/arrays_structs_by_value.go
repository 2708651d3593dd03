// Arrays and structs are values: assignment, parameters, results, comparison, ranges over copies, nested updates, large values,
// swaps, arrays of arrays, pointers to parts.
package main

type inner struct {
	a int8
	b [3]uint16
	c string
}
type large struct {
	id    int
	in    inner
	parts [4]inner
	f     float32
	p     *large
}

func change(l large) large {
	l.id++
	l.parts[2].b[1] = 99
	l.in.c += "+"
	return l
}

func (l large) with(id int) large { l.id = id; return l }
func (l *large) set(id int)       { l.id = id }

func matrix() (m [3][4]int) {
	for i := range m {
		for j := range m[i] {
			m[i][j] = i*10 + j
		}
	}
	return
}

var global [5]large

func index(i int) int { print("index ", i, " "); return i }

func main() {
	var x large
	x.parts[2].b[1] = 7
	y := change(x)
	println(x.id, x.parts[2].b[1], x.in.c == "", y.id, y.parts[2].b[1], y.in.c)
	println(x == y, x == large{parts: x.parts}, y.with(5).id, y.id)
	y.set(9)
	y.p = &x
	y.p.parts[0].c = "through"
	println(y.id, x.parts[0].c)

	m := matrix()
	n := m
	n[1][2] = -1
	println(m[1][2], n[1][2], m == n, m == matrix(), len(m), len(m[0]))
	m, n = n, m
	println(m[1][2], n[1][2])
	row := &m[2]
	row[3] = 1234
	println(m[2][3], n[2][3])

	a := [3]int{1, 2, 3}
	for i, v := range a {
		a[2] = 10
		print(i, ":", v, " ")
	}
	println(a[2])
	for i, v := range &a {
		a[2] = 20
		print(i, ":", v, " ")
	}
	println("end")
	i := 0
	i, a[i] = 2, 50
	println(i, a[0], a[2])
	a[0], a[1], a[2] = a[2], a[0], a[1]
	println(a[0], a[1], a[2])

	global[index(1)].parts[index(3)].b[index(2)] += 5
	global[1].parts[3].b[2]++
	println(global[1].parts[3].b[2])
	copied := global
	copied[1].id = 1
	println(global == copied, global[1].id)
	s := global[:]
	s[4].in.a = -128
	s[4].in.a--
	println(global[4].in.a)

	type pair struct{ l, r any }
	println(pair{1, "a"} == pair{1, "a"}, pair{1, 2} == pair{2, 1}, pair{a, nil} == pair{[3]int{20, 50, 2}, nil})
	var zero struct{}
	var empties [3]struct{}
	println(zero == empties[1], len(empties))
	anonymous := []struct {
		k string
		v []int
	}{{"one", []int{1}}, {k: "two"}, {v: []int{3, 3}}}
	for _, e := range anonymous {
		e.k += "!"
		print(e.k, len(e.v), " ")
	}
	println(anonymous[0].k)
	lit := [...]string{2: "two", 5: "five", "six"}
	println(len(lit), lit[2], lit[6], lit[0] == "")
	func(v [7]string) { v[0] = "changed" }(lit)
	println(lit[0] == "")
	ch := make(chan large, 1)
	ch <- y
	y.id = 0
	z := <-ch
	println(z.id, y.id)
	mp := map[string]large{"k": z}
	q := mp["k"]
	q.id = 77
	println(mp["k"].id, q.id, mp["none"].parts[1].c == "")
}

// Output:
// 0 7 true 1 99 +
// false true 5 1
// 9 through
// 12 -1 false true 3 4
// -1 12
// 1234 23
// 0:1 1:2 2:3 10
// 0:1 1:2 2:20 end
// 2 50 20
// 20 50 2
// index 1 index 3 index 2 6
// false 0
// 127
// true false true
// true 3
// one!1 two!0 !2 one
// 7 two six true
// true
// 9 0
// 9 77 true
