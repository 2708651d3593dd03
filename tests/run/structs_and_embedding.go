// Structs: copies, comparison, nesting, embedding by value and pointer, promotion, anonymous structs, empty structs.
package main

type base struct {
	id   int
	name string
}

func (b base) describe() string { return b.name }
func (b *base) rename(n string) { b.name = n }

type middle struct {
	*base
	level int8
}

type top struct {
	middle
	extra  [2]int16
	inner  struct{ x, y float32 }
	nested *top
}

type mixed struct {
	a bool
	b int64
	c bool
	d int32
	e uint8
	f string
	g any
}

func modify(t top) top {
	t.level = 9
	t.inner.x = 2
	t.name = "shared"
	return t
}

func main() {
	t := top{middle: middle{&base{1, "one"}, 2}}
	t.extra[1] = 5
	t.inner.y = 1.5
	u := modify(t)
	println(t.level, u.level, t.inner.x, u.inner.x, t.name, u.describe())
	t.rename("renamed")
	println(u.middle.base.name, t.id)
	t.nested = &u
	t.nested.nested = &t
	println(t.nested.nested.level, t.nested.nested.nested.level)
	a, b := mixed{b: 1, f: "x", g: 1}, mixed{b: 1, f: "x", g: 1}
	println(a == b)
	b.e++
	println(a == b, a != b)
	b = a
	b.g = "1"
	println(a == b)
	p := &a
	p.d = -7
	(*p).c = true
	println(a.d, a.c)
	q := *p
	q.d++
	println(a.d, q.d)
	anon := struct {
		n int
		s string
	}{3, "three"}
	type named struct {
		n int
		s string
	}
	var nm named = anon
	println(nm.n, nm.s, nm == anon)
	var e1, e2 struct{}
	println(e1 == e2)
	f := base.describe
	g := (*base).rename
	g(t.base, "again")
	println(f(*t.base))
	swap := []base{{1, "a"}, {2, "b"}}
	swap[0], swap[1] = swap[1], swap[0]
	println(swap[0].name, swap[1].id)
	fp := &swap[1].name
	*fp = "through"
	println(swap[1].name)
	var blank struct {
		_ int
		x int
	}
	blank.x = 4
	println(blank.x)
	func() (b base) {
		defer func() { b.id++; println(b.id) }()
		return base{41, ""}
	}()
}

// Output:
// 2 9 0 2 shared shared
// renamed 1
// 2 9
// true
// false true
// false
// -7 true
// -7 -6
// 3 three true
// true
// again
// b 1
// through
// 4
// 42
