// Calls of built-in functions beside calls of functions, and reads of variables, in the order of Go's compiler.
package main

type T struct{ a, b, c int }

func three(a, b, c int)      { println("call", a, b, c) }
func any3(a, b, c any)       { println("any", a.(int), b.(int), c.(int)) }
func vari(a ...int)          { println("variadic", a[0], a[1], a[2]) }
func results(x *[]int) (a, b, c int) {
	f := func() int { *x = make([]int, 3); return 2 }
	return len(*x), f(), len(*x)
}

func main() {
	var x []int
	var n int
	var s string
	var z complex128
	var m map[string]int
	var p *T
	arr := [3]int{1, 2, 3}
	reset := func() {
		x, n, s, z, m, p = make([]int, 1), 1, "a", 1+1i, map[string]int{"k": 1}, &T{1, 1, 1}
		arr = [3]int{1, 2, 3}
	}
	f := func() int {
		x, n, s, z, m, p = make([]int, 3), 3, "abc", 3+3i, map[string]int{"k": 3, "l": 4}, &T{3, 3, 3}
		arr[0] = 9
		return 2
	}
	reset()
	a, b, c := len(x), f(), len(x)
	println("define", a, b, c)
	reset()
	a, b, c = cap(x), f(), cap(x)
	println("assign", a, b, c)
	reset()
	three(len(x), f(), len(x))
	reset()
	any3(len(x), f(), len(x))
	reset()
	vari(len(x), f(), len(x))
	reset()
	println("println", len(x), f(), len(x))
	reset()
	println("println variable", n, f(), n)
	reset()
	println("println string", s, f(), s)
	reset()
	println("println field", p.a, f(), p.a)
	reset()
	println("println map", m["k"], f(), m["k"])
	reset()
	println("println index", arr[0], f(), arr[0])
	reset()
	println("println len string", len(s), f(), len(s))
	reset()
	println("println complex", real(z), f(), imag(z))
	reset()
	three(n, f(), n)
	reset()
	three(p.a, f(), p.a)
	reset()
	three(m["k"], f(), m["k"])
	reset()
	three(arr[0], f(), arr[0])
	reset()
	three(n+1, f(), n+1)
	reset()
	t := T{n, f(), n}
	println("struct", t.a, t.b, t.c)
	reset()
	t = T{len(x), f(), len(x)}
	println("struct len", t.a, t.b, t.c)
	reset()
	q := &T{n, f(), n}
	println("pointer", q.a, q.b, q.c)
	reset()
	l := []int{n, f(), n}
	println("slice", l[0], l[1], l[2])
	reset()
	l = []int{len(x), f(), len(x)}
	println("slice len", l[0], l[1], l[2])
	reset()
	y := [3]int{n, f(), n}
	println("array", y[0], y[1], y[2])
	reset()
	k := map[int]int{1: n, 2: f(), 3: n}
	println("map", k[1], k[2], k[3])
	reset()
	println("sum", n+f(), n)
	reset()
	println("sum len", len(x)+f()+len(x))
	reset()
	println("append", len(append(x, f())), len(x))
	reset()
	l = append(x, n, f(), n)
	println("append", len(l), l[len(l)-3], l[len(l)-2], l[len(l)-1])
	reset()
	println("min", min(n, f()), max(n, len(x)))
	reset()
	println("index", arr[f()-2], n)
	reset()
	w := make([]int, n, f()+n)
	println("make", len(w), cap(w))
	reset()
	v := complex(float64(n), float64(f()))
	println("complex", v)
	reset()
	println("results")
	x = make([]int, 1)
	three(results(&x))
	reset()
	n, g := f(), n
	println("swap", n, g)
	reset()
	ok := n == 1 && f() == 2 && n == 3
	println("and", ok)
	reset()
	println("conversion", float64(n), f(), float64(n))
	reset()
	three(int(float64(n)), f(), -n)
	reset()
	println("slice expr", len(x[:n]), f(), len(x[:n]))
	reset()
	println("deref", *&n, f(), *&n)
}

// Output:
// define 1 2 3
// assign 1 2 3
// call 1 2 3
// any 1 2 3
// variadic 1 2 3
// println 1 2 3
// println variable 3 2 3
// println string abc 2 abc
// println field 3 2 3
// println map 3 2 3
// println index 9 2 9
// println len string 1 2 3
// println complex 1 2 3
// call 3 2 3
// call 3 2 3
// call 3 2 3
// call 9 2 9
// call 4 2 4
// struct 3 2 3
// struct len 1 2 3
// pointer 3 2 3
// slice 3 2 3
// slice len 1 2 3
// array 3 2 3
// map 1 2 3
// sum 5 3
// sum len 6
// append 4 3
// append 6 3 2 3
// min 2 3
// index 9 3
// make 3 5
// complex (3+2i)
// results
// call 1 2 3
// swap 2 3
// and true
// conversion 3 2 3
// call 3 2 -3
// slice expr 1 2 3
// deref 3 2 3
