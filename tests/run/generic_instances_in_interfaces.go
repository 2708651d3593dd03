// Instances in interfaces: method tables, type switches whose cases are the same type, assertions and their messages.
package main

type getter[T any] interface{ get() T }

type box[T any] struct{ value T }

func (b box[T]) get() T { return b.value }

type pointed[T any] struct{ value *T }

func (p *pointed[T]) get() T { return *p.value }

type both[T any] struct {
	box[T]
	label string
}

type delegate[T any] struct {
	getter[T]
}

type readwriter[T any] interface {
	getter[T]
	put(T)
}

type cell[T any] struct{ box[T] }

func (c *cell[T]) put(v T) { c.value = v }

func read[T any](g getter[T]) T { return g.get() }

func kind[T any](x any) string {
	switch v := x.(type) {
	case T:
		_ = v
		return "T"
	case int:
		return "int"
	case []T:
		return "slice of T"
	case box[T]:
		return "box of T"
	case getter[T]:
		return "getter of T"
	case nil:
		return "nil"
	}
	return "other"
}

func as[T any](x any) (T, bool) {
	v, ok := x.(T)
	return v, ok
}

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

func must[T any](x any) T { return x.(T) }

func main() {
	five := 5
	println(read[int](box[int]{1}), read[int](&box[int]{2}), read[int](&pointed[int]{&five}))
	println(read[string](both[string]{box[string]{"promoted"}, "l"}))
	println(read[string](delegate[string]{box[string]{"delegated"}}))
	var rw readwriter[int] = &cell[int]{}
	rw.put(9)
	println(rw.get(), read[int](rw))
	println(kind[int](1), kind[string](1), kind[int]([]int{}), kind[string]([]int{}))
	println(kind[int](box[int]{}), kind[int](&box[int]{}), kind[int](box[string]{}), kind[any](3), kind[int](nil))
	s, ok := as[string](1)
	println(s == "", ok)
	g, ok := as[getter[string]](box[string]{"dynamic"})
	println(g.get(), ok)
	var a, b any = box[int]{1}, box[int]{1}
	println(a == b, a == any(box[int64]{1}))
	try(func() { must[box[string]](box[int]{}) })
	try(func() { must[getter[string]](box[int]{}) })
	try(func() { must[map[string]box[[]int]](both[func(int) error]{}) })
	try(func() { must[box[struct{ X, y int }]](box[interface{ M(int) string }]{}) })
	try(func() { must[*box[chan<- int]](box[box[any]]{}) })
	try(func() { must[int](box[error]{}) })
}

// Output:
// 1 2 5
// promoted
// delegated
// 9 9
// T int slice of T other
// box of T getter of T other T nil
// true false
// dynamic true
// true false
// interface conversion: interface {} is main.box[int], not main.box[string]
// interface conversion: main.box[int] is not main.getter[string]: missing method get
// interface conversion: interface {} is main.both[func(int) error], not map[string]main.box[[]int]
// interface conversion: interface {} is main.box[interface { M(int) string }], not main.box[struct { X int; main.y int }]
// interface conversion: interface {} is main.box[main.box[interface {}]], not *main.box[chan<- int]
// interface conversion: interface {} is main.box[error], not int
