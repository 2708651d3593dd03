// Package errors: joined and wrapped errors, searched by value and by type; run-time errors are errors.
package main

import (
	"errors"
	"runtime"
)

var ErrBase = errors.New("base")

type wrapped struct{ n int }

func (w *wrapped) Error() string { return "wrapped" }
func (w *wrapped) Unwrap() error { return ErrBase }

func caught(f func()) (err error) {
	defer func() { err = recover().(error) }()
	f()
	return nil
}

func main() {
	err := errors.Join(&wrapped{3}, errors.New("other"))
	println(err.Error(), errors.Is(err, ErrBase), errors.Is(err, errors.ErrUnsupported))
	var w *wrapped
	println(errors.As(err, &w), w.n)
	w, ok := errors.AsType[*wrapped](err)
	println(w.n, ok)
	var asInterface interface{ Unwrap() error }
	println(errors.As(err, &asInterface), asInterface.Unwrap() == ErrBase)

	var list []int
	err = caught(func() { list[len(list)+2] = 1 })
	_, isRuntime := err.(runtime.Error)
	println(isRuntime, err.Error())
	var value any = 5
	err = caught(func() { println(value.(string)) })
	_, isAssertion := err.(*runtime.TypeAssertionError)
	println(isAssertion, err.Error())
	err = caught(func() { panic(nil) })
	var isNil *runtime.PanicNilError
	println(errors.As(err, &isNil))
}

// Output:
// wrapped
// other true false
// true 3
// 3 true
// true true
// true runtime error: index out of range [2] with length 0
// true interface conversion: interface {} is int, not string
// true
