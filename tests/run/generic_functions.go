// Generic functions: inferred and explicit type arguments, variadic parameters, several instances, function values.
package main

type number interface {
	~int | ~int8 | ~uint8 | ~int64 | ~float32 | ~float64
}

func collect[T, U any](list []T, f func(T) U) []U {
	var out []U
	for _, x := range list {
		out = append(out, f(x))
	}
	return out
}

func total[T number](list ...T) (sum T) {
	for _, x := range list {
		sum += x
	}
	return
}

func pointer[T any](x T) *T { return &x }

func convert[To, From number](x From) To { return To(x) }

func length[S ~[]E, E any](s S) (int, E) {
	var last E
	for _, e := range s {
		last = e
	}
	return len(s), last
}

func constants[T number]() (T, T, T) {
	const big = 100
	var x T = big
	return x + 27, 2*x - 1, -x * 2
}

func shifted[T ~int8 | ~uint16](x T) (T, T) { return x << 1 >> 1, ^x }

func zero[T any]() (x T, p *T, s []T) { return }

func keys[M ~map[K]V, K comparable, V any](m M, k K) (V, bool) {
	v, ok := m[k]
	return v, ok
}

type celsius float32
type names []string

func main() {
	for _, s := range collect([]int{1, 2, 3}, func(i int) string { return "abc"[:i] }) {
		println(s)
	}
	println(total(1, 2, 3), total(1.5, 2), total[int8](100, 100), total[uint8](200, 100), total[celsius]())
	println(*pointer(5), *pointer("five"), **pointer(pointer(true)))
	println(convert[int8](300), convert[uint8](-1), convert[float64](celsius(2.5)), convert[int](3.99))
	println(length(names{"x", "y"}))
	println(length([]celsius{1, 2, 3}))
	println(constants[int8]())
	println(constants[float32]())
	println(constants[uint8]())
	println(shifted[int8](100))
	println(shifted[uint16](40000))
	x, p, s := zero[struct{ a, b int }]()
	println(x.a, x.b, p == nil, s == nil)
	println(keys(map[string]int{"k": 7}, "k"))
	f := total[float64]
	println(f(1, 2))
	var g func([]int, func(int) int) []int = collect
	println(g([]int{4}, func(i int) int { return i * i })[0])
}

// Output:
// a
// ab
// abc
// 6 3.5 -56 44 0
// 5 five true
// 44 255 2.5 3
// 2 y
// 3 3
// 127 -57 56
// 127 199 -200
// 127 199 56
// -28 -101
// 7232 25535
// 0 0 true true
// 7 true
// 3
// 16
