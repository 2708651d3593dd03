// An export that recurses without end traps; the instance can still be called.
package main

var depth int

// Has no frame: the host's stack ends.
func native(n int) int {
	depth = n
	return native(n+1) + n
}

// Has a frame: the program's own stack ends.
func own(n int) []int {
	depth = n
	return append(own(n+1), n)
}

//go:wasmexport endless
func endless() int32 { return int32(native(0)) }

//go:wasmexport grow
func grow() int32 { return int32(len(own(0))) }

//go:wasmexport deep
func deep() int32 {
	if depth > 10000 {
		depth = 0
		return 1
	}
	return 0
}

var values = make(chan int32)

//go:wasmexport start
func start() {
	go func() {
		for {
			values <- 1
			values <- 2
		}
	}()
}

//go:wasmexport next
func next() int32 { return <-values }

func main() {}

// Flags: no-stress
// Call: start
// Call: next = 1
// Call: endless traps
// Call: deep = 1
// Call: next = 2
// Call: grow traps
// Call: deep = 1
// Call: next = 1
// Call: endless traps
// Call: endless traps
// Call: deep = 1
// Call: next = 2
// Output:
// runtime: goroutine stack exceeds 1000000000-byte limit
// fatal error: stack overflow
