// A generic function has no single instance that could be exported.
package main

//go:wasmexport f
func f[T any](x int32) {} // ERROR "on a generic function"

func main() {}
