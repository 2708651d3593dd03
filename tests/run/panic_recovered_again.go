// A recovered panic is marked when another follows.
package main

func main() {
	defer func() {
		recover()
		panic("second")
	}()
	panic("first")
}

// Exit: 2
// Output:
// panic: first [recovered]
// 	panic: second
