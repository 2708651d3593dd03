// JavaScript calls functions of Go: with this and arguments, from within calls of JavaScript, and while others are blocked.
package main

import (
	"fmt"
	"syscall/js"
)

func function(f func(args []js.Value) any) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any { return f(args) })
}

// Each level calls JavaScript, which calls the next.
func nested() {
	call := js.Global().Call("eval", "(f, n) => n == 0 ? 0 : 1 + f(n - 1)")
	var down js.Func
	down = function(func(args []js.Value) any {
		n := args[0].Int()
		local := make([]int, 3)
		local[n%3] = n
		r := call.Invoke(down, n).Int()
		if local[n%3] != n {
			panic("a frame has changed")
		}
		return r
	})
	fmt.Println("nested", call.Invoke(down, 40))
}

// JavaScript gets a property, for which it calls Go, between reading the receiver and the arguments.
func getter() {
	object := js.Global().Call("eval", "(f) => ({ get method() { f('a', 1, 'b'); return (...all) => all.join('-') } })")
	o := object.Invoke(function(func(args []js.Value) any {
		return js.Global().Get("String").Invoke(fmt.Sprint(args[0], args[1], args[2]))
	}))
	fmt.Println("getter", o.Call("method", 1, "two", 3.5, "four", "five"))
}

func main() {
	sum := function(func(args []js.Value) any {
		total := 0
		for _, arg := range args {
			total += arg.Int()
		}
		return total
	})
	fmt.Println("sum", sum.Invoke(1, 2, 3))

	this := js.FuncOf(func(this js.Value, args []js.Value) any { return this.Get("name") })
	object := js.ValueOf(map[string]any{"name": "object"})
	object.Set("who", this)
	fmt.Println("this", object.Call("who"))

	var seen []int
	js.ValueOf([]any{3, 1, 2}).Call("forEach", function(func(args []js.Value) any {
		seen = append(seen, args[0].Int())
		return nil
	}))
	fmt.Println("forEach", seen)
	sorted := js.ValueOf([]any{3, 1, 2}).Call("sort", function(func(args []js.Value) any { return args[0].Int() - args[1].Int() }))
	fmt.Println("sort", sorted.Call("join", ","))

	nested()
	getter()

	// The callback ends while a call that came later is served, and only then JavaScript goes on.
	in, out, done := make(chan int), make(chan int), make(chan int)
	js.Global().Call("setTimeout", function(func(args []js.Value) any {
		in <- 1
		println("callback got", <-out)
		close(done)
		return nil
	}), 0)
	<-in
	out <- 2
	sum.Invoke()
	<-done

	// A callback that waits for another goroutine.
	requests := make(chan chan string)
	go func() {
		for request := range requests {
			request <- "served"
		}
	}()
	ask := function(func(args []js.Value) any {
		answer := make(chan string)
		requests <- answer
		return <-answer
	})
	fmt.Println("blocked", ask.Invoke())

	failing := function(func(args []js.Value) any {
		defer func() { recover() }()
		panic("in a callback")
	})
	fmt.Println("recovered", failing.Invoke())

	// One panics through JavaScript's frames: the exception of JavaScript is Go's panic value again.
	throwing := js.Global().Call("eval", "(f) => { try { f() } catch (e) { return 'no' } throw new Error('after ' + f()) }")
	func() {
		defer func() { fmt.Println("thrown:", recover()) }()
		throwing.Invoke(function(func(args []js.Value) any { return "call" }))
	}()
	sum.Release()
}

// Output:
// sum <number: 6>
// this object
// forEach [3 1 2]
// sort 1,2,3
// nested <number: 40>
// getter 1-two-3.5-four-five
// blocked served
// recovered <null>
// thrown: JavaScript error: after call
// callback got 2
