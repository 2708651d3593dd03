package main

import "unsafe"

type A B
type B A

type Node struct {
	next *Node
	self Node
}

type P *P

type F func(F) F

type L [len(L{})]int

type I interface {
	I
}

type J interface {
	m()
	m()
	K
}

type K interface {
	m(int)
	comparable
}

type Size struct {
	n [unsafe.Sizeof(Size{})]byte
}

type M map[[]int]string

type S struct {
	a, b int
	a    string
	*I
	unsafe.Pointer
	PP
}

type PP *int

func (s S) b() {}

func (s S) twice() {}

func (s *S) twice() {}

func (p PP) m() {}

func (i int) m() {}

func (u undefinedType) m() {}

type alias = alias

type constraint interface{ ~int | string }

var x constraint

var cmp comparable

var y int.field

var z main

var (
	first  = second
	second = third()
)

func third() int { return first }

const circular = circular2
const circular2 = circular

func main() {
	type local struct{ l local }
	type fine struct{ l *fine }
}
