package main

type small struct{ a, b int32 }
type large struct {
	a    [4]int64
	next *large
}

func swap(s small) small   { return small{s.b, s.a} }
func change(l large) large { l.a[2]++; return l }

//go:wasmexport f
func f(a int32) int64 {
	s := swap(small{a, 2})
	l := change(large{a: [4]int64{1, 2, 3, int64(s.a)}})
	m := l
	m.a[0] = 9
	return l.a[0] + m.a[2]
}
