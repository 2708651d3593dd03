package main

type List[T any] struct{ head T }

func (l *List[T]) Push(t T) {}

func Map[T, U any](s []T, f func(T) U) []U { return nil }

func main() {
	var l List[int]
	l.Push(1)
	_ = Map([]int{}, func(i int) string { return "" })
	_ = Map[int, string]
}
