// A negative shift count.
package main

func main() {
	n := -1
	println(1 << n)
}

// Exit: 2
// Output:
// panic: runtime error: negative shift amount
