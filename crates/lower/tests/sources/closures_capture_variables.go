package main

func counter(by int32) func() int32 {
	n := int32(0)
	return func() int32 { n += by; return n }
}

//go:wasmexport f
func f(by int32) int32 {
	c := counter(by)
	c()
	return c()
}
