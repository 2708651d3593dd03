// A division by zero.
package main

func main() {
	a, b := 1, 0
	println(a / b)
}

// Exit: 2
// Output:
// panic: runtime error: integer divide by zero
