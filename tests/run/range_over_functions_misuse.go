// Iterators that call the body when they must not: the panics of each state.
package main

func try(name string, f func()) {
	defer func() {
		switch r := recover().(type) {
		case nil:
			println(name, "no panic")
		case error:
			println(name, r.Error())
		case string:
			println(name, r)
		}
	}()
	f()
}

var saved func(int) bool

func main() {
	try("after false", func() {
		for i := range func(yield func(int) bool) { yield(1); yield(2) } {
			println("body", i)
			break
		}
	})
	try("after the loop", func() {
		for i := range func(yield func(int) bool) { saved = yield; yield(1) } {
			println("body", i)
		}
		saved(2)
	})
	try("after a panic", func() {
		iterator := func(yield func(int) bool) {
			func() {
				defer func() { println("swallowed", recover().(string)) }()
				yield(1)
			}()
			yield(2)
		}
		for range iterator {
			panic("body panics")
		}
	})
	try("lost panic", func() {
		iterator := func(yield func(int) bool) {
			defer func() { recover() }()
			yield(1)
		}
		for range iterator {
			panic("body panics")
		}
		println("not reached")
	})
	try("panic passes", func() {
		for range func(yield func() bool) { defer println("cleanup"); yield() } {
			panic("from the body")
		}
	})
	try("iterator panics", func() {
		for range func(yield func() bool) { yield(); panic("from the iterator") } {
			println("body")
		}
	})
	try("nil iterator", func() {
		var none func(func(int) bool)
		for range none {
		}
	})
	try("inner after outer break", func() {
		var keep func(int) bool
	outer:
		for range func(yield func(int) bool) { yield(0); keep(5) } {
			for range func(yield func(int) bool) { keep = yield; yield(0) } {
				break outer
			}
		}
	})
}

// Output:
// body 1
// after false runtime error: range function continued iteration after function for loop body returned false
// body 1
// after the loop runtime error: range function continued iteration after whole loop exit
// swallowed body panics
// after a panic runtime error: range function continued iteration after loop body panic
// lost panic runtime error: range function recovered a loop body panic and did not resume panicking
// cleanup
// panic passes from the body
// body
// iterator panics from the iterator
// nil iterator runtime error: invalid memory address or nil pointer dereference
// inner after outer break runtime error: range function continued iteration after whole loop exit
