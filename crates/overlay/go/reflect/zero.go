// Zero values: Go's code compares with them by the functions in type descriptors, which are none.

package reflect

import (
	"internal/abi"
	"unsafe"
)

//go:linkname valueEqual gowex.value_equal
func valueEqual(t *abi.Type, a, b unsafe.Pointer) bool

// IsZero says whether v is the zero value of its type.
func (v Value) IsZero() bool {
	switch kind := v.kind(); {
	case kind == Invalid:
		panic(&ValueError{"reflect.Value.IsZero", Invalid})
	case kind == Bool:
		return !v.Bool()
	case kind == String:
		return v.Len() == 0
	case v.CanInt():
		return v.Int() == 0
	case v.CanUint():
		return v.Uint() == 0
	case v.CanFloat():
		return v.Float() == 0
	case v.CanComplex():
		return v.Complex() == 0
	case kind != Array && kind != Struct:
		return v.IsNil()
	case v.flag&flagIndir == 0:
		return v.ptr == nil
	}
	zero := unsafe.Pointer(&zeroVal[0])
	t := v.typ()
	switch {
	case v.ptr == zero:
		return true
	case t.Equal != nil && t.Size_ <= abi.ZeroValSize:
		return valueEqual(t, v.ptr, zero)
	case t.TFlag&abi.TFlagRegularMemory != 0:
		return isZero(bytesAt(v.ptr, t.Size_))
	}
	if t.Kind() == abi.Array {
		for i := range v.Len() {
			if !v.Index(i).IsZero() {
				return false
			}
		}
		return true
	}
	fields := (*structType)(unsafe.Pointer(t)).Fields
	for i := range fields {
		if !v.Field(i).IsZero() && !fields[i].Name.IsBlank() {
			return false
		}
	}
	return true
}
