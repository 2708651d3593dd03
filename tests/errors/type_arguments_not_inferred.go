package main

func zero[T any]() (value T) { return value }

func same[T any](a, b T) bool { return false }

func main() {
	zero()       // ERROR "in call to zero, cannot infer T \(declared at .*:3:11\)"
	same(1, "1") // ERROR "mismatched types untyped int and untyped string \(cannot infer T\)"
	_ = same     // ERROR "cannot use generic function same without instantiation"
}
