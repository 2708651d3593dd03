// Functions that Go's compiler knows, who makes bitmaps, and the hash functions of maps.

package abi

import "unsafe"

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

//go:linkname valueHash gowex.value_hash
func valueHash(t *Type, value unsafe.Pointer, seed int64) int64

// MapType is what describes a map type, nil if t is another. The compiler's descriptors have no hash functions: then it is a
// copy with one.
func (t *Type) MapType() *MapType {
	if t.Kind() != Map {
		return nil
	}
	compiled := (*MapType)(unsafe.Pointer(t))
	if compiled.Hasher != nil {
		return compiled
	}
	hashed, key := *compiled, compiled.Key
	hashed.Hasher = func(value unsafe.Pointer, seed uintptr) uintptr {
		return uintptr(valueHash(key, value, int64(seed)))
	}
	return &hashed
}
