// An assignment to an entry of a nil map.
package main

func main() {
	var m map[string]int
	m["a"] = 1
}

// Exit: 2
// Output:
// panic: assignment to entry in nil map
