// A function cannot be both imported and exported.
package main

//go:wasmimport env f
//go:wasmexport f
// ERROR-ABOVE "wasmimport"
func f()

func main() {}
