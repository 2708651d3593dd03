// Packages are initialised in order of their imports, variables in order of their dependencies, init functions last.
package main

import (
	"example.com/initialization/a"
	renamed "example.com/initialization/b"
	_ "example.com/initialization/c/deep"
	. "example.com/initialization/c"
)

var (
	x = y + 1
	y = f()
	z, w = pair()
	_ = trace("blank")
)

func f() int { println("f uses z", z); return z * 2 }

func pair() (int, string) { println("pair"); return 5, "w" }

func trace(s string) int { println(s); return 0 }

func init() { println("init 1", x, y, z, w) }

func init() { println("init 2", second) }

func main() {
	println(a.Value, a.Get(), renamed.Name, Dotted)
	a.Value++
	println(a.Get())
	var s a.Shape = renamed.Square{Side: 3}
	println(s.Area(), renamed.Square{Side: 1}.String())
}

// Output:
// a
// init a
// b after a 40
// init c
// init deep
// pair
// f uses z 5
// blank
// second, of the file other.go
// init 1 11 10 5 w
// init 2 second
// init of other.go
// 40 40 b dotted
// 41
// 9 square
