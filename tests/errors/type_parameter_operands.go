package main

func use[T any, N ~int | ~string](t T, n N) {
	_ = t == t // ERROR "incomparable types in type set"
	_ = n + n
	_ = n - n         // ERROR "operator - not defined on n \(variable of type N constrained by ~int \| ~string\)"
	_ = t.(int)       // ERROR "cannot use type assertion on type parameter value t"
	switch t.(type) { // ERROR "cannot use type switch on type parameter value t"
	}
	const c = N(1) // ERROR "N\(1\) \(value of type N constrained by ~int \| ~string\) is not constant"
}

func main() { use(1, 2) }
