// A slice beyond the capacity.
package main

func main() {
	s := make([]int, 2, 4)
	j := 5
	println(len(s[:j]))
}

// Exit: 2
// Output:
// panic: runtime error: slice bounds out of range [:5] with capacity 4
