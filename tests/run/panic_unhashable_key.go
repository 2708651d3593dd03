// A map key that cannot be hashed.
package main

func main() {
	m := map[any]int{}
	m[func() {}] = 1
}

// Exit: 2
// Output:
// panic: runtime error: hash of unhashable type func()
