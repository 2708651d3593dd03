package main

type counter struct{ n int32 }

var total counter

const step = 1

func (c *counter) add(n int32) { c.n += n }

//go:wasmexport add
func add(n int32) int32 {
	total.add(n * step)
	return total.n
}

//go:wasmexport reset
func reset() { total = counter{} }

func main() {}
