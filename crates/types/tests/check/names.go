package main

import (
	"unsafe"
	. "unsafe"
	_ "unsafe"
	other "unsafe"
)

var a = b

type a int

func init() int { return 0 }

var init = 1

func main(x int) {
	y := 1
	var z, w int
	z = 2
	_ = w
	undefined.field()
	_ = _
	int = 3
	main.x()
	a := y
	func() {
		a := 2
		unusedInside := a
	}()
L:
	for {
	}
}

func main() {}
