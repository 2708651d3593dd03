// What leaves the function that makes it is found elsewhere, and what does not is its own in every turn of a loop: stored through
// parameters, returned in parts, carried by loops with and without a header, in closures, interfaces, channels, arrays and strings.
package main

import "strings"

type node struct {
	v    int
	next *node
	s    string
}
type big struct {
	a, b, c, d, e *node
	n             [4]int
}

var tick = make(chan int)
var sink any

func pause() { tick <- 1 }

//go:noinline
func use(p *node) int { return p.v }

//go:noinline
func id(p *node) *node { return p }

//go:noinline
func pick(b bool, p, q *node) *node {
	if b {
		return p
	}
	return q
}

func mk(v int) big {
	x := node{v: v}
	y := node{v: v + 1, next: &x}
	return big{a: &x, b: &y, n: [4]int{v}}
}

func list(n int) *node {
	var head *node
	for i := range n {
		x := node{v: i, next: head}
		head = &x
	}
	return head
}

func swap(n int) int {
	a, b := &node{v: 1}, &node{v: 2}
	sum := 0
	for i := range n {
		c := &node{v: i}
		a, b = b, c
		sum += a.v*10 + b.v
		if i%3 == 0 {
			pause()
		}
	}
	return sum
}

func nest(n int) int {
	total := 0
	var keep [3]*node
	for i := range n {
		outer := node{v: i}
		for j := range 3 {
			inner := node{v: j, next: &outer}
			keep[j] = &inner
			outer.next = keep[(j+1)%3]
		}
		for _, k := range keep {
			total += k.v + k.next.v
		}
	}
	return total
}

type stack struct {
	items []*node
	top   *node
	buf   [4]*node
}

func (s *stack) push(n *node) *stack {
	s.items = append(s.items, n)
	s.buf[n.v&3] = n
	n.next, s.top = s.top, n
	return s
}

func methods() int {
	var s stack
	for i := range 6 {
		s.push(&node{v: i}).push(&node{v: i * 10})
		pause()
	}
	t := 0
	for n := s.top; n != nil; n = n.next {
		t = t*3 + n.v
	}
	for _, n := range s.buf {
		if n != nil {
			t += n.v
		}
	}
	return t + len(s.items)
}

func closures() (f func() int, g func(int)) {
	x := 0
	p := &x
	return func() int { return *p + x }, func(d int) { x += d }
}

func each(n *node, yield func(*node) bool) {
	for ; n != nil; n = n.next {
		m := node{v: n.v * 2}
		if !yield(&m) {
			return
		}
	}
}

func ranges() int {
	var last *node
	t := 0
	for n := range func(y func(*node) bool) { each(list(5), y) } {
		if last != nil {
			t += last.v * n.v
		}
		last = n
		pause()
	}
	return t + last.v
}

func gotos(n int) int {
	var prev *node
	i, t := 0, 0
	if n > 5 {
		goto in
	}
out:
	t += 1000
in:
	x := &node{v: i, next: prev}
	if prev != nil {
		t += prev.v
	}
	prev = x
	i++
	if i < n {
		if i%2 == 0 {
			goto out
		}
		goto in
	}
	return t
}

func words(b []byte) (string, int) {
	m := map[string]int{}
	var parts []string
	var longest string
	for i := 0; i < len(b); {
		j := i
		for j < len(b) && b[j] != ' ' {
			j++
		}
		w := string(b[i:j])
		m[w]++
		parts = append(parts, w)
		if len(w) > len(longest) {
			longest = w[:len(w)-1] + "!"
		}
		switch string(b[i:j]) {
		case "one", "two":
			m["digit"]++
		}
		i = j + 1
		for k := range b[:1] {
			b[k] ^= 0x20
		}
		pause()
	}
	return strings.Join(parts, "-") + longest, m["one"]*10 + m["digit"]
}

func bytesOf(s string) []byte {
	b := []byte(s)
	c := append(b, "xyz"...)
	b[0] = 'B'
	return c[1:]
}

func deferred(n int) (res *node) {
	x := node{v: n}
	defer func() {
		y := x
		y.v++
		res = &y
		recover()
	}()
	if n > 2 {
		panic(&x)
	}
	return &x
}

func iface(v int) any {
	n := node{v: v}
	var a any = &n
	sink = a
	return struct {
		a any
		b [3]any
	}{a, [3]any{v, &n, "s"}}
}

