// A short string may lie in the frame of the function that made it. Functions that are suspended below find it there when they go
// on, whatever other goroutines have run in the meantime.
package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
)

var (
	source = []byte("abcdefghijkl")
	left   = [3]string{"x", "yy", "zzz"}
	right  = [3]string{"ppp", "qq", "r"}
	done   = make(chan int)
	seen   string
)

//go:noinline
func show(s string) int {
	runtime.Gosched()
	seen += s + " "
	return len(s)
}

//go:noinline
func below(s string) int { return show(s) + len(s) }

//go:noinline
func showBytes(b []byte) int {
	runtime.Gosched()
	seen += string(b) + "! "
	return len(b)
}

//go:noinline
func belowBytes(b []byte) int { return showBytes(b) + len(b) }

//go:noinline
func fromBytes(i int) int {
	s := string(source[i : 2*i+3])
	return below(s) + len(s)
}

//go:noinline
func fromRune(i int) int {
	s := string(rune('α' + i))
	return below(s) + len(s)
}

//go:noinline
func fromStrings(i int) int {
	s := left[i] + right[i]
	return below(s) + len(s)
}

//go:noinline
func toBytes(i int) int {
	b := []byte(left[i])
	return belowBytes(b) + len(b)
}

func main() {
	for _, f := range []func(int) int{fromBytes, fromRune, fromStrings, toBytes} {
		for i := range 3 {
			go func() { done <- f(i) }()
		}
		total := 0
		for range 3 {
			total += <-done
		}
		fmt.Println(total, slices.Sorted(strings.FieldsSeq(seen)))
		seen = ""
	}
}

// Output:
// 36 [abc bcde cdefg]
// 18 [α β γ]
// 36 [xppp yyqq zzzr]
// 18 [x! yy! zzz!]
