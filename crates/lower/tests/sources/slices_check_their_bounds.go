package main

var s []int32

//go:wasmexport f
func f(i, j int64) int32 {
	t := s[i:j]
	t[0] = 7
	s = append(s, t[1])
	return s[i] + int32(len(t)) + int32(cap(s))
}
