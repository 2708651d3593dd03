// Functions that Go's compiler knows, and who makes bitmaps.

package abi

// EscapeNonString does nothing: addresses of objects do not change.
func EscapeNonString[T any](v T) {}

// EscapeToResultNonString returns v.
func EscapeToResultNonString[T any](v T) T { return v }

// FuncPCABI0 is zero: code has no addresses.
func FuncPCABI0(f any) uintptr { return 0 }

// FuncPCABIInternal is zero: code has no addresses.
func FuncPCABIInternal(f any) uintptr { return 0 }

// MaxPtrmaskBytes is zero so that package reflect leaves the bitmaps of the types it makes to the runtime.
const MaxPtrmaskBytes = 0
