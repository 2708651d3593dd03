// Package b imports a.
package b

import "example.com/initialization/a"

// Name depends on a.
var Name = func() string { println("b after a", a.Value); return "b" }()

// Square is a shape.
type Square struct{ Side int }

// Area is the square's.
func (s Square) Area() int { return s.Side * s.Side }

func (s Square) String() string { return "square" }

var _ a.Shape = Square{}
