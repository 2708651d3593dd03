package main

import _ "unsafe"

//go:linkname
//go:linkname a b c

//go:build linux

//go:nosplit
var number int

//go:noinline
func f() {
	//go:noinline
	var local int
	//go:nosplit
	const c = 1
	//go:noescape
	type inner int
	_ = local
	//go:norace
	{
	}
}

//go:systemstack
func main() { f() }
