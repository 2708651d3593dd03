// A panic in an export traps with Go's message after deferred calls have run; the next call works.
package main

var count int32

//go:wasmexport divide
func divide(a, b int32) int32 {
	defer func() { count++ }()
	return a / b
}

//go:wasmexport explode
func explode() {
	defer println("deferred")
	panic("explode")
}

//go:wasmexport explode_in_goroutine
func explodeInGoroutine() {
	done := make(chan bool)
	go func() {
		var p *int32
		*p = 1
		done <- true
	}()
	<-done
}

//go:wasmexport recovers
func recovers() (n int32) {
	defer func() {
		recover()
		n = 5
	}()
	panic("recovered")
}

//go:wasmexport calls
func calls() int32 { return count }

func main() {}

// Call: divide(7, 2) = 3
// Call: divide(7, 0) traps
// Call: divide(9, 3) = 3
// Call: explode traps
// Call: recovers = 5
// Call: explode_in_goroutine traps
// Call: calls = 3
// Output:
// panic: runtime error: integer divide by zero
//
// deferred
// panic: explode
//
// panic: runtime error: invalid memory address or nil pointer dereference
