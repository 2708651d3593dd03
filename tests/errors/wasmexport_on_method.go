// Methods cannot be exported.
package main

type t struct{}

//go:wasmexport m
func (t) m() {} // ERROR "cannot use //go:wasmexport on a method"

func main() {}
