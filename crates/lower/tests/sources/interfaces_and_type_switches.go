package main

type shape interface{ area() int64 }
type square struct{ side int64 }
type unit struct{}

func (s *square) area() int64 { return s.side * s.side }
func (unit) area() int64      { return 1 }

//go:wasmexport f
func f(n int64) int64 {
	var s shape = unit{}
	if n > 1 {
		s = &square{n}
	}
	switch x := any(s).(type) {
	case *square:
		return x.side
	case shape:
		return x.area()
	}
	return s.(unit).area()
}
