// Methods: value and pointer receivers, method values bind their receiver at once, method expressions, promoted methods.
package main

type counter struct{ n int }

func (c *counter) inc() int      { c.n++; return c.n }
func (c counter) get() int       { return c.n }
func (c counter) plus(d int) int { return c.n + d }

type wrapper struct {
	counter
	label string
}

type pointing struct{ *counter }

type fn func(int) int

func (f fn) twice(x int) int { return f(f(x)) }

type list []int

func (l list) sum() (s int) {
	for _, v := range l {
		s += v
	}
	return
}
func (l *list) push(v int) { *l = append(*l, v) }

type getter interface{ get() int }

func main() {
	c := counter{1}
	c.inc()
	inc, get := c.inc, c.get
	println(inc(), get(), c.get())
	c.n = 10
	println(inc(), get())
	plus := counter.plus
	println(plus(c, 5), (*counter).get(&c), (*counter).plus(&c, 1))
	pinc := (*counter).inc
	println(pinc(&c))
	w := wrapper{counter{100}, "w"}
	w.inc()
	winc, wget := w.inc, w.get
	winc()
	n := w.n
	println(n, wget(), w.plus(1), wrapper.get(w), (*wrapper).inc(&w))
	p := pointing{&c}
	p.inc()
	n = c.n
	println(n, pointing.get(p), pointing.inc(p))
	var g getter = p
	gv := g.get
	c.n = 0
	println(gv(), g.get(), getter.get(g))
	g = w
	w.n = -1
	println(g.get())
	double := fn(func(x int) int { return 2 * x })
	println(double.twice(3))
	var l list
	l.push(1)
	l.push(2)
	push := l.push
	push(39)
	println(l.sum(), len(l))
	fs := []func() int{c.inc, c.get, w.get, func() int { return 7 }}
	for _, f := range fs {
		print(f(), " ")
	}
	println()
	defer func() { println(recover() != nil) }()
	var np *counter
	f := np.get
	println("not reached", f())
}

// Output:
// 3 2 3
// 11 2
// 16 11 12
// 12
// 102 101 103 102 103
// 13 13 14
// 0 0 0
// 103
// 12
// 42 3
// 1 0 -1 7
// true
