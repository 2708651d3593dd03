// Functions that Go's compiler knows.

package abi

// EscapeNonString does nothing: addresses of objects do not change.
func EscapeNonString[T any](v T) {}

// EscapeToResultNonString returns v.
func EscapeToResultNonString[T any](v T) T { return v }
