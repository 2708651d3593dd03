// A panic in a deferred call is printed with the first one.
package main

func main() {
	defer func() { panic("second") }()
	panic("first")
}

// Exit: 2
// Output:
// panic: first
// 	panic: second
