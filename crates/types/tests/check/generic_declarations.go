package main

type Stack[T any] struct{ items []T }

func (s *Stack[E]) Push(item E)   { s.items = append(s.items, item) }
func (s *Stack[_]) Len() int      { return len(s.items) }
func (s Stack[A, B]) Wrong()      {}
func (s Stack[int]) Shadows() int { return 0 }
func (s Stack[*string]) Pointer() {}

type Tree[K comparable, V any] struct {
	left, right *Tree[K, V]
	key         K
	value       V
}

type Endless[T any] struct{ next Endless[T] }
type Growing[T any] struct{ next *Growing[[]T] }
type Mutual[T any] struct{ other Other[T] }
type Other[T any] struct{ mutual Mutual[T] }

type Alias[T any] = map[string]T
type Itself[T any] = T
type Right[T any] T
type Plain int

func (Alias[T]) Method() {}

type Number interface{ ~int | ~int8 | float64 }
type Bad interface {
	~Plain
	int | int
	~error | string
	Number | comparable
	interface{ M() } | int
}

func constraint[T Number, U T, V *T, W interface{ T }]() {}
func embedded[T any]() { type local struct{ T } }
func bodiless[T any]()

var (
	_ Stack
	_ Stack[int, string]
	_ Tree[[]int, int]
	_ Tree[string]
	_ Plain[int]
	_ Alias[int] = map[string]string{}
	_ Number
	_ interface{ comparable }
	_ Stack[Number]
	_ Tree[any, error]
	_ = Stack.Push
	_ = Stack[int].Len
	_ = (*Stack[string]).Push
)

type Box struct{}

func (Box) Convert[T any](f func(Box) T) T { return f(Box{}) }

type Converter interface{ Convert(func(Box) int) int }

var _ Converter = Box{}
var _ string = Box{}.Convert(func(Box) int { return 1 })
var _ = Box{}.Convert[string]

func main() {}
