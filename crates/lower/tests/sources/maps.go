package main

var m = map[string]int32{"a": 1}

//go:wasmexport f
func f(k int32) int32 {
	m["b"] += k
	delete(m, "a")
	v, ok := m["c"]
	if !ok {
		for _, x := range m {
			v += x
		}
	}
	return v
}
