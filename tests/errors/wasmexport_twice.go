// One function has one name, and one name one function.
package main

//go:wasmexport a
//go:wasmexport b
// ERROR-ABOVE "wasmexport"
func f() {}

//go:wasmexport same
func g() {}

//go:wasmexport same
// ERROR-ABOVE "same"
func h() {}

func main() {}
