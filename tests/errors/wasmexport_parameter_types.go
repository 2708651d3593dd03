// Types that cannot cross the Wasm boundary, as parameters and as results.
package main

type pair struct{ a, b int32 }

//go:wasmexport f1
func f1(a int) {} // ERROR "go:wasmexport: unsupported parameter type int$"

//go:wasmexport f2
func f2() string { return "" } // ERROR "go:wasmexport: unsupported result type string"

//go:wasmexport f3
func f3(a []byte) {} // ERROR "go:wasmexport: unsupported parameter type \[\]byte"

//go:wasmexport f4
func f4(a pair) {} // ERROR "go:wasmexport: unsupported parameter type pair"

//go:wasmexport f5
func f5() any { return nil } // ERROR "go:wasmexport: unsupported result type any"

//go:wasmexport f6
func f6(a int8, b uint16, c int32) {} // ERROR "go:wasmexport: unsupported parameter type int8" "go:wasmexport: unsupported parameter type uint16"

//go:wasmexport f7
func f7(a *pair) {} // ERROR "go:wasmexport: unsupported parameter type \*pair"

//go:wasmexport f8
func f8(c chan int32, m map[int32]int32, f func()) {} // ERROR "unsupported parameter type chan int32" "unsupported parameter type map\[int32\]int32" "unsupported parameter type func\(\)"

func main() {}
