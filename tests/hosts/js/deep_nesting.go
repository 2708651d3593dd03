// Calls of Go in calls of JavaScript in calls of Go, as deep as JavaScript's stack allows in Go's port, too.
package main

import "syscall/js"

func main() {
	call := js.Global().Call("eval", "(f, n) => n == 0 ? 0 : 1 + f(n - 1)")
	var down js.Func
	down = js.FuncOf(func(_ js.Value, args []js.Value) any { return call.Invoke(down, args[0]) })
	for _, depth := range []int{1, 10, 2000, 100} {
		println(call.Invoke(down, depth).Int())
	}
}

// Flags: no-stress no-suspend
// Output:
// 1
// 10
// 2000
// 100
