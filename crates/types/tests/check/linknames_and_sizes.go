package main

import _ "unsafe"

//go:linkname linked other.linked
//go:linkname linked
//go:linkname absent other.absent
//go:linkname T
//go:linkname number runtime.number
//go:linkname number
var number int

type T [1 << 49]byte
type U [1 << 50]byte
type V[P any] struct{ a [1 << 20]P }

//go:noinline
func linked() {
	var local int
	const c = 1
	type inner int
	_ = local
	{
	}
}

func main() {
	var small chan [1<<16 - 1]byte
	var large chan [1 << 16]byte
	_ = make(chan struct {
		a [1 << 15]uint16
	})
	var _ chan V[int]
	_, _ = small, large
	linked()
}

func generic[P any]() {
	var _ chan [1 << 17]P
	var _ chan *[1 << 17]byte
}
