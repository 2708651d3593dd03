// An index out of range is fatal and names index and length.
package main

func main() {
	s := []int{1, 2}
	i := 5
	defer println("deferred")
	println(s[i])
}

// Exit: 2
// Output:
// deferred
// panic: runtime error: index out of range [5] with length 2
