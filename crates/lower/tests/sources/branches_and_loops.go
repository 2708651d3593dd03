package main

//go:wasmexport sum
func sum(n int32) int32 {
	s := int32(0)
outer:
	for i := int32(0); i < n; i++ {
		for j := i; ; j++ {
			if j&1 == 1 && i != 3 {
				continue outer
			}
			if j > 10 || s > 100 {
				break outer
			}
			s += j
		}
	}
	return s
}
