package main

import "unsafe"

// Blank fields of composite literals stay zero; what is given for them is computed.

type small struct{ a, _ int }

type large struct {
	a int
	_ [3]int
	_ string
	c int
}

var global = struct{ a, _, c int }{1, 2, 3}

func seen(what string, value int) int {
	println("computed", what)
	return value
}

func second(p unsafe.Pointer) int {
	return *(*int)(unsafe.Add(p, unsafe.Sizeof(0)))
}

func main() {
	println(global.a, second(unsafe.Pointer(&global)), global.c)

	s := small{seen("a", 4), seen("_", 5)}
	println(s.a, second(unsafe.Pointer(&s)))

	p := &small{6, seen("_", 7)}
	println(p.a, second(unsafe.Pointer(p)))

	l := &large{1, [3]int{seen("_", 2), 3, 4}, "text", 5}
	println(l.a, second(unsafe.Pointer(l)), l.c, len(*(*string)(unsafe.Add(unsafe.Pointer(l), 4*unsafe.Sizeof(0)))))

	ls := []large{{8, [3]int{9, 10, 11}, "more", 12}}
	println(ls[0].a, second(unsafe.Pointer(&ls[0])), ls[0].c)

	var boxed any = small{13, 14}
	t := boxed.(small)
	println(t.a, second(unsafe.Pointer(&t)))
	println(boxed == any(small{13, 15}))
}

// Output:
// 1 0 3
// computed a
// computed _
// 4 0
// computed _
// 6 0
// computed _
// 1 0 5 0
// 8 0 12
// 13 0
// true
