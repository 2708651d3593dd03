// What does not allocate: builders, slices of zeros that are only appended, strings of bytes that are only compared.
// Flags: no-stress
package main

import (
	"fmt"
	"strings"
	"testing"
)

var (
	text  string
	slice []int
	equal bool
)

func main() {
	parts := []string{"one", "two", "three"}
	fmt.Println(testing.AllocsPerRun(10, func() {
		var b strings.Builder
		b.Grow(20)
		for _, part := range parts {
			b.WriteString(part)
		}
		text = b.String()
	}), text)
	fmt.Println(testing.AllocsPerRun(10, func() { slice = append([]int{}, make([]int, 100)...) }), len(slice))
	x, y := []byte("some bytes"), []byte("other bytes")
	fmt.Println(testing.AllocsPerRun(10, func() { equal = string(x) == string(y) || string(x) < "a" }), equal)

	// The capacity holds old values, which become zeros.
	full := []int{1, 2, 3, 4, 5}
	n := 2
	fmt.Println(append(full[:1], make([]int, n)...), full, len(append(full[:0], make([]int, 0)...)))
	for _, n := range []int{-1, 1 << 62} {
		func() {
			defer func() { fmt.Println(recover()) }()
			full = append(full, make([]int, n)...)
		}()
	}
	// A copy keeps what it was.
	change := func() []byte { x[0] = 'S'; return x }
	fmt.Println(string(x) == string(change()))

	// A builder must not be copied.
	func() {
		defer func() { fmt.Println(recover()) }()
		var a strings.Builder
		a.WriteString("a")
		b := a
		b.WriteString("b")
	}()
}

// Output:
// 1 onetwothree
// 1 100
// 0 false
// [1 0 0] [1 0 0 4 5] 0
// runtime error: makeslice: len out of range
// runtime error: growslice: len out of range
// true
// strings: illegal use of non-zero Builder copied by value
