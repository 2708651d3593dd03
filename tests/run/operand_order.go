// The order of operands that the specification leaves open is that of Go's own compiler.
package main

var g = []int{1}

type t struct{ n int }

//go:noinline
func f() int { g = append(g, 2); return 0 }

//go:noinline
func h(a, b int) int { return a*10 + b }

//go:noinline
func k(n int) int { println("k", n); return n }

var x any = 5

func main() {
	s := []int{1}
	lf := func() int { s = append(s, 2); return 0 }
	println(len(s) + lf())
	println(h(len(s), lf()))
	println(len(g) + f())
	println(h(len(g), f()))
	a := []int{len(g), f(), len(g)}
	println(a[0], a[1], a[2])
	println(h(cap(g[:1:len(g)]), f()))
	c := complex(1, 2)
	cf := func() float64 { c = 5; return 0 }
	println(real(c) + cf())
	println(h(int(min(len(g), 100)), f()))
	m := map[int]int{1: 1}
	mf := func() int { m[1]++; return 0 }
	println(h(m[1], mf()), m[1]+mf())
	i := 1
	xf := func() int { i++; x = i; return 0 }
	println(h(x.(int), xf()), x.(int)+xf())
	p := &t{1}
	pf := func() int { p = &t{p.n + 1}; return 0 }
	println(h(p.n, pf()), p.n+pf())
	b := true
	bf := func() int { b = !b; return 0 }
	one := func(x bool) int { if x { return 1 }; return 0 }
	println(h(one(b && i > 0), bf()), one(b) + bf())
	st := "abc"
	sf := func() int { st += "d"; return 0 }
	println(h(len(st[1:]), sf()), len(st[1:])+sf(), h(len(st+"x"), sf()))
	bs := []byte("abc")
	bsf := func() int { bs[0]++; return 0 }
	println(h(int(string(bs)[0]), bsf()), int(string(bs)[0])+bsf())
	var e any
	ef := func() any { s = append(s, 1); return len(s) }
	e2 := []any{len(s), ef(), any(len(s)), s[0]}
	_ = e
	println(e2[0].(int), e2[1].(int), e2[2].(int))
	arr := [3]int{1, 2, 3}
	af := func() int { arr[0] = 9; return 0 }
	println(h(arr[0], af()), arr[0]+af())
	arr2 := [3]int{1, 2, 3}
	af2 := func() int { arr2[0] = 9; return 0 }
	q := struct{ a [3]int; n int }{arr2, af2()}
	println(q.a[0])
	w := 1
	wf := func() int { w++; return 1 }
	println(h(w, wf()), w+wf(), w*wf()+w, -w+wf(), h(-w, wf()), h(w<<1, wf()))
	z := struct{ a, b, c int }{w, wf(), w}
	println(z.a, z.b, z.c)
	u, v := w, wf()
	println(u, v)
	y := map[int]int{w: wf(), w + 5: wf()}
	println(len(y), y[4], y[9], y[10], y[11], y[12], y[13], y[14])
	k(w + k(wf()))
	if w == wf()+w-1 { println("same") }
	sl := make([]int, 20)
	sl[w] = wf()
	for i, v := range sl { if v != 0 { println("at", i) } }
	ch := make(chan int, 3)
	ch <- w + wf()
	println(<-ch)
	w2, w3 := w+wf(), w
	println(w2 - w3)
}

// Output:
// 1
// 20
// 1
// 20
// 3 0 4
// 40
// 1
// 50
// 20 3
// 50 2
// 20 3
// 10 0
// 20 3 60
// 980 99
// 3 4 4
// 90 9
// 9
// 21 8 14 -6 -59 141
// 8 1 8
// 9 1
// 2 0 0 1 0 0 0 0
// k 1
// k 13
// same
// at 14
// 16
// 1
