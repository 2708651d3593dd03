// What does not allocate: builders, slices of zeros that are only appended, strings of bytes that are only compared or passed on,
// arguments of variadic functions, methods of hashes whose type is known.
// Flags: no-stress
package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
)

var (
	text  string
	slice []int
	equal bool
	size  int
)

//go:noinline
func text2() string { return text }

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
	fmt.Println(testing.AllocsPerRun(10, func() {
		n, _ := strconv.Atoi(string(x[:0]) + "12")
		size, _ = fmt.Fprintf(io.Discard, "%s", "text")
		size += n
	}), size)
	fmt.Println(testing.AllocsPerRun(10, func() {
		h := sha256.New()
		h.Write([]byte("short"))
		size += int(h.Sum(nil)[0])
	}) <= 1, size > 0)

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
	fmt.Println(testing.AllocsPerRun(10, func() { equal = string(x) == text2() || text2() != string(y) }), equal)

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
// 0 16
// true true
// [1 0 0] [1 0 0 4 5] 0
// runtime error: makeslice: len out of range
// runtime error: growslice: len out of range
// true
// 0 true
// strings: illegal use of non-zero Builder copied by value
