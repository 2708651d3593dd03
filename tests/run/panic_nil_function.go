// A call of a nil function.
package main

func main() {
	var f func()
	f()
}

// Exit: 2
// Output:
// panic: runtime error: invalid memory address or nil pointer dereference
