// Names that the module needs itself.
package main

//go:wasmexport memory
// ERROR-ABOVE "memory"
func f() {}

//go:wasmexport _start
// ERROR-ABOVE "_start"
func g() {}

//go:wasmexport _initialize
// ERROR-ABOVE "_initialize"
func h() {}

func main() {}
