// The result of a call that may panic, below deferred calls, decides a branch whose arms meet again.
package main

type inner struct {
	a int8
	b uint32
	c float64
	d string
	e [2]int16
}

type outer struct {
	inner
	u uint16
	f float32
	b bool
}

//go:noinline
func same(x int8) int8 { return x }

func main() {
	defer func() { println("recovered", recover() == nil) }()
	equal := 0
	for i := uint8(0); i < 3; i++ {
		if (outer{inner: inner{a: same(int8(i))}}) == (outer{inner: inner{a: same(1)}}) {
			equal++
			continue
		}
	}
	println(equal)
	for i := uint8(0); i < 3; i++ {
		if (outer{inner: inner{a: same(3)}}) == (outer{inner: inner{a: same(3)}}) {
			continue
		}
	}
}

// Output:
// 1
// recovered true
