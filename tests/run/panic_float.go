// A panic with a float.
package main

func main() { panic(1.5) }

// Exit: 2
// Output:
// panic: 1.5
