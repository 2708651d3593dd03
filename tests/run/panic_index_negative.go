// A negative index.
package main

func main() {
	s := "abc"
	i := -1
	println(s[i])
}

// Exit: 2
// Output:
// panic: runtime error: index out of range [-1]
