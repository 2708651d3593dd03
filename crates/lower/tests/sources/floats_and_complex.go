package main

//go:wasmexport f
func f(x, y float64) float64 {
	c := complex(x, y) * 2i
	if c != c || x < -y {
		return real(c)
	}
	return imag(c) / x
}
