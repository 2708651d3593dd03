// What panic(nil) panics with, and one that the program makes.
package main

import (
	"errors"
	"fmt"
	"runtime"
)

func recovered() (r any) {
	defer func() { r = recover() }()
	panic(nil)
}

func main() {
	r := recovered()
	var err *runtime.PanicNilError
	fmt.Println(r, errors.As(r.(error), &err), fmt.Sprintf("%T %v", r, new(runtime.PanicNilError)))
	panic(&runtime.PanicNilError{})
}

// Exit: 2
// Output:
// runtime error: panic called with nil argument true *runtime.PanicNilError runtime error: panic called with nil argument
// panic: runtime error: panic called with nil argument
