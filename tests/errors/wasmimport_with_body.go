// Imported functions have no body, and types of the boundary only.
package main

//go:wasmimport env f
func f() {} // ERROR "can only use //go:wasmimport with external func implementations"

//go:wasmimport env g
func g(a int) // ERROR "go:wasmimport: unsupported parameter type int"

//go:wasmimport env
// ERROR-ABOVE "usage: //go:wasmimport importmodule importname"
func h() // ERROR "missing function body"

func main() { g(1); h() }
