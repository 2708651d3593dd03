package main

type Set[T comparable] map[T]struct{}
type Names []string
type Ordered interface{ ~int | ~string }
type Iterator[T any] interface{ Next() (T, bool) }
type Lines struct{}

func (Lines) Next() (string, bool) { return "", false }

func same[T any](a, b T) T                          { return a }
func apply[T, U any](s []T, f func(T) U) []U        { return nil }
func clone[S ~[]E, E any](s S) S                    { return s }
func keys[M ~map[K]V, K comparable, V any](m M) []K { return nil }
func zero[T any]() (t T)                            { return }
func largest[T Ordered](values ...T) (t T)          { return }
func collect[T any](it Iterator[T]) []T             { return nil }
func pointer[T any, P interface{ *T }](p P) T       { return *p }
func double[T Ordered](t T) T                       { return t + t }
func send[T any](c chan<- T, t T)                   {}
func compose[A, B, C any](f func(A) B, g func(B) C) func(A) C {
	return func(a A) C { return g(f(a)) }
}

func correct() {
	var _ float64 = same(1, 2.5)
	var _ Names = clone(Names{"a"})
	var _ []string = keys(map[string]int{})
	var _ []string = collect(Lines{})
	var _ int = pointer(new(int))
	var _ func(int) int = double
	var _ []int = apply([]int{1}, double)
	var _ func(string) string = compose(double[string], double)
	send(make(chan int), 1)
	_ = largest[int]()
	_ = apply[int, string]
}

func wrong(s string, i int) {
	same(s, i)
	same(1, "a")
	same(nil, nil)
	same[int](s, i)
	same[int, int](1, 2)
	zero()
	largest()
	largest(1.5)
	largest([]int{})
	clone(i)
	keys([]int{})
	apply(s, double)
	apply([]int{1}, same)
	collect(i)
	collect(Iterator[int](nil), 1)
	pointer(i)
	_ = double
	var f func(int) string = double
	var g func(bool) bool = double
	var _ = []func(int) int{double, same}
	_, _ = f, g
	_ = Set[[]int]{}
	_ = compose(double, zero)
}

func recursive[T any](t T, n int) {
	recursive(t, n-1)
	recursive([]T{t}, n)
}

func returned() func(int) int { return double }

func main() {}