func chans() int {
	c := make(chan *node, 3)
	d := make(chan [2]*node, 3)
	for i := range 3 {
		x := node{v: i}
		y := node{v: i + 5}
		select {
		case c <- &x:
		case d <- [2]*node{&x, &y}:
		}
	}
	close(c)
	close(d)
	t := 0
	for n := range c {
		t += n.v
	}
	for n := range d {
		t += n[0].v
		if n[1].v != n[0].v+5 {
			t = -1
		}
	}
	return t
}

func copies() int {
	var arr [4]*node
	src := []*node{{v: 1}, {v: 2}, {v: 3}}
	n := copy(arr[:], src)
	other := arr
	dst := make([]*node, 2, 4)
	copy(dst, other[1:])
	dst = append(dst, &node{v: 9})
	return n + dst[0].v*10 + dst[2].v + use(pick(n > 2, id(arr[0]), arr[1]))
}

type visitor interface{ visit(*node) visitor }
type counter struct{ n int }
type keeper struct{ last *node }

func (c *counter) visit(p *node) visitor { c.n += p.v; return c }
func (k keeper) visit(p *node) visitor   { return keeper{p} }

func visits() int {
	var v visitor = &counter{}
	var k visitor = keeper{}
	for i := range 4 {
		n := node{v: i}
		v = v.visit(&n)
		k = k.visit(&n)
	}
	return v.(*counter).n*10 + k.(keeper).last.v
}

func run(id int, out chan<- string) {
	b := mk(id)
	pause()
	f, g := closures()
	g(id)
	g(3)
	s, c := words([]byte("one two three one four onetwothree"))
	t := 0
	for n := list(4); n != nil; n = n.next {
		t = t*2 + n.v
	}
	i := iface(id).(struct {
		a any
		b [3]any
	})
	vals := []int{b.a.v, b.b.v, b.b.next.v, b.n[0], f(), t, swap(7), nest(4), methods(), ranges(), gotos(9), gotos(3), c,
		deferred(1).v, deferred(5).v, i.a.(*node).v, i.b[1].(*node).v, sinkOK(), chans(), copies(), visits()}
	text := s + string(bytesOf("abcdefghijklmnopqrstuvwxyz0123456789")) + string(bytesOf("q"))
	for _, v := range vals {
		text += " " + itoa(v)
	}
	out <- text
}

func sinkOK() int {
	if sink.(*node) != nil {
		return 1
	}
	return 0
}

func itoa(v int) string {
	var buf [20]byte
	i := len(buf)
	neg := v < 0
	if neg {
		v = -v
	}
	for {
		i--
		buf[i] = byte('0' + v%10)
		v /= 10
		if v == 0 {
			break
		}
	}
	if neg {
		i--
		buf[i] = '-'
	}
	return string(buf[i:])
}

func main() {
	out := make(chan string)
	for id := range 4 {
		go run(id, out)
	}
	got := make([]string, 0, 4)
	for len(got) < 4 {
		select {
		case <-tick:
			junk := make([]*node, 0)
			for i := range 20 {
				junk = append(junk, &node{v: -i, s: itoa(i)})
			}
		case t := <-out:
			got = append(got, t)
		}
	}
	for i := range got {
		for j := range i {
			if got[i] < got[j] {
				got[i], got[j] = got[j], got[i]
			}
		}
	}
	for _, t := range got {
		println(t)
	}
}

// Output:
// one-two-three-one-four-onetwothreeonetwothre!bcdefghijklmnopqrstuvwxyz0123456789xyzxyz 0 1 0 0 6 34 191 30 10039367 80 4028 2001 23 2 6 0 0 1 3 33 63
// one-two-three-one-four-onetwothreeonetwothre!bcdefghijklmnopqrstuvwxyz0123456789xyzxyz 1 2 1 1 8 34 191 30 10039367 80 4028 2001 23 2 6 1 1 1 3 33 63
// one-two-three-one-four-onetwothreeonetwothre!bcdefghijklmnopqrstuvwxyz0123456789xyzxyz 2 3 2 2 10 34 191 30 10039367 80 4028 2001 23 2 6 2 2 1 3 33 63
// one-two-three-one-four-onetwothreeonetwothre!bcdefghijklmnopqrstuvwxyz0123456789xyzxyz 3 4 3 3 12 34 191 30 10039367 80 4028 2001 23 2 6 3 3 1 3 33 63
