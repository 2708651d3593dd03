// When JavaScript has no more events, a program that waits is told so.
package main

import "syscall/js"

func main() {
	js.Global().Call("setTimeout", js.FuncOf(func(js.Value, []js.Value) any {
		println("the last event")
		return nil
	}), 1)
	<-make(chan int)
}

// Exit: 2
// Output:
// the last event
// fatal error: all goroutines are asleep - deadlock!
