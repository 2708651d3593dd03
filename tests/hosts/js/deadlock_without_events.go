// The same for a program that imports nothing. (Go's port ends with a nil dereference in its own runtime.)
package main

func main() {
	println("hello")
	select {}
}

// Exit: 2
// Flags: no-port
// Output:
// hello
// fatal error: all goroutines are asleep - deadlock!
