// Map types made at run time: the memory of eight entries, which the image allocates, without the machinery of ArrayOf and
// StructOf, which programs that only decode maps need for nothing else.

package reflect

import (
	"internal/abi"
	"unsafe"
)

// inOneGroup is what groups hold of a key or an element: itself, or a pointer if it is large.
func inOneGroup(t Type, most uintptr) *abi.Type {
	if t.Size() > most {
		t = PointerTo(t)
	}
	return t.common()
}

// setPointers says that of the words of t those up to end may be pointers: the image finds out which when it first asks.
func setPointers(t *abi.Type, end uintptr) {
	if end != 0 {
		t.PtrBytes = end
		t.TFlag |= abi.TFlagGCMaskOnDemand
		t.GCData = (*byte)(unsafe.Pointer(new(uintptr)))
	}
}

// pairType is the type of a struct with two fields.
func pairType(firstName string, first *abi.Type, secondName string, second *abi.Type) *abi.StructType {
	align := max(first.Align_, second.Align_, 1)
	offset := aligned(first.Size_, second.Align_)
	end := offset + second.Size_
	if second.Size_ == 0 && end > 0 {
		// The address of a last field without bytes is not that of another object.
		end++
	}
	pair := &abi.StructType{
		Type: abi.Type{
			Size_:       aligned(end, align),
			Align_:      align,
			FieldAlign_: align,
			Kind_:       abi.Struct,
			Str:         resolveReflectName(newName("struct", "", false, false)),
		},
		Fields: []abi.StructField{
			{Name: newName(firstName, "", true, false), Typ: first},
			{Name: newName(secondName, "", true, false), Typ: second, Offset: offset},
		},
	}
	pointers := first.PtrBytes
	if second.PtrBytes != 0 {
		pointers = offset + second.PtrBytes
	}
	setPointers(&pair.Type, pointers)
	return pair
}

func aligned(size uintptr, align uint8) uintptr {
	return (size + uintptr(align) - 1) &^ (uintptr(align) - 1)
}

func groupOf(ktyp, etyp Type) Type {
	slot := pairType("Key", inOneGroup(ktyp, abi.MapMaxKeyBytes), "Elem", inOneGroup(etyp, abi.MapMaxElemBytes))
	slots := &abi.ArrayType{
		Type: abi.Type{
			Size_:       abi.MapGroupSlots * slot.Size_,
			Align_:      slot.Align_,
			FieldAlign_: slot.Align_,
			Kind_:       abi.Array,
			Str:         slot.Str,
		},
		Elem: &slot.Type,
		Len:  abi.MapGroupSlots,
	}
	if slot.PtrBytes != 0 {
		setPointers(&slots.Type, slots.Size_-slot.Size_+slot.PtrBytes)
	}
	group := pairType("Ctrl", TypeFor[uint64]().common(), "Slots", &slots.Type)
	return toRType(&group.Type)
}
