// Methods with type parameters of their own: on plain and generic types, explicit type arguments, values, expressions.
package main

type list[T any] struct{ items []T }

func (l *list[T]) convert[U any](f func(T) U) *list[U] {
	out := &list[U]{}
	for _, x := range l.items {
		out.items = append(out.items, f(x))
	}
	return out
}

func (l list[T]) fold[A any](start A, f func(A, T) A) A {
	for _, x := range l.items {
		start = f(start, x)
	}
	return start
}

type printer struct{ prefix string }

func (p printer) show[T interface{ ~int | ~string }](values ...T) {
	for _, v := range values {
		switch v := any(v).(type) {
		case int:
			println(p.prefix, v)
		case string:
			println(p.prefix, v)
		default:
			println(p.prefix, "other")
		}
	}
}

type wrapper struct {
	printer
	*list[string]
}

type kelvin int

func apply[T, U any](l list[T], f func(T) U) U { return l.fold(*new(U), func(_ U, t T) U { return f(t) }) }

func main() {
	l := &list[int]{[]int{1, 2, 3}}
	s := l.convert(func(i int) string { return "abc"[:i] })
	println(len(s.items), s.items[2])
	println(l.fold("", func(a string, i int) string { return a + string(rune('0'+i)) }))
	println(l.fold[float64](0.5, func(a float64, i int) float64 { return a + float64(i) }))
	p := printer{">"}
	p.show(1, 2)
	p.show("x")
	p.show(kelvin(1))
	value := p.show[string]
	p.prefix = "changed"
	value("bound")
	expression := printer.show[int]
	expression(printer{"expr"}, 5)
	w := wrapper{p, s}
	w.show("promoted")
	println(w.fold(0, func(n int, s string) int { return n + len(s) }))
	println(apply(*l, func(i int) bool { return i == 3 }))
	convert := (*list[int]).convert[bool]
	println(convert(l, func(i int) bool { return i > 1 }).items[1])
}

// Output:
// 3 abc
// 123
// 6.5
// > 1
// > 2
// > x
// > other
// > bound
// expr 5
// changed promoted
// 6
// true
// true
