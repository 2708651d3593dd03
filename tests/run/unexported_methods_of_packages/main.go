// Unexported methods of the same name are different methods in different packages.
package main

import "example.com/methods/p"

type T struct{ *p.S }

type I interface{ get() string }

type U struct{ *p.S }

func (U) get() string { return "main.get" }
func (U) Get() string { return "main.Get" }

type both interface {
	I
	p.I
}

func main() {
	println(p.F(T{}), p.F(U{}))
	for _, x := range []any{T{}, U{}, &T{}, &U{}} {
		i, ok := x.(I)
		println(ok)
		if ok {
			println(i.get())
		}
		j, ok := x.(p.I)
		println(ok)
		if ok {
			println(p.F(j))
		}
		_, ok = x.(p.J)
		b, isBoth := x.(both)
		println(ok, isBoth)
		if isBoth {
			println(p.F(b))
		}
	}
	var b both = U{}
	println(p.F(b))
	known()
}

// The dynamic types are known when the program is compiled.
func known() {
	var x any = &p.S{}
	i, ok := x.(I)
	println(ok, i == nil)
	if j, ok := x.(p.I); ok {
		println(p.F(j))
	}
	x = U{&p.S{}}
	println(x.(I).get(), p.F(x.(p.I)), p.F(x.(both)))
}

// Output:
// p.get p.get
// false
// true
// p.get
// false false
// true
// main.get
// true
// p.get
// true true
// p.get
// false
// true
// p.get
// false false
// true
// main.get
// true
// p.get
// true true
// p.get
// p.get
// false true
// p.get
// main.get p.get p.get
