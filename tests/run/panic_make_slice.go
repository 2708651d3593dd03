// A make with a negative length.
package main

func main() {
	n := -1
	println(len(make([]int, n)))
}

// Exit: 2
// Output:
// panic: runtime error: makeslice: len out of range
