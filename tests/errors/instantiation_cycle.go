package main

func nest[T any](value T, depth int) { // ERROR "instantiation cycle:"
	if depth > 0 {
		nest([]T{value}, depth-1)
	}
}

func main() { nest(1, 3) }
