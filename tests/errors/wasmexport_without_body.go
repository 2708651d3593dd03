// An exported function needs a body.
package main

//go:wasmexport f
func f() // ERROR "missing function body"

func main() {}
