// Panics with the value of the one before, which nothing has recovered, are printed once.
package main

func main() {
	other := any(2)
	defer func() {
		defer func() {
			defer func() { panic(other) }()
			panic(other)
		}()
		panic(other)
	}()
	panic("first")
}

// Exit: 2
// Output:
// panic: first
// 	panic: 2
