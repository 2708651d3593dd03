// What the runtime does for this package.

package reflectlite

import (
	"internal/abi"
	"unsafe"
)

// Offsets in type descriptors are addresses.

func resolveNameOff(_ unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(uintptr(uint32(off)))
}

func resolveTypeOff(_ unsafe.Pointer, off int32) unsafe.Pointer {
	return unsafe.Pointer(uintptr(uint32(off)))
}

//go:linkname unsafe_New gowex.alloc_type
func unsafe_New(*abi.Type) unsafe.Pointer

//go:linkname findItab gowex.find_itab
func findItab(want, have *abi.Type) unsafe.Pointer

// The first words of maps and channels are their lengths.

func chanlen(ch unsafe.Pointer) int { return maplen(ch) }

func maplen(m unsafe.Pointer) int {
	if m == nil {
		return 0
	}
	return *(*int)(m)
}

func typedmemmove(t *abi.Type, dst, src unsafe.Pointer) {
	copy(unsafe.Slice((*byte)(dst), t.Size_), unsafe.Slice((*byte)(src), t.Size_))
}

func ifaceE2I(t *abi.Type, src any, dst unsafe.Pointer) {
	from := (*[2]unsafe.Pointer)(unsafe.Pointer(&src))
	to := (*[2]unsafe.Pointer)(dst)
	itab := findItab(t, (*abi.Type)(from[0]))
	if itab == nil {
		panic("reflect: value does not implement the interface")
	}
	to[0], to[1] = itab, from[1]
}
