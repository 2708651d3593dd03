// A deferred call that recovers and panics again: the trace goes on to where the first panic came from.
package main

import "runtime/debug"

var valid bool

func fail() { panic("first") }

func guarded(f func()) {
	defer func() {
		p := recover()
		if !valid {
			panic(p)
		}
	}()
	f()
	valid = true
}

func around(f func()) {
	defer func() { println("around") }()
	guarded(f)
}

func main() {
	defer func() {
		println(recover().(string))
		debug.PrintStack()
		panic("last")
	}()
	around(fail)
}

// Flags: traces
// Exit: 2
// Output:
// around
// first
// goroutine 1 [running]:
// runtime/debug.Stack(...)
// 	runtime/debug/stack.go:26
// runtime/debug.PrintStack(...)
// 	runtime/debug/stack.go:18
// main.main.func1(...)
// 	./stack_trace_of_a_panic_in_a_deferred_call.go:29
// panic(...)
// main.guarded.func1(...)
// 	./stack_trace_of_a_panic_in_a_deferred_call.go:14
// panic(...)
// main.fail(...)
// 	./stack_trace_of_a_panic_in_a_deferred_call.go:8
// main.guarded(...)
// 	./stack_trace_of_a_panic_in_a_deferred_call.go:17
// main.around(...)
// 	./stack_trace_of_a_panic_in_a_deferred_call.go:23
// main.main(...)
// 	./stack_trace_of_a_panic_in_a_deferred_call.go:32
// panic: first [recovered, repanicked]
// 	panic: last
//
// goroutine 1 [running]:
// main.main.func1(...)
// 	./stack_trace_of_a_panic_in_a_deferred_call.go:30
// panic(...)
// main.guarded.func1(...)
// 	./stack_trace_of_a_panic_in_a_deferred_call.go:14
// panic(...)
// main.fail(...)
// 	./stack_trace_of_a_panic_in_a_deferred_call.go:8
// main.guarded(...)
// 	./stack_trace_of_a_panic_in_a_deferred_call.go:17
// main.around(...)
// 	./stack_trace_of_a_panic_in_a_deferred_call.go:23
// main.main(...)
// 	./stack_trace_of_a_panic_in_a_deferred_call.go:32
