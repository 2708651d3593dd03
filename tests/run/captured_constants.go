// Variables that stay what a constant made them are constants in function literals, too, however deep and in each instance.
package main

type pair struct {
	a, b int8
}

//go:noinline
func call(f func() string) string { return f() }

func number[T ~int | ~uint8](n T) func() T {
	base := T(3)
	return func() T { return base + n }
}

func zero[T any]() func() any {
	var none T
	return func() any { return none }
}

//go:noinline
func loop(n int) (list []func() int) {
	const step = 2
	start := 10
	for i := range n {
		each, fixed := i*step, 7
		list = append(list, func() int {
			inner := func() int { return start + each + fixed }
			return inner()
		})
	}
	return list
}

//go:noinline
func later(early bool) string {
	text := "early"
	get := func() string { return text }
	if early {
		return call(get)
	}
	text = "late"
	return call(get)
}

func main() {
	text, yes, half, p := "text", true, 0.5, pair{1, -1}
	var nothing *int
	var empty any
	var boxed any = 300
	f := func() string {
		println(yes, half == 0.5, p.a, p.b, nothing == nil, empty == nil, boxed.(int))
		return call(func() string { return text + "!" })
	}
	println(call(f))
	for _, f := range loop(3) {
		println(f())
	}
	println(number(4)(), number(uint8(254))(), zero[string]() == nil, zero[int32]()().(int32), len(zero[string]()().(string)))
	println(later(true), later(false))
}

// Output:
// true true 1 -1 true true 300
// text!
// 17
// 19
// 21
// 7 1 false 0 0
// early late
