//! Reading type descriptors: kinds, names, method sets.
//!
//! Layout in `abi::type_descriptor`. Never writes one.

use crate::memory::{Addr, equal, load8, load16, load32};
use abi::type_descriptor::{self as td, Kind};

/// Kind number of a type.
#[inline(always)]
pub unsafe fn kind_of(descriptor: Addr) -> u8 {
    load8(descriptor + td::KIND) & 31
}

/// Whether the values of a kind are booleans, numbers or strings.
pub fn is_basic(kind: u8) -> bool {
    kind <= Kind::Complex128 as u8 || kind == Kind::String as u8
}

/// Whether a type is an interface type.
pub unsafe fn is_interface(descriptor: Addr) -> bool {
    kind_of(descriptor) == Kind::Interface as u8
}

/// Whether an interface's data word is the value itself.
#[inline(always)]
pub unsafe fn is_direct(descriptor: Addr) -> bool {
    load8(descriptor + td::TFLAG) & td::TFLAG_DIRECT_IFACE != 0
}

/// The text of a name: address and length.
pub unsafe fn name_text(name: Addr) -> (Addr, u32) {
    let mut at = name + 1;
    let mut len = 0;
    let mut shift = 0;
    loop {
        let byte = load8(at) as u32;
        at += 1;
        len |= (byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return (at, len);
        }
    }
}

/// The string form of a type: address and length.
#[inline(never)]
pub unsafe fn type_string(descriptor: Addr) -> (Addr, u32) {
    let (at, len) = name_text(load32(descriptor + td::STR));
    let star = (load8(descriptor + td::TFLAG) & td::TFLAG_EXTRA_STAR != 0) as u32;
    (at + star, len - star)
}

/// The uncommon part of a type, or 0.
pub unsafe fn uncommon(descriptor: Addr) -> Addr {
    if load8(descriptor + td::TFLAG) & td::TFLAG_UNCOMMON == 0 {
        return 0;
    }
    let kind = kind_of(descriptor);
    let bytes = if kind == Kind::Struct as u8 {
        td::STRUCT_TYPE_BYTES
    } else if kind == Kind::Pointer as u8 || kind == Kind::Slice as u8 || kind == Kind::Func as u8 {
        td::PTR_TYPE_BYTES
    } else if kind == Kind::Array as u8 {
        td::ARRAY_TYPE_BYTES
    } else if kind == Kind::Chan as u8 {
        td::CHAN_TYPE_BYTES
    } else if kind == Kind::Map as u8 {
        td::MAP_TYPE_BYTES
    } else if kind == Kind::Interface as u8 {
        td::INTERFACE_TYPE_BYTES
    } else {
        td::TYPE_BYTES
    };
    descriptor + bytes
}

/// The package path of a method's name: that of the name itself or of its type; 0 for exported names.
unsafe fn method_package(name: Addr, fallback: Addr) -> Addr {
    let flags = load8(name);
    if flags & td::NAME_EXPORTED != 0 {
        return 0;
    }
    if flags & td::NAME_HAS_PKG_PATH == 0 {
        return fallback;
    }
    let (at, len) = name_text(name);
    let mut end = at + len;
    if flags & td::NAME_HAS_TAG != 0 {
        let (tag, tag_len) = name_text(end - 1);
        end = tag + tag_len;
    }
    load32(end)
}

/// Whether two names have the same text; 0 is equal to itself only.
unsafe fn same_name(a: Addr, b: Addr) -> bool {
    if a == b || a == 0 || b == 0 {
        return a == b;
    }
    let (a, a_len) = name_text(a);
    let (b, b_len) = name_text(b);
    a_len == b_len && equal(a, b, a_len)
}

/// The method of a concrete type that implements method `index` of an interface type: address of its record, or 0.
///
/// Both lists are sorted; `cursor` is where the search of the type's methods continues.
unsafe fn find_method(interface: Addr, index: u32, concrete: Addr, cursor: &mut u32) -> Addr {
    let wanted = load32(interface + td::INTERFACE_METHODS) + index * td::IMETHOD_BYTES;
    let wanted_name = load32(wanted + td::IMETHOD_NAME);
    let uncommon = uncommon(concrete);
    if uncommon == 0 {
        return 0;
    }
    let count = load16(uncommon + td::UNCOMMON_MCOUNT) as u32;
    let methods = uncommon + load32(uncommon + td::UNCOMMON_MOFF);
    while *cursor < count {
        let method = methods + *cursor * td::METHOD_BYTES;
        *cursor += 1;
        let name = load32(method + td::METHOD_NAME);
        if load32(method + td::METHOD_TYPE) == load32(wanted + td::IMETHOD_TYPE)
            && same_name(name, wanted_name)
            && same_name(
                method_package(name, load32(uncommon + td::UNCOMMON_PKG_PATH)),
                method_package(wanted_name, load32(interface + td::INTERFACE_PKG_PATH)),
            )
        {
            return method;
        }
    }
    0
}

/// Number of methods of an interface type.
#[inline(always)]
pub unsafe fn interface_method_count(interface: Addr) -> u32 {
    load32(interface + td::INTERFACE_METHODS + 8)
}

/// Stores the table indices of the methods that implement an interface at `functions` (8 bytes each; 0: nowhere); the
/// index of the first missing method, or the number of methods.
#[inline(never)]
pub unsafe fn implement(interface: Addr, concrete: Addr, functions: Addr) -> u32 {
    let count = interface_method_count(interface);
    let mut cursor = 0;
    let mut index = 0;
    while index < count {
        let method = find_method(interface, index, concrete, &mut cursor);
        if method == 0 {
            break;
        }
        if functions != 0 {
            let mut function = load32(method + td::METHOD_IFN);
            if function == 0 {
                function = load32(load32(method + td::METHOD_TYPE) + td::FUNC_EMBEDDED_METHOD);
            }
            crate::memory::store32(functions + index * 8, function);
        }
        index += 1;
    }
    index
}

/// Name of the first method of an interface that a type lacks.
pub unsafe fn first_missing_method(interface: Addr, concrete: Addr) -> (Addr, u32) {
    let index = implement(interface, concrete, 0);
    if index == interface_method_count(interface) {
        return (0, 0);
    }
    name_text(load32(load32(interface + td::INTERFACE_METHODS) + index * td::IMETHOD_BYTES + td::IMETHOD_NAME))
}
