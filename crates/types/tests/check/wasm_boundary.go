package main

import "unsafe"

type Handle uint32
type Text string
type Small struct{ a, b int32 }

//go:wasmexport all
func All(a bool, b int32, c uint32, d int64, e uint64, f float32, g float64, h unsafe.Pointer, i uintptr, j *[4]int32, k Handle, l string, m Text) (int32, int64) {
	return 0, 0
}

//go:wasmexport unsupported
func Unsupported(a int, b uint8, c []byte, d struct{}, e map[string]int, f *Small, g *string, h any, i complex128) string {
	return ""
}

//go:wasmexport method
func (h Handle) Method() {}

//go:wasmexport
func Nameless() {}

//go:wasmexport two names
func TwoNames() {}

//go:wasmexport all
func Duplicate() {}

//go:wasmexport one
//go:wasmexport two
func Repeated() {}

//go:wasmexport memory
func Memory() {}

//go:wasmexport _start
func Start() {}

//go:wasmexport generic
func Generic[T any](t T) {}

//go:wasmexport bodiless
func Bodiless()

//go:wasmexport both
//go:wasmimport env both
func Both()

//go:wasmimport env ok
func Ok(s string, p unsafe.Pointer) int64

//go:wasmimport env bad
func Bad(f func()) []int

//go:wasmimport env
func Unnamed()

//go:wasmimport env body
func Body() {}

//go:wasmexport variable
var variable int

//go:wasmexport constant
const constant = 1

//go:wasmexport type
type typed int

func missing()

func main() {
	//go:wasmexport inner
	_ = variable
	f := 1 //go:wasmexport trailing
	_ = f
}

//go:wasmexport nothing
