// Deferred closures lie in the frames of their functions, with what they share with them: they must be there when they run, after
// a panic, a suspension or an exit, and what they keep must outlast the frame.
package main

import "runtime"

type node struct {
	next *node
	n    int
}

var kept *node

var keep func() int

//go:noinline
func shared(n int) (result int, text string) {
	local := node{n: n}
	defer func() {
		result += local.n
		text += "!"
		if r := recover(); r != nil {
			text += r.(string)
		}
	}()
	defer func(p *node, m int) { p.n += m }(&local, 10)
	local.n *= 2
	result, text = 1, "text"
	if n > 2 {
		panic(" recovered")
	}
	return 100, "returned"
}

//go:noinline
func leaves(n int) {
	local := node{n: n}
	defer func() { kept = &local }()
	captured := n * 2
	defer func() {
		captured++
		keep = func() int { captured++; return captured }
	}()
}

//go:noinline
func inLoop(n int) (sum int) {
	for i := range n {
		local := node{n: i}
		defer func() { sum = sum*10 + local.n }()
		local.n++
	}
	return 0
}

//go:noinline
func suspends(c, d chan int) (sum int) {
	local := node{n: 5}
	defer func() {
		d <- local.n
		sum += <-c + local.n
	}()
	local.n += <-c
	return 1000
}

//go:noinline
func exits(d chan int) {
	local := node{n: 7}
	defer func() { d <- local.n }()
	defer func() { local.n++ }()
	below()
}

//go:noinline
func below() {
	mine := 3
	defer func() { mine++; println("mine", mine) }()
	runtime.Goexit()
}

//go:noinline
func again() (s string) {
	a, b := "a", "b"
	defer func() { s = a + b + recover().(string) }()
	defer func() {
		b = "B" + recover().(string)
		panic("second")
	}()
	defer func() { a = "A" }()
	panic("first")
}

//go:noinline
func nested(depth int) (n int) {
	list := &node{n: depth}
	defer func() {
		for at := list; at != nil; at = at.next {
			n += at.n
		}
	}()
	list = &node{list, depth * 100}
	if depth > 0 {
		return nested(depth - 1)
	}
	garbage()
	return 0
}

//go:noinline
func garbage() {
	for range 1000 {
		kept = &node{n: 1}
	}
	runtime.GC()
}

type locker struct{ held bool }

func (l *locker) lock()   { l.held = true }
func (l *locker) unlock() { l.held = false }

type unlocker interface{ unlock() }

//go:noinline
func locked(l *locker) bool {
	l.lock()
	defer l.unlock()
	var u unlocker = &locker{}
	defer u.unlock()
	return l.held
}

func main() {
	println(shared(1))
	println(shared(3))
	leaves(4)
	garbage()
	println(keep(), keep())
	println(inLoop(5), nested(6))
	leaves(9)
	println(kept.n)
	c, d, sum := make(chan int), make(chan int), make(chan int)
	for range 3 {
		go func() { sum <- suspends(c, d) }()
	}
	for i := range 3 {
		c <- i
	}
	total := 0
	for range 3 {
		total = total*10 + <-d - 5
	}
	println(total == 12 || total%9 == 3)
	for range 3 {
		c <- 100
	}
	println(<-sum + <-sum + <-sum)
	go exits(d)
	println(<-d)
	println(again())
	l := &locker{}
	println(locked(l), l.held)
}

// Output:
// 112 returned!
// 17 text! recovered
// 10 11
// 54321 2121
// 9
// true
// 3318
// mine 4
// 8
// ABfirstsecond
// true false
