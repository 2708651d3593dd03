// Interfaces: dynamic dispatch, embedding, nil interfaces, assertions, type switches over all kinds, comparison.
package main

type speaker interface{ speak() string }
type mover interface{ move(int) int }
type animal interface {
	speaker
	mover
}

type dog struct{ steps int }

func (d *dog) speak() string    { return "woof" }
func (d *dog) move(n int) int   { d.steps += n; return d.steps }

type cat string

func (c cat) speak() string { return string(c) + " meows" }

type num int

func (n num) speak() string { return "number" }

type empty struct{}

func (empty) speak() string { return "nothing" }

type myErr struct{ code int }

func (e myErr) Error() string { return "my error" }

func mayFail(fail bool) error {
	if fail {
		return myErr{3}
	}
	return nil
}

func kind(v any) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case int, int8:
		_ = x
		return "int or int8"
	case string:
		return "string " + x
	case bool:
		if x {
			return "true"
		}
		return "false"
	case []int:
		return "slice of " + string(rune('0'+len(x)))
	case map[string]int:
		return "map"
	case func() int:
		return "func " + string(rune('0'+x()))
	case *dog:
		return "dog " + x.speak()
	case error:
		return "error " + x.Error()
	case speaker:
		return "speaker " + x.speak()
	case chan int, <-chan int:
		return "channel"
	case struct{ a int }:
		return "anonymous"
	case [2]string:
		return "array " + x[1]
	case float64, complex128:
		return "number"
	default:
		return "other"
	}
}

func main() {
	d := &dog{}
	var a animal = d
	println(a.speak(), a.move(2), a.move(3), d.steps)
	speakers := []speaker{a, cat("tom"), num(1), empty{}, &empty{}}
	for _, s := range speakers {
		println(s.speak())
	}
	c := cat("pointer")
	var s speaker = &c
	c = "changed"
	println(s.speak())
	_, ok := s.(mover)
	m, ok2 := speakers[0].(mover)
	println(ok, ok2, m.move(1))
	var ns speaker
	println(ns == nil, s == nil)
	_, ok = ns.(speaker)
	println(ok)
	var nd *dog
	ns = nd
	println(ns == nil, ns.(*dog) == nil)
	println(mayFail(false) == nil, mayFail(true) != nil, mayFail(true) == error(myErr{3}), mayFail(true) == error(myErr{4}))
	for _, v := range []any{nil, 1, int8(2), "s", true, false, []int{1, 2}, map[string]int{}, func() int { return 4 }, d, myErr{}, cat("c"), make(chan int), struct{ a int }{1}, [2]string{"p", "q"}, 1.5, 2i, int64(3), &c, struct{}{}, uint(1), make(<-chan int)} {
		println(kind(v))
	}
	var x, y any = 1, 1
	println(x == y, x == any(int64(1)), x != nil, any("a") == any("a"), any(d) == any(d), any(1.5) == any(1.5))
	println(x == 1, any(cat("z")) == any("z"))
	i, ok := x.(int)
	str, ok3 := x.(string)
	println(i, ok, str == "", ok3)
	var e1, e2 any = struct{ a, b int }{1, 2}, struct{ a, b int }{1, 2}
	println(e1 == e2)
	switch v := x.(type) {
	case string:
	case int:
		v++
		println(v)
	}
	type local struct{ n int }
	var l any = local{4}
	println(l.(local).n)
	try(func() { println(x.(string)) })
	try(func() { println(x.(speaker)) })
	try(func() { ns = nil; println(ns.(mover)) })
	try(func() { ns = nil; ns.speak() })
	try(func() { println(any([]int{1}) == any([]int{1})) })
	try(func() { println(s.(animal)) })
}

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

// Output:
// woof 2 5 5
// woof
// tom meows
// number
// nothing
// nothing
// changed meows
// false true 6
// true false
// false
// false true
// true true true false
// nil
// int or int8
// int or int8
// string s
// true
// false
// slice of 2
// map
// func 4
// dog woof
// error my error
// speaker c meows
// channel
// anonymous
// array q
// number
// number
// other
// speaker changed meows
// other
// other
// channel
// true false true true true true
// true false
// 1 true true false
// true
// 2
// 4
// interface conversion: interface {} is int, not string
// interface conversion: int is not main.speaker: missing method speak
// interface conversion: interface is nil, not main.mover
// runtime error: invalid memory address or nil pointer dereference
// runtime error: comparing uncomparable type []int
// interface conversion: *main.cat is not main.animal: missing method move
