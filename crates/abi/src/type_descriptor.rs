//! Layout of type descriptors, itabs and names: `internal/abi` of Go 1.27 with 8-byte pointers.
//!
//! `NameOff`, `TypeOff` and `TextOff` fields (4 bytes) hold absolute addresses or table indices.
//! `Equal` is a closure address or any non-zero value when the type is comparable, 0 when it is not; the runtime never
//! calls it.
//! `GCData` is the address of the bitmap of the type's layout record ([`crate::layout::BITMAP`]) when `PtrBytes` is not 0.

/// `Type.Size_` (`u64`).
pub const SIZE: u32 = 0;
/// `Type.PtrBytes` (`u64`).
pub const PTR_BYTES: u32 = 8;
/// `Type.Hash` (`u32`).
pub const HASH: u32 = 16;
/// `Type.TFlag` (`u8`).
pub const TFLAG: u32 = 20;
/// `Type.Align_` (`u8`).
pub const ALIGN: u32 = 21;
/// `Type.FieldAlign_` (`u8`).
pub const FIELD_ALIGN: u32 = 22;
/// `Type.Kind_` (`u8`).
pub const KIND: u32 = 23;
/// `Type.Equal` (pointer).
pub const EQUAL: u32 = 24;
/// `Type.GCData` (pointer).
pub const GC_DATA: u32 = 32;
/// `Type.Str` (`u32`, address of a name).
pub const STR: u32 = 40;
/// `Type.PtrToThis` (`u32`, address of a descriptor or 0).
pub const PTR_TO_THIS: u32 = 44;
/// Bytes of the common part.
pub const TYPE_BYTES: u32 = 48;

/// `ArrayType.Elem`, `ChanType.Elem`, `PtrType.Elem`, `SliceType.Elem`, `MapType.Key` (pointer).
pub const ELEM: u32 = 48;
/// `ArrayType.Slice` (pointer).
pub const ARRAY_SLICE: u32 = 56;
/// `ArrayType.Len` (`u64`).
pub const ARRAY_LEN: u32 = 64;
/// Bytes of `ArrayType`.
pub const ARRAY_TYPE_BYTES: u32 = 72;
/// `ChanType.Dir` (`i64`: 1 receive, 2 send, 3 both).
pub const CHAN_DIR: u32 = 56;
/// Bytes of `ChanType`.
pub const CHAN_TYPE_BYTES: u32 = 64;
/// Bytes of `PtrType`.
pub const PTR_TYPE_BYTES: u32 = 56;
/// Bytes of `SliceType`.
pub const SLICE_TYPE_BYTES: u32 = 56;
/// `FuncType.InCount` (`u16`).
pub const FUNC_IN_COUNT: u32 = 48;
/// `FuncType.OutCount` (`u16`, top bit: variadic). The parameters' types follow the uncommon part, if any.
pub const FUNC_OUT_COUNT: u32 = 50;
/// The table index of what methods of the type do that `reflect.StructOf` takes from an embedded interface: they panic. 0: no
/// struct can have some (`u32`, padding for Go).
pub const FUNC_EMBEDDED_METHOD: u32 = 52;
/// Bytes of `FuncType`.
pub const FUNC_TYPE_BYTES: u32 = 56;
/// `InterfaceType.PkgPath` (pointer to a name).
pub const INTERFACE_PKG_PATH: u32 = 48;
/// `InterfaceType.Methods` (slice of [`IMETHOD_BYTES`] records, sorted by name).
pub const INTERFACE_METHODS: u32 = 56;
/// Bytes of `InterfaceType`.
pub const INTERFACE_TYPE_BYTES: u32 = 80;
/// `Imethod.Name` (`u32`).
pub const IMETHOD_NAME: u32 = 0;
/// `Imethod.Typ` (`u32`).
pub const IMETHOD_TYPE: u32 = 4;
/// Bytes of `Imethod`.
pub const IMETHOD_BYTES: u32 = 8;
/// `StructType.PkgPath` (pointer to a name).
pub const STRUCT_PKG_PATH: u32 = 48;
/// `StructType.Fields` (slice of [`FIELD_BYTES`] records).
pub const STRUCT_FIELDS: u32 = 56;
/// Bytes of `StructType`.
pub const STRUCT_TYPE_BYTES: u32 = 80;
/// `StructField.Name` (pointer to a name).
pub const FIELD_NAME: u32 = 0;
/// `StructField.Typ` (pointer).
pub const FIELD_TYPE: u32 = 8;
/// `StructField.Offset` (`u64`).
pub const FIELD_OFFSET: u32 = 16;
/// Bytes of `StructField`.
pub const FIELD_BYTES: u32 = 24;

