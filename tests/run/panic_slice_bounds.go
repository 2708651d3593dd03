// Slice bounds out of range.
package main

func main() {
	s := make([]int, 2, 4)
	i, j := 3, 2
	println(len(s[i:j]))
}

// Exit: 2
// Output:
// panic: runtime error: slice bounds out of range [3:2]
