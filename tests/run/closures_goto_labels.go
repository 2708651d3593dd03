// Control flow: closures over loop variables, counters shared between closures, recursion through variables, labels, goto,
// switch forms with fallthrough, order of evaluation, package initialisation order.
package main

var (
	third  = second + 1
	first  = trace("first", 1)
	second = trace("second", first+1)
	_      = trace("blank", 0)
	table  = map[string]func(int) int{"double": func(n int) int { return n * 2 }, "square": square}
)

func init() { println("init one", third) }
func init() { println("init two", table["square"](5), table["double"](5)) }

func trace(name string, n int) int {
	println("trace", name, n)
	return n
}

func square(n int) int { return n * n }

func counter() (func() int, func(int)) {
	n := 0
	return func() int { n++; return n }, func(to int) { n = to }
}

func classify(n int) string {
	switch {
	case n < 0:
		return "negative"
	case n == 0:
		fallthrough
	case n == 1:
		return "tiny"
	case n > 100:
		break
	default:
		switch n % 3 {
		case 0, 1:
			return "small"
		}
		return "odd one"
	}
	return "large"
}

func collatz(n int) (steps int) {
again:
	if n == 1 {
		return
	}
	steps++
	if n%2 == 0 {
		n /= 2
		goto again
	}
	n = 3*n + 1
	goto again
}

func crossing(n int) int {
	i, sum := 0, 0
	if n%2 == 1 {
		goto middle
	}
top:
	sum += 10
middle:
	sum += i
	i++
	if i < n {
		goto top
	}
	return sum
}

func search(grid [][]int, want int) (int, int) {
outer:
	for i, row := range grid {
		for j, v := range row {
			switch {
			case v == want:
				return i, j
			case v < 0:
				continue outer
			case v > 100:
				break outer
			}
		}
	}
	return -1, -1
}

func pair(name string, v int) (int, int) { println("pair", name); return v, v + 1 }
func get(name string, v int) int         { print(name, " "); return v }

func main() {
	defer println("end of main")
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		print(f(), " ", f(), " ")
	}
	println("end")
	next, set := counter()
	next()
	set(41)
	println(next())
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	println(fib(20))
	compose := func(fs ...func(int) int) func(int) int {
		return func(n int) int {
			for _, f := range fs {
				n = f(n)
			}
			return n
		}
	}
	println(compose(square, func(n int) int { return n + 1 }, square)(3), compose()(4))
	for _, n := range []int{-1, 0, 1, 3, 5, 200} {
		print(classify(n), " ")
	}
	println("end")
	println(collatz(27), crossing(5), crossing(6))
	i, j := search([][]int{{1, -1, 5}, {2, 5}, {101}}, 5)
	println(i, j)
	i, j = search([][]int{{101}, {5}}, 5)
	println(i, j)
	a := []int{0, 0, 0}
	a[get("i", 1)], a[get("j", 2)] = pair("values", get("v", 7))
	println(a[1], a[2])
	x := get("a", 1) + get("b", 2)*get("c", 3)
	println(x, get("t", 1) == 1 || get("never", 1) == 1, get("f", 0) == 1 && get("never", 1) == 1)
	var iface any = get("boxed", 5)
	switch v := iface.(type) {
	case string:
		println("string", v)
	case int:
		println("int", v)
	}
	func() {
		for i := range 3 {
			switch i {
			case 1:
				continue
			case 2:
				return
			}
			println("loop", i)
		}
	}()
	for n := range 3 {
		defer func() { print(n, " ") }()
	}
	k := 0
	for range 5 {
		k++
	}
	for k < 10 {
		k += 3
	}
	println(k)
}

// Output:
// trace first 1
// trace second 2
// trace blank 0
// init one 3
// init two 25 10
// 10 20 11 21 12 22 end
// 42
// 6765
// 100 4
// negative tiny tiny small odd one large end
// 111 50 75
// 1 1
// -1 -1
// i j v pair values
// 7 8
// a b c t f 7 true false
// boxed int 5
// loop 0
// 11
// 2 1 0 end of main
