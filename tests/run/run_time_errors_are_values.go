// Run-time errors as values: their types, methods, texts and identity.
package main

type S struct{ a int }

func (s S) N() int { return s.a }

type I interface{ N() int }
type E struct{ *S }

func try(what string, f func()) {
	defer func() {
		e := recover()
		_, isErr := e.(error)
		_, isRT := e.(interface{ RuntimeError() })
		println(what, isErr, isRT)
		if err, ok := e.(error); ok {
			println(err.Error())
		}
	}()
	f()
}

type rt interface {
	error
	RuntimeError()
}

func name(f func()) {
	defer func() {
		e := recover()
		defer func() { println(recover().(error).Error()) }()
		_ = e.(string)
	}()
	f()
}

func main() {
	var p *S
	var i I = p
	var e E
	try("method value", func() { f := p.N; f() })
	try("method expr", func() { (*S).N(p) })
	try("method expr value", func() { f := (*S).N; f(p) })
	try("imethod value", func() { f := i.N; f() })
	try("embedded", func() { I(e).N() })
	try("embedded p", func() { I(&e).N() })
	var m map[string]int
	var x []int
	var a any = 1
	var z int
	var c chan int
	name(func() { m["a"] = 1 })
	name(func() { x[z] = 1 })
	name(func() { x = x[1:z] })
	name(func() { _ = [2]int(x) })
	name(func() { println(1 / z) })
	name(func() { println(p.a) })
	name(func() { println(1 << (z - 1)) })
	name(func() { _ = a.(string) })
	name(func() { _ = a.(rt) })
	name(func() { panic(nil) })
	name(func() { close(c) })
	name(func() { c = make(chan int); close(c); close(c) })
	name(func() { c <- 1 })
	name(func() { x = make([]int, z-1) })
	name(func() { c = make(chan int, z-1) })
	name(func() { a = x; println(a == a) })
	name(func() { a = x; mm := map[any]int{}; mm[a] = 1 })
	try("nil", func() { panic(nil) })
	try("map", func() { m["a"] = 1 })
	try("assert", func() { _ = a.(string) })
	var e1, e2 any
	func() { defer func() { e1 = recover() }(); x = nil; x[z] = 1 }()
	func() { defer func() { e2 = recover() }(); x = nil; x[z] = 1 }()
	println(e1 == e2)
	func() { defer func() { e1 = recover() }(); a = 1; _ = a.(string) }()
	func() { defer func() { e2 = recover() }(); _ = a.(string) }()
	println(e1 == e2)
	switch e1.(type) {
	case interface{ RuntimeError() }:
		println("runtime error")
	case error:
		println("error")
	}
	defer func() { panic(recover()) }()
	panic(e1)
}

// Exit: 2
// Output:
// method value true true
// runtime error: invalid memory address or nil pointer dereference
// method expr true true
// value method main.S.N called using nil *S pointer
// method expr value true true
// value method main.S.N called using nil *S pointer
// imethod value true true
// value method main.S.N called using nil *S pointer
// embedded true true
// runtime error: invalid memory address or nil pointer dereference
// embedded p true true
// runtime error: invalid memory address or nil pointer dereference
// interface conversion: interface {} is runtime.plainError, not string
// interface conversion: interface {} is runtime.boundsError, not string
// interface conversion: interface {} is runtime.boundsError, not string
// interface conversion: interface {} is runtime.boundsError, not string
// interface conversion: interface {} is runtime.errorString, not string
// interface conversion: interface {} is runtime.errorString, not string
// interface conversion: interface {} is runtime.errorString, not string
// interface conversion: interface {} is *runtime.TypeAssertionError, not string
// interface conversion: interface {} is *runtime.TypeAssertionError, not string
// interface conversion: interface {} is *runtime.PanicNilError, not string
// interface conversion: interface {} is runtime.plainError, not string
// interface conversion: interface {} is runtime.plainError, not string
// interface conversion: interface {} is runtime.plainError, not string
// interface conversion: interface {} is runtime.errorString, not string
// interface conversion: interface {} is runtime.plainError, not string
// interface conversion: interface {} is runtime.errorString, not string
// interface conversion: interface {} is runtime.errorString, not string
// nil true true
// runtime error: panic called with nil argument
// map true true
// assignment to entry in nil map
// assert true true
// interface conversion: interface {} is []int, not string
// true
// false
// runtime error
// panic: interface conversion: interface {} is int, not string [recovered, repanicked]
