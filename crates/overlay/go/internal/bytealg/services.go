// What is assembly for other machines: comparisons are the image's, searches read eight bytes at a time.

package bytealg

import (
	"math/bits"
	"unsafe"
)

//go:linkname compareStrings gowex.string_compare
func compareStrings(a, b string) int32

// MakeNoZero allocates a slice of n bytes with the capacity of what the allocator has for them.
func MakeNoZero(n int) []byte { return append([]byte(nil), make([]byte, n)...) }

// Compare is negative, zero or positive as a is less than, equal to or greater than b.
func Compare(a, b []byte) int {
	return CompareString(unsafe.String(unsafe.SliceData(a), len(a)), unsafe.String(unsafe.SliceData(b), len(b)))
}

// CompareString is negative, zero or positive as a is less than, equal to or greater than b.
func CompareString(a, b string) int {
	order := compareStrings(a, b)
	switch {
	case order < 0:
		return -1
	case order > 0:
		return 1
	}
	return 0
}

// IndexByte is the index of the first c in b, or -1.
func IndexByte(b []byte, c byte) int {
	return indexByte(unsafe.Pointer(unsafe.SliceData(b)), len(b), c)
}

// IndexByteString is the index of the first c in s, or -1.
func IndexByteString(s string, c byte) int {
	return indexByte(unsafe.Pointer(unsafe.StringData(s)), len(s), c)
}

const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

func indexByte(p unsafe.Pointer, n int, c byte) int {
	wanted := uint64(c) * lowBits
	i := 0
	for ; i+8 <= n; i += 8 {
		// Bytes that are equal to c become zero; the lowest high bit that is set then marks the first of them.
		x := *(*uint64)(unsafe.Add(p, i)) ^ wanted
		if found := (x - lowBits) &^ x & highBits; found != 0 {
			return i + bits.TrailingZeros64(found)>>3
		}
	}
	for ; i < n; i++ {
		if *(*byte)(unsafe.Add(p, i)) == c {
			return i
		}
	}
	return -1
}