/// `MapType.Key` (pointer).
pub const MAP_KEY: u32 = 48;
/// `MapType.Elem` (pointer).
pub const MAP_ELEM: u32 = 56;
/// `MapType.Group` (pointer to the descriptor of a group: a control word and [`MAP_GROUP_SLOTS`] slots).
pub const MAP_GROUP: u32 = 64;
/// `MapType.Hasher` (pointer, unused by the runtime).
pub const MAP_HASHER: u32 = 72;
/// `MapType.GroupSize` (`u64`).
pub const MAP_GROUP_SIZE: u32 = 80;
/// `MapType.KeysOff` (`u64`, always [`MAP_CONTROL_BYTES`]).
pub const MAP_KEYS_OFF: u32 = 88;
/// `MapType.KeyStride` (`u64`: bytes of a slot).
pub const MAP_KEY_STRIDE: u32 = 96;
/// `MapType.ElemsOff` (`u64`: [`MAP_CONTROL_BYTES`] + element offset in a slot).
pub const MAP_ELEMS_OFF: u32 = 104;
/// `MapType.ElemStride` (`u64`: bytes of a slot).
pub const MAP_ELEM_STRIDE: u32 = 112;
/// `MapType.ElemOff` (`u64`: offset of the element in a slot).
pub const MAP_ELEM_OFF: u32 = 120;
/// `MapType.Flags` (`u32`).
pub const MAP_FLAGS: u32 = 128;
/// Bytes of `MapType`.
pub const MAP_TYPE_BYTES: u32 = 136;
/// Slots of a group.
pub const MAP_GROUP_SLOTS: u32 = 8;
/// Bytes of a group's control word; the slots follow, each a key and, aligned behind it, an element.
pub const MAP_CONTROL_BYTES: u32 = 8;
/// Keys and elements above this size are stored as pointers in a slot.
pub const MAP_MAX_INLINE_BYTES: u32 = 128;
/// Map flag: the key must be rewritten on assignment (floats, strings, interfaces or types holding such).
pub const MAP_NEED_KEY_UPDATE: u32 = 1;
/// Map flag: hashing may panic (the key holds an interface).
pub const MAP_HASH_MIGHT_PANIC: u32 = 2;
/// Map flag: slots hold pointers to keys.
pub const MAP_INDIRECT_KEY: u32 = 4;
/// Map flag: slots hold pointers to elements.
pub const MAP_INDIRECT_ELEM: u32 = 8;

/// `UncommonType.PkgPath` (`u32`, address of a name).
pub const UNCOMMON_PKG_PATH: u32 = 0;
/// `UncommonType.Mcount` (`u16`).
pub const UNCOMMON_MCOUNT: u32 = 4;
/// `UncommonType.Xcount` (`u16`).
pub const UNCOMMON_XCOUNT: u32 = 6;
/// `UncommonType.Moff` (`u32`, offset of the methods from the uncommon part).
pub const UNCOMMON_MOFF: u32 = 8;
/// Bytes of `UncommonType`.
pub const UNCOMMON_BYTES: u32 = 16;
/// `Method.Name` (`u32`, address of a name). Methods are sorted by name, then package path.
pub const METHOD_NAME: u32 = 0;
/// `Method.Mtyp` (`u32`, descriptor of the method's type without receiver).
pub const METHOD_TYPE: u32 = 4;
/// `Method.Ifn` (`u32`, table index of the function that an interface calls with the data word).
pub const METHOD_IFN: u32 = 8;
/// `Method.Tfn` (`u32`, table index of the function that takes the receiver itself).
pub const METHOD_TFN: u32 = 12;
/// Bytes of `Method`.
pub const METHOD_BYTES: u32 = 16;

/// `ITab.Inter` (pointer).
pub const ITAB_INTERFACE: u32 = 0;
/// `ITab.Type` (pointer).
pub const ITAB_TYPE: u32 = 8;
/// `ITab.Hash` (`u32`).
pub const ITAB_HASH: u32 = 16;
/// `ITab.Fun` (8-byte words: table index of each method's `Ifn`, in the interface's order).
pub const ITAB_FUN: u32 = 24;

/// First byte of a name: exported.
pub const NAME_EXPORTED: u8 = 1;
/// First byte of a name: a tag follows.
pub const NAME_HAS_TAG: u8 = 2;
/// First byte of a name: a package path address (4 bytes) follows.
pub const NAME_HAS_PKG_PATH: u8 = 4;
/// First byte of a name: embedded field. The length follows as a varint, then the bytes.
pub const NAME_EMBEDDED: u8 = 8;

/// `TFlag`: an uncommon part follows the kind's own part.
pub const TFLAG_UNCOMMON: u8 = 1;
/// `TFlag`: `Str` has an extra `*` in front.
pub const TFLAG_EXTRA_STAR: u8 = 2;
/// `TFlag`: the type has a name.
pub const TFLAG_NAMED: u8 = 4;
/// `TFlag`: equality and hash treat a value as its bytes.
pub const TFLAG_REGULAR_MEMORY: u8 = 8;
/// `TFlag`: the bitmap is made on demand (only by types that `reflect` makes).
pub const TFLAG_GC_MASK_ON_DEMAND: u8 = 16;
/// `TFlag`: the value is the data word of an interface itself.
pub const TFLAG_DIRECT_IFACE: u8 = 32;

macro_rules! kinds {
    ($($name:ident = $value:literal, $text:literal;)*) => {
        /// The kind of a type, with the numbers of `internal/abi.Kind`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Kind {
            $(#[doc = concat!("`", $text, "`.")] $name = $value,)*
        }
    };
}

kinds! {
    Invalid = 0, "invalid";
    Bool = 1, "bool";
    Int = 2, "int";
    Int8 = 3, "int8";
    Int16 = 4, "int16";
    Int32 = 5, "int32";
    Int64 = 6, "int64";
    Uint = 7, "uint";
    Uint8 = 8, "uint8";
    Uint16 = 9, "uint16";
    Uint32 = 10, "uint32";
    Uint64 = 11, "uint64";
    Uintptr = 12, "uintptr";
    Float32 = 13, "float32";
    Float64 = 14, "float64";
    Complex64 = 15, "complex64";
    Complex128 = 16, "complex128";
    Array = 17, "array";
    Chan = 18, "chan";
    Func = 19, "func";
    Interface = 20, "interface";
    Map = 21, "map";
    Pointer = 22, "ptr";
    Slice = 23, "slice";
    String = 24, "string";
    Struct = 25, "struct";
    UnsafePointer = 26, "unsafe.Pointer";
}
