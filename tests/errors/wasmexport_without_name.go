// The directive needs exactly one name.
package main

//go:wasmexport
// ERROR-ABOVE "usage: //go:wasmexport exportname"
func f() {}

//go:wasmexport a b
// ERROR-ABOVE "usage: //go:wasmexport exportname"
func g() {}

func main() {}
