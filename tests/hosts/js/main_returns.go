// The program ends when main returns, whatever waits, also if it returns while an event is served.
package main

import "syscall/js"

func main() {
	done := make(chan bool)
	go func() { select {} }()
	js.Global().Call("setTimeout", js.FuncOf(func(js.Value, []js.Value) any {
		println("timeout")
		close(done)
		return nil
	}), 1)
	js.Global().Call("setTimeout", js.FuncOf(func(js.Value, []js.Value) any {
		println("never called")
		return nil
	}), 100)
	<-done
	println("main returns")
}

// Output:
// timeout
// main returns
