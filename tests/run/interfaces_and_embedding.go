// Interfaces: promoted methods through structs, pointers and interfaces, method values and expressions, type switches,
// assertions with comma ok, comparison, conversion between interfaces, nil interfaces, direct and boxed values.
package main

type namer interface{ name() string }
type sizer interface{ size() int }
type both interface {
	namer
	sizer
}

type base struct{ label string }

func (b base) name() string       { return "base:" + b.label }
func (b *base) setLabel(s string) { b.label = s }

type middle struct {
	*base
	n int
}

func (m middle) size() int { return m.n }

type outer struct {
	middle
	sizer
	extra [10]int
}

func (o outer) size() int { return o.middle.size() + o.sizer.size() + o.extra[9] }

type count int

func (c count) size() int    { return int(c) }
func (c *count) add(n int)   { *c += count(n) }
func (c count) name() string { return "count" }

type fn func(int) int

func (f fn) size() int { return f(3) }

type single struct{ p *int }

func (s single) size() int { return *s.p }

func describe(v any) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case int, int64:
		_ = x
		return "integer"
	case string:
		return "string " + x
	case both:
		return "both " + x.name()
	case sizer:
		if x.size() > 2 {
			return "big sizer"
		}
		return "small sizer"
	case error:
		return "error " + x.Error()
	case []int:
		return "slice"
	case func() int:
		return "func"
	case *int:
		return "pointer"
	case struct{ a, b int }:
		if x.a == x.b {
			return "equal struct"
		}
		return "struct"
	default:
		return "other"
	}
}

type failure struct{ code int }

func (f *failure) Error() string { return "failure" }

func mayFail(fail bool) error {
	var f *failure
	if fail {
		f = &failure{3}
		return f
	}
	return nil
}

func main() {
	o := outer{middle: middle{&base{"x"}, 5}, sizer: count(7)}
	o.extra[9] = 100
	o.setLabel("changed")
	println(o.name(), o.size(), o.middle.size(), o.sizer.size())
	var n namer = o
	var b both = &o
	println(n.name(), b.size())
	b.(*outer).extra[9] = 0
	println(o.size(), n.(both).size())

	c := count(1)
	add := c.add
	add(5)
	size := c.size
	c.add(10)
	println(size(), c.size(), count.size(c), (*count).size(&c))
	(*count).add(&c, 1)
	f := both.name
	println(c, f(c), namer.name(o))

	seven := 7
	for _, s := range []sizer{c, &c, fn(func(i int) int { return i * 2 }), single{&seven}, o} {
		print(s.size(), " ")
	}
	println("end")
	five := 5
	for _, v := range []any{nil, 1, int64(2), "s", o, count(1), fn(func(int) int { return 9 }), mayFail(true), []int{1},
		func() int { return 1 }, &five, struct{ a, b int }{1, 1}, struct{ a, b int }{1, 2}, 1.5, [2]int{}} {
		println(describe(v))
	}
	println(mayFail(false) == nil, mayFail(true) == nil)
	var s1, s2 sizer = count(4), count(4)
	println(s1 == s2, s1 == sizer(&c), s1 == any(count(4)), s1 != nil, any(4) == any(count(4)))
	_, ok := s1.(namer)
	_, isBoth := any(single{&seven}).(both)
	v, isCount := s1.(count)
	w, isFn := s1.(fn)
	println(ok, isBoth, v, isCount, w == nil, isFn)
	for _, f := range []func(){
		func() { var x sizer; x.size() },
		func() { _ = any("text").(int) },
		func() { _ = any(single{}).(both) },
		func() { var x any; _ = x.(namer) },
		func() { println(any([]int{1}) == any([]int{1})) },
		func() { m := map[any]int{}; m[func() {}] = 1 },
	} {
		func() {
			defer func() { println(recover().(error).Error()) }()
			f()
		}()
	}
}

// Output:
// base:changed 112 5 7
// base:changed 112
// 12 112
// 6 16 16 16
// 17 count base:changed
// 17 17 6 7 12 end
// nil
// integer
// integer
// string s
// both base:changed
// both count
// big sizer
// error failure
// slice
// func
// pointer
// equal struct
// struct
// other
// other
// true false
// true false true true false
// true false 4 true true false
// runtime error: invalid memory address or nil pointer dereference
// interface conversion: interface {} is string, not int
// interface conversion: main.single is not main.both: missing method name
// interface conversion: interface is nil, not main.namer
// runtime error: comparing uncomparable type []int
// runtime error: hash of unhashable type func()
