// A stack trace shows the functions on the stack, those put in place of their calls among them, with their lines; where
// deferred calls run, also what the panic has passed.
package main

type list struct{ items []int }

func (l *list) at(i int) int {
	return l.items[i]
}

func inlined(l *list, i int) int {
	return 1 +
		l.at(i)
}

//go:noinline
func apply[T any](f func(T) int, x T) int {
	return f(x)
}

func recursive(n int, l *list) int {
	if n > 0 {
		return recursive(n-1, &list{l.items[:len(l.items)]}) + l.items[0]
	}
	sum := 0
	sum += apply(func(i int) int { return inlined(l, i) }, 7)
	return sum
}

func main() {
	defer func() {
		defer println("deferred")
		var m map[string]*list
		m["a"].at(recursive(0, &list{make([]int, 8)}))
	}()
	println(recursive(
		2, &list{make([]int, 3)}))
}

// Flags: traces
// Exit: 2
// Output:
// deferred
// panic: runtime error: index out of range [7] with length 3
// 	panic: runtime error: invalid memory address or nil pointer dereference
// [signal 0xb code=0x0 addr=0x0 pc=0x0]
//
// goroutine 1 [running]:
// main.(*list).at(...)
// 	./stack_trace_of_panics.go:8
// main.main.func1(...)
// 	./stack_trace_of_panics.go:34
// panic(...)
// main.(*list).at(...)
// 	./stack_trace_of_panics.go:8
// main.inlined(...)
// 	./stack_trace_of_panics.go:13
// main.recursive.func1(...)
// 	./stack_trace_of_panics.go:26
// main.apply[...](...)
// 	./stack_trace_of_panics.go:18
// main.recursive(...)
// 	./stack_trace_of_panics.go:26
// main.recursive(...)
// 	./stack_trace_of_panics.go:23
// main.recursive(...)
// 	./stack_trace_of_panics.go:23
// main.main(...)
// 	./stack_trace_of_panics.go:36
