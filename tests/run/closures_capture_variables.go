// Closures: shared captured variables, a variable for each iteration, recursion, counters, functions as values.
package main

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 100 }
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

var global = func(s string) string { return "<" + s + ">" }

type node struct{ f func(*node) int }

func main() {
	inc, reset := counter()
	inc()
	println(inc())
	reset()
	println(inc())
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		print(f(), " ", f(), " ")
	}
	println()
	for i, s := range []string{"a", "b"} {
		defer func() { println("deferred", i, s) }()
	}
	for i := 0; i < 4; i++ {
		f := func() { i++ }
		f()
		print(i, " ")
	}
	println()
	add := func(d int) func(int) int { return func(x int) int { return x + d } }
	println(compose(add(1), add(10), func(x int) int { return x * x })(3))
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	println(fib(20))
	println(global("x"))
	global = func(s string) string { return s + s }
	println(global("x"))
	n := node{}
	n.f = func(m *node) int { m.f = nil; return 5 }
	println(n.f(&n), n.f == nil)
	x, y, z := 1, "two", [3]int{3, 3, 3}
	func() {
		x++
		y += "!"
		z[1] = x
		func() { z[2] = len(y) }()
	}()
	println(x, y, z[1], z[2])
	println(func(a, b int) (int, int) { return b, a }(1, 2))
	var nilf func()
	defer func() { println(recover().(error).Error()) }()
	nilf()
}

// Output:
// 2
// 101
// 10 20 11 21 12 22
// 1 3
// 196
// 6765
// <x>
// xx
// 5 true
// 2 two! 2 4
// 2 1
// runtime error: invalid memory address or nil pointer dereference
// deferred 1 b
// deferred 0 a
