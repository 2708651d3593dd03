// Function literals in generic functions: each instance has its own, captured variables are shared or copied.
package main

type number interface{ ~int | ~int8 | ~float64 }

func counter[T number](step T) (next func() T, reset func()) {
	var c T
	return func() T { c += step; return c }, func() { c = 0 }
}

func compose[A, B, C any](f func(A) B, g func(B) C) func(A) C {
	return func(a A) C { return g(f(a)) }
}

func fixed[T any](x T) (T, string) {
	show := func(v T) string {
		switch any(v).(type) {
		case int:
			return "int"
		case string:
			return "string"
		}
		return "other"
	}
	inner := func() string { return show(x) }
	return x, inner()
}

func nested[T any](values ...T) []func() []T {
	var out []func() []T
	for i, v := range values {
		out = append(out, func() []T {
			all := func() []T { return append([]T{v}, values[i:]...) }
			return all()
		})
	}
	return out
}

func memo[K comparable, V any](f func(K) V) func(K) V {
	known := map[K]V{}
	return func(k K) V {
		v, ok := known[k]
		if !ok {
			v = f(k)
			known[k] = v
		}
		return v
	}
}

var global = compose(func(i int) float64 { return float64(i) / 2 }, func(f float64) string {
	if f > 1 {
		return "more"
	}
	return "less"
})

func deferred[T any](log *[]T, values ...T) {
	for _, v := range values {
		defer func() { *log = append(*log, v) }()
	}
}

func parallel[T any](f func() T) T {
	c := make(chan T)
	go func() { c <- f() }()
	return <-c
}

func main() {
	next, reset := counter[int8](100)
	next()
	println(next())
	reset()
	println(next())
	half, _ := counter(0.5)
	half()
	println(half())
	println(compose(func(s string) int { return len(s) }, func(i int) bool { return i > 2 })("abc"))
	_, a := fixed(1)
	_, b := fixed("s")
	_, c := fixed(1.5)
	println(a, b, c)
	for _, f := range nested("a", "b") {
		println(len(f()), f()[0])
	}
	println(nested(1, 2, 3)[1]()[1])
	calls := 0
	square := memo(func(i int) int { calls++; return i * i })
	println(square(3), square(3), calls)
	println(global(2), global(4))
	var log []string
	deferred(&log, "x", "y")
	println(log[0], log[1])
	println(parallel(func() string { return "sent" }))
}

// Output:
// -56
// 100
// 1
// true
// int string other
// 3 a
// 2 b
// 2
// 9 9 1
// less more
// y x
// sent
