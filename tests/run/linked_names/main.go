// A linked variable is the variable of its symbol, a linked function calls that of its symbol.
package main

import (
	_ "linked/push"
	"linked/store"
	_ "unsafe"
)

//go:linkname count linked/store.count
var count int

//go:linkname names linked/store.names
var names []string

//go:linkname add linked/store.add
func add(n int, name string) (int, bool)

// double of package push has this symbol.
func twice(n int) int

func main() {
	count++
	println(add(1, "a"))
	println(add(2, "b"))
	println(count, len(names), names[0]+names[1], store.Len())
	names = nil
	println(store.Len(), twice(21))
	f := add
	println(f(1, "c"))
}

// Output:
// 42 false
// 44 true
// 44 2 ab 2
// 0 42
// 45 false
