// Package p has a method that others cannot name.
package p

// S has the method get of this package.
type S struct{}

func (*S) get() string { return "p.get" }

// I is implemented by types that have p's get.
type I interface{ get() string }

// J embeds it.
type J interface {
	I
	Get() string
}

// F calls the method.
func F(i I) string { return i.get() }
