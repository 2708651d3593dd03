// A panic in a callback ends the program.
package main

import "syscall/js"

func main() {
	js.Global().Call("setTimeout", js.FuncOf(func(_ js.Value, args []js.Value) any {
		println("callback")
		return args[3]
	}), 1)
	select {}
}

// Exit: 2
// Output:
// callback
// panic: runtime error: index out of range [3] with length 0
