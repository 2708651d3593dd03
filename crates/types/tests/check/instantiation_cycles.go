package main

func grows[T any](t T, n int) {
	if n > 0 {
		grows([]T{t}, n-1)
	}
}

type Node[T any] struct{ children []*Node[map[string]T] }

func ping[A any](a A) { pong(&a) }
func pong[B any](b B) { ping(b) }

func local[T any]() {
	type wrapper struct{ value T }
	local[wrapper]()
}

func fine[T any](t T, n int) { fine(t, n-1) }

func main() {}
