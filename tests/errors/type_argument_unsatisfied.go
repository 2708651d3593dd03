package main

type Number interface{ ~int | ~float64 }

func sum[T Number](values ...T) (total T) {
	for _, value := range values {
		total += value
	}
	return total
}

type Vector[T Number] []T

func main() {
	println(sum(1, 2))
	println(sum("a", "b")) // ERROR "string does not satisfy Number \(string missing in ~int \| ~float64\)"
	var v Vector[bool]     // ERROR "bool does not satisfy Number \(bool missing in ~int \| ~float64\)"
	_ = v
}
