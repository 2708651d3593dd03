package main

//go:wasmexport f
func f(a, b int32) (q int32) {
	defer func() {
		if recover() != nil {
			q = -1
		}
	}()
	return a / b
}
