package main

type Chain[T any] struct {
	value T
	next  Chain[T] // ERROR "invalid recursive type: Chain\[T\] refers to itself"
}

func main() {
	var c Chain[int]
	_ = c
}
