// The method that a panic's value is printed with panics with a text; deferred calls of its own come first.
package main

type wrong struct{}

func (wrong) String() string {
	defer println("deferred")
	panic("inside")
}

func main() {
	panic(wrong{})
}

// Exit: 2
// Output:
// deferred
// fatal error: panic while printing panic value: inside
