// Package unique gives equal values one handle. What has a handle is kept for good.
package unique

import "internal/abi"

type key struct {
	typ   *abi.Type
	value any
}

// The pointer behind the handle of each value.
var pointers = map[key]any{}

// A Handle stands for a value: two are equal if the values that they were made of are.
type Handle[T comparable] struct {
	value *T
}

// Value is a copy of the value.
func (h Handle[T]) Value() T { return *h.value }

// Make is the handle of a value.
func Make[T comparable](value T) Handle[T] {
	k := key{abi.TypeFor[T](), value}
	if pointer, ok := pointers[k]; ok {
		return Handle[T]{pointer.(*T)}
	}
	pointer := new(T)
	*pointer = value
	pointers[k] = pointer
	return Handle[T]{pointer}
}
