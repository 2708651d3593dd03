// The directive has no meaning above anything but a function.
package main

//go:wasmexport v
// ERROR-ABOVE "misplaced|go:wasmexport"
var v int32

//go:wasmexport t
// ERROR-ABOVE "misplaced|go:wasmexport"
type t int32

func main() {
	//go:wasmexport inside
	// ERROR-ABOVE "misplaced|go:wasmexport"
	println()
}

//go:wasmexport nothing
// ERROR-ABOVE "misplaced|go:wasmexport"
