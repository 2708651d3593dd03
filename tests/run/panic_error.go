// A panic with an error prints what its method returns.
package main

type fault struct{ code int }

func (f *fault) Error() string { return "fault!" }

func main() {
	panic(&fault{3})
}

// Exit: 2
// Output:
// panic: fault!
