// A panic with a value of a named type.
package main

type code int

func main() { panic(code(7)) }

// Exit: 2
// Output:
// panic: main.code(7)
