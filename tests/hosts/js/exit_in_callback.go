// os.Exit ends the program at once, wherever it is called.
package main

import (
	"os"
	"syscall/js"
)

func main() {
	defer println("not printed")
	go func() {
		select {}
	}()
	js.Global().Call("setTimeout", js.FuncOf(func(js.Value, []js.Value) any {
		defer println("not printed either")
		println("exiting")
		os.Exit(3)
		return nil
	}), 1)
	js.Global().Call("setTimeout", js.FuncOf(func(js.Value, []js.Value) any {
		println("never called")
		return nil
	}), 50)
	select {}
}

// Exit: 3
// Output:
// exiting
