// A switch without a tag compares with true, which an interface may hold; constants become complex in generic functions;
// lengths given to unsafe.Slice and unsafe.String must fit.
package main

import "unsafe"

func kind(i, j any) string {
	switch {
	case i:
		return "first"
	case j:
		return "second"
	case false:
		return "false"
	}
	return "none"
}

type complexNumber interface{ ~complex64 | ~complex128 }

func constants[T complexNumber]() (T, T, T) { return T(0), T(3.5), T(-1i) }

func panics(what string, f func()) {
	defer func() {
		if err, ok := recover().(error); ok {
			println(what, err.Error())
		} else {
			println(what, "no panic")
		}
	}()
	f()
}

func main() {
	println(kind(true, nil), kind(1, true), kind(false, "true"), kind(nil, nil))
	a, b, c := constants[complex128]()
	println(real(a) == 0, b == 3.5, imag(c) == -1)
	d, e, f := constants[complex64]()
	println(real(d) == 0, e == 3.5, imag(f) == -1)

	x := [2]uint64{1, 2}
	var none *uint64
	negative, long := -1, uint64(1<<63)
	println(len(unsafe.Slice(&x[0], 2)), unsafe.Slice(none, 0) == nil, unsafe.String(nil, 0) == "")
	panics("nil", func() { _ = unsafe.Slice(none, 1) })
	panics("negative", func() { _ = unsafe.Slice(&x[0], negative) })
	panics("long", func() { _ = unsafe.Slice(&x[0], long) })
	panics("address space", func() { _ = unsafe.Slice(&x[0], 1<<61) })
	panics("nil string", func() { _ = unsafe.String(nil, 3) })
	panics("negative string", func() { _ = unsafe.String((*byte)(unsafe.Pointer(&x)), negative) })
}

// Output:
// first second none none
// true true true
// true true true
// 2 true true
// nil runtime error: unsafe.Slice: ptr is nil and len is not zero
// negative runtime error: unsafe.Slice: len out of range
// long runtime error: unsafe.Slice: len out of range
// address space runtime error: unsafe.Slice: len out of range
// nil string runtime error: unsafe.String: ptr is nil and len is not zero
// negative string runtime error: unsafe.String: len out of range
