// A panic with a string.
package main

func main() { panic("message") }

// Exit: 2
// Output:
// panic: message
