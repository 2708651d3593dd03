package main

type T [1 << 49]byte
type U [1 << 50]byte
type V[P any] struct{ a [1 << 20]P }

//go:noinline
func main() {
	var small chan [1<<16 - 1]byte
	var large chan [1 << 16]byte
	_ = make(chan struct {
		a [1 << 15]uint16
	})
	var _ chan V[int]
	_, _ = small, large
}

func generic[P any]() {
	var _ chan [1 << 17]P
	var _ chan *[1 << 17]byte
}
