// What a closure captured leaves its function only if the closure's own function lets it: kept, given back, sent on or stored where
// an argument points. Recursive functions that wait for others get objects of frames.
package main

type node struct {
	next *node
	n    int
}

var kept *node

//go:noinline
func apply(f func(*node) *node, arg *node) *node { return f(arg) }

//go:noinline
func twice(f func() *node) int { return f().n + f().n }

//go:noinline
func pick(i int) func(*node) *node {
	local, other := &node{n: 10 * i}, &node{n: 10*i + 1}
	switch i {
	case 0:
		return func(*node) *node { return local }
	case 1:
		return func(to *node) *node { to.next = local; return other }
	case 2:
		return func(*node) *node { kept = local; return nil }
	}
	return func(from *node) *node { local.n += from.n; return local }
}

//go:noinline
func reads(i int) int {
	local := node{n: i}
	apply(func(arg *node) *node { local.n += arg.n; return nil }, &node{n: 7})
	return local.n
}

//go:noinline
func keeps(i int) {
	local := node{n: i}
	apply(func(arg *node) *node { kept = &local; return nil }, nil)
}

//go:noinline
func gives(i int) *node {
	local := node{n: i}
	return apply(func(arg *node) *node { return &local }, nil)
}

//go:noinline
func links(to *node, i int) {
	local := node{n: i}
	apply(func(arg *node) *node { arg.next = &local; return nil }, to)
}

//go:noinline
func chooses(first bool, i int) *node {
	local, other := node{n: i}, node{n: i + 1}
	f := func() *node { return &local }
	if !first {
		f = func() *node { return &other }
	}
	sum := twice(f)
	kept = &node{f(), sum}
	return kept
}

//go:noinline
func nests(i int) *node {
	local := node{n: i}
	outer := func(*node) *node {
		inner := func(*node) *node { return &local }
		return apply(inner, nil)
	}
	return apply(outer, nil)
}

// walk waits at every level, in the function it is given only.
//
//go:noinline
func walk(depth int, total *node, visit func(*node) *node) {
	local := node{n: depth}
	visit(&local)
	total.n += local.n
	if depth > 0 {
		walk(depth-1, total, visit)
	}
	visit(&local)
	total.n += local.n
}

//go:noinline
func waits(c chan int) int {
	total := node{n: 0}
	walk(5, &total, func(at *node) *node { at.n += <-c; return nil })
	return total.n
}

func garbage() {
	for i := range 2000 {
		kept = &node{kept, i}
		if i%10 == 0 {
			kept = nil
		}
	}
}

func main() {
	var to node
	for i := range 4 {
		f := pick(i)
		garbage()
		if result := apply(f, &to); result != nil {
			println(result.n)
		}
		garbage2 := kept
		garbage()
		if i == 2 {
			println(garbage2.n)
		}
	}
	println(to.next.n, reads(5))
	keeps(8)
	saved := kept
	given := gives(9)
	links(&to, 11)
	garbage()
	println(saved.n, given.n, to.next.n, nests(12).n)
	a, b := chooses(true, 13), chooses(false, 20)
	garbage()
	println(a.n, a.next.n, b.n, b.next.n)
	c, done := make(chan int), make(chan int)
	for range 3 {
		go func() { done <- waits(c) }()
	}
	for range 36 {
		c <- 1
	}
	println(<-done, <-done, <-done)
}

// Output:
// 0
// 11
// 20
// 30
// 10 12
// 8 9 11 12
// 26 13 42 21
// 48 48 48
