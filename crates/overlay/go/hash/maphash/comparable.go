// Hashes of comparable values are the image's: type descriptors have no hash functions.

package maphash

import (
	"internal/abi"
	"unsafe"
)

//go:linkname valueHash gowex.value_hash
func valueHash(t *abi.Type, value unsafe.Pointer, seed int64) int64

func comparableHash[T comparable](v T, seed Seed) uint64 {
	return uint64(valueHash(abi.TypeFor[T](), unsafe.Pointer(&v), int64(seed.s)))
}
