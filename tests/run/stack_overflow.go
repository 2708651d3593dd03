// Endless recursion ends with Go's report.
package main

func forever(n int) []int {
	var block [64]int
	p := &block
	p[n%64] = n
	return append(forever(n+1), p[0])
}

func main() {
	println(len(forever(0)))
}

// Flags: no-stress
// Exit: 2
// Output:
// runtime: goroutine stack exceeds 1000000000-byte limit
// fatal error: stack overflow
