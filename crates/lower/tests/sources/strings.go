package main

//go:wasmexport f
func f(i int32) int32 {
	s := "hello" + string(rune(i))
	n := int32(0)
	for j, r := range s {
		n += int32(j) * r
	}
	if s == "hellox" || s < "b" {
		n++
	}
	return n + int32(s[i]) + int32(len(s[1:]))
}
