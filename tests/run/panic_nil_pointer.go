// A nil pointer is dereferenced.
package main

type t struct{ a, b int }

func main() {
	var p *t
	println(p.b)
}

// Exit: 2
// Output:
// panic: runtime error: invalid memory address or nil pointer dereference
