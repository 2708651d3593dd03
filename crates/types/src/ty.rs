//! Types. Owns [`Type`], its parts, [`TypeId`] and the arena; compares and prints nothing.
//!
//! Pointers, arrays, slices, maps and channels are hash-consed; other types are not, since two writings of one
//! struct or signature differ in names and places. Instances of generic types are hash-consed by `instantiate`.
//! Use `Program::canonical` for keys.

use std::sync::{Mutex, OnceLock, PoisonError};

use cranelift_entity::entity_impl;
use rustc_hash::FxHashMap;
use source::{Span, Symbol};

use crate::arena::Arena;
use crate::{ObjectId, PackageId};
pub use ast::ChanDir;

/// A type of a [`Program`](crate::Program).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(u32);
entity_impl!(TypeId, "type");

macro_rules! basic_types {
    ($($(#[doc = $doc:literal])+ $kind:ident $id:ident = $name:literal,)*) => {
        /// Predeclared and untyped basic types.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum BasicKind { $($(#[doc = $doc])+ $kind,)* }

        impl BasicKind {
            /// Every kind, in order.
            pub const ALL: &'static [BasicKind] = &[$(BasicKind::$kind,)*];

            /// The name that messages use.
            pub fn name(self) -> &'static str {
                match self { $(BasicKind::$kind => $name,)* }
            }
        }

        impl TypeId {
            $($(#[doc = $doc])+ pub const $id: TypeId = TypeId(BasicKind::$kind as u32);)*
        }
    };
}

basic_types! {
    /// The type of what has an error.
    Invalid INVALID = "invalid type",
    /// `bool`
    Bool BOOL = "bool",
    /// `int`
    Int INT = "int",
    /// `int8`
    Int8 INT8 = "int8",
    /// `int16`
    Int16 INT16 = "int16",
    /// `int32`
    Int32 INT32 = "int32",
    /// `int64`
    Int64 INT64 = "int64",
    /// `uint`
    Uint UINT = "uint",
    /// `uint8`
    Uint8 UINT8 = "uint8",
    /// `uint16`
    Uint16 UINT16 = "uint16",
    /// `uint32`
    Uint32 UINT32 = "uint32",
    /// `uint64`
    Uint64 UINT64 = "uint64",
    /// `uintptr`
    Uintptr UINTPTR = "uintptr",
    /// `float32`
    Float32 FLOAT32 = "float32",
    /// `float64`
    Float64 FLOAT64 = "float64",
    /// `complex64`
    Complex64 COMPLEX64 = "complex64",
    /// `complex128`
    Complex128 COMPLEX128 = "complex128",
    /// `string`
    String STRING = "string",
    /// `unsafe.Pointer`
    UnsafePointer UNSAFE_POINTER = "unsafe.Pointer",
    /// The type of an untyped boolean.
    UntypedBool UNTYPED_BOOL = "untyped bool",
    /// The type of an untyped integer constant.
    UntypedInt UNTYPED_INT = "untyped int",
    /// The type of an untyped rune constant.
    UntypedRune UNTYPED_RUNE = "untyped rune",
    /// The type of an untyped floating-point constant.
    UntypedFloat UNTYPED_FLOAT = "untyped float",
    /// The type of an untyped complex constant.
    UntypedComplex UNTYPED_COMPLEX = "untyped complex",
    /// The type of an untyped string constant.
    UntypedString UNTYPED_STRING = "untyped string",
    /// The type of `nil`.
    UntypedNil UNTYPED_NIL = "untyped nil",
    /// `byte`: identical to `uint8`, but messages keep the name.
    Byte BYTE = "byte",
    /// `rune`: identical to `int32`, but messages keep the name.
    Rune RUNE = "rune",
}

impl TypeId {
    /// The tuple without members.
    pub const EMPTY_TUPLE: TypeId = TypeId(BasicKind::ALL.len() as u32);
    /// The interface without methods, written `interface{}`.
    pub const EMPTY_INTERFACE: TypeId = TypeId(BasicKind::ALL.len() as u32 + 1);
    /// The predeclared alias `any`.
    pub const ANY: TypeId = TypeId(BasicKind::ALL.len() as u32 + 2);
    /// The predeclared type `error`.
    pub const ERROR: TypeId = TypeId(BasicKind::ALL.len() as u32 + 3);
    /// The predeclared constraint `comparable`.
    pub const COMPARABLE: TypeId = TypeId(BasicKind::ALL.len() as u32 + 4);
    /// The type `interface{ String() string }`, which has no name.
    pub const STRINGER: TypeId = TypeId(BasicKind::ALL.len() as u32 + 5);
}

impl BasicKind {
    /// The kind with `byte` and `rune` replaced by `uint8` and `int32`.
    pub fn unaliased(self) -> BasicKind {
        match self {
            BasicKind::Byte => BasicKind::Uint8,
            BasicKind::Rune => BasicKind::Int32,
            kind => kind,
        }
    }

    /// Whether this is a boolean kind.
    pub fn is_boolean(self) -> bool {
        matches!(self, BasicKind::Bool | BasicKind::UntypedBool)
    }

    /// Whether this is a string kind.
    pub fn is_string(self) -> bool {
        matches!(self, BasicKind::String | BasicKind::UntypedString)
    }

    /// Whether this is an integer kind, `untyped rune` included.
    pub fn is_integer(self) -> bool {
        use BasicKind::*;
        (Int..=Uintptr).contains(&self) || matches!(self, UntypedInt | UntypedRune | Byte | Rune)
    }

    /// Whether this is an unsigned integer kind.
    pub fn is_unsigned(self) -> bool {
        (BasicKind::Uint..=BasicKind::Uintptr).contains(&self) || self == BasicKind::Byte
    }

    /// Whether this is a floating-point kind.
    pub fn is_float(self) -> bool {
        matches!(self, BasicKind::Float32 | BasicKind::Float64 | BasicKind::UntypedFloat)
    }

    /// Whether this is a complex kind.
    pub fn is_complex(self) -> bool {
        matches!(self, BasicKind::Complex64 | BasicKind::Complex128 | BasicKind::UntypedComplex)
    }

    /// Whether this is an integer, floating-point or complex kind.
    pub fn is_numeric(self) -> bool {
        self.is_integer() || self.is_float() || self.is_complex()
    }

    /// Whether this is an untyped kind, nil included.
    pub fn is_untyped(self) -> bool {
        (BasicKind::UntypedBool..=BasicKind::UntypedNil).contains(&self)
    }

    /// Whether constants can have this kind.
    pub fn is_const_type(self) -> bool {
        self.is_numeric() || self.is_boolean() || self.is_string()
    }
}

/// A type.
#[derive(Clone, Debug)]
pub enum Type {
    /// A predeclared or untyped basic type.
    Basic(BasicKind),
    /// `*base`
    Pointer {
        /// What is pointed to.
        base: TypeId,
    },
    /// `[len]elem`
    Array {
        /// Number of elements; `None` if the length is in error.
        len: Option<u64>,
        /// Element type.
        elem: TypeId,
    },
    /// `[]elem`
    Slice {
        /// Element type.
        elem: TypeId,
    },
    /// `map[key]elem`
    Map {
        /// Key type.
        key: TypeId,
        /// Element type.
        elem: TypeId,
    },
    /// `chan elem`
    Chan {
        /// The direction.
        dir: ChanDir,
        /// Element type.
        elem: TypeId,
    },
    /// `struct{…}`
    Struct(Struct),
    /// `func(…) …`
    Signature(Signature),
    /// The results of a call of several values, or of none.
    Tuple(Vec<TypeId>),
    /// `interface{…}`
    Interface(Interface),
    /// A defined type.
    Named(Named),
    /// An alias; identical to what it stands for.
    Alias(Alias),
    /// A type parameter.
    TypeParam(TypeParam),
    /// Terms of a constraint, `~int | string`.
    Union(Vec<UnionTerm>),
}

/// A struct type.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// The fields, in order.
    pub fields: Vec<Field>,
}

/// A field of a struct type.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name; for an embedded field that of the type.
    pub name: Symbol,
    /// Its type.
    pub ty: TypeId,
    /// Whether it is embedded.
    pub is_embedded: bool,
    /// Its tag, empty if it has none; bytes as written after unquoting.
    pub tag: Box<[u8]>,
    /// The package in which the struct type is written: it tells unexported names apart.
    pub package: Option<PackageId>,
    /// The field's object.
    pub object: ObjectId,
}

/// A function type.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    /// The receiver's variable; only for methods. Not part of the type's identity.
    pub recv: Option<ObjectId>,
    /// The type parameters that a method's receiver declares, each a [`Type::TypeParam`]; they stand for those of the
    /// receiver's generic type. None after instantiation. Not part of the type's identity.
    pub recv_type_params: Vec<TypeId>,
    /// The type parameters of a generic function or method, each a [`Type::TypeParam`].
    pub type_params: Vec<TypeId>,
    /// The parameters; the last one has a slice type if the function is variadic.
    pub params: Vec<Param>,
    /// The results.
    pub results: Vec<Param>,
    /// Whether the last parameter is variadic.
    pub is_variadic: bool,
}

/// A parameter or result.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name, if it has one. Not part of the type's identity.
    pub name: Option<Symbol>,
    /// Its type.
    pub ty: TypeId,
    /// The variable, where the signature was written in source. Not part of the type's identity.
    pub object: Option<ObjectId>,
}

/// An interface type as written; `Program::type_set` gives what it means.
#[derive(Clone, Debug, Default)]
pub struct Interface {
    /// The explicitly declared methods, [`Func`](crate::ObjectKind::Func) objects in order of writing.
    pub methods: Vec<ObjectId>,
    /// The embedded elements and where they are written.
    pub embedded: Vec<(TypeId, Span)>,
    /// Whether this is the constraint `comparable`.
    pub is_comparable: bool,
    /// Whether the interface was made for a constraint written without `interface`.
    pub is_implicit: bool,
    /// Whether the interface is still being declared, so that its type set is not known.
    pub(crate) is_pending: bool,
}

/// A defined type.
///
/// An instance of a generic type has an origin; everything else about it follows from that and the type arguments.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its type name; an instance has that of its origin.
    pub object: ObjectId,
    /// The underlying type once it is known; while the declaration is being checked, the type on its right side.
    /// `None` for an instance: ask [`Program::underlying`](crate::Program::underlying).
    pub underlying: Option<TypeId>,
    /// The methods declared on it, [`Func`](crate::ObjectKind::Func) objects in source order. Empty for an instance:
    /// it has the methods of its origin.
    pub methods: Vec<ObjectId>,
    /// The type parameters of a generic type; empty for an instance.
    pub type_params: Vec<TypeId>,
    /// For an instance: the generic type.
    pub origin: Option<TypeId>,
    /// For an instance: the type arguments.
    pub type_args: Vec<TypeId>,
    /// For a type declared inside a generic function or method: the type parameters of that function, which the type
    /// may use. [`Program::substitute`](crate::Program::substitute) makes an instance if they are replaced.
    pub outer_type_params: Vec<TypeId>,
    /// For such an instance: what replaces the outer type parameters.
    pub outer_type_args: Vec<TypeId>,
    /// An instance's right side, once somebody asked for it.
    pub(crate) expansion: OnceLock<TypeId>,
}

impl Named {
    /// A type about which nothing but its name is known.
    pub fn new(object: ObjectId) -> Named {
        Named {
            object,
            underlying: None,
            methods: Vec::new(),
            type_params: Vec::new(),
            origin: None,
            type_args: Vec::new(),
            outer_type_params: Vec::new(),
            outer_type_args: Vec::new(),
            expansion: OnceLock::new(),
        }
    }

    /// Whether the type must be instantiated before it can be used.
    pub fn is_generic(&self) -> bool {
        self.origin.is_none() && !self.type_params.is_empty()
    }
}

/// An alias type.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Its type name.
    pub object: ObjectId,
    /// What it stands for; `None` while it is being declared.
    pub actual: Option<TypeId>,
    /// The type parameters of a generic alias.
    pub type_params: Vec<TypeId>,
    /// For an instance: the generic alias.
    pub origin: Option<TypeId>,
    /// The type arguments of an instance.
    pub type_args: Vec<TypeId>,
}

impl Alias {
    /// An alias about which nothing but its name is known.
    pub fn new(object: ObjectId) -> Alias {
        Alias { object, actual: None, type_params: Vec::new(), origin: None, type_args: Vec::new() }
    }

    /// Whether the alias must be instantiated before it can be used.
    pub fn is_generic(&self) -> bool {
        self.origin.is_none() && !self.type_params.is_empty()
    }
}

/// A type parameter.
#[derive(Clone, Debug)]
pub struct TypeParam {
    /// Its type name.
    pub object: ObjectId,
    /// Its index in the list that declares it.
    pub index: u32,
    /// Its constraint as written, once it is known.
    pub(crate) bound: OnceLock<TypeId>,
    /// The constraint as an interface, once somebody asked for it.
    pub(crate) interface: OnceLock<TypeId>,
}

impl TypeParam {
    /// A type parameter whose constraint is not known yet.
    pub(crate) fn new(object: ObjectId, index: u32) -> TypeParam {
        TypeParam { object, index, bound: OnceLock::new(), interface: OnceLock::new() }
    }

    /// Its constraint as written: an interface, or a type that stands for the interface with only that type.
    /// [`TypeId::INVALID`] while it is not known.
    pub fn constraint(&self) -> TypeId {
        self.bound.get().copied().unwrap_or(TypeId::INVALID)
    }
}

/// A term of a union.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct UnionTerm {
    /// Whether it is written with `~`.
    pub is_tilde: bool,
    /// The type.
    pub ty: TypeId,
}

/// Shape of a hash-consed type.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Shape {
    Pointer(TypeId),
    Array(Option<u64>, TypeId),
    Slice(TypeId),
    Map(TypeId, TypeId),
    Chan(ChanDir, TypeId),
}

/// The arena of types.
#[derive(Debug, Default)]
pub struct TypeArena {
    types: Arena<TypeId, Type>,
    shapes: Mutex<FxHashMap<Shape, TypeId>>,
}

impl std::fmt::Debug for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("shape")
    }
}

impl TypeArena {
    /// Adds `ty`. Pointers, arrays, slices, maps and channels get the id of an equal type if there is one.
    pub fn add(&self, ty: Type) -> TypeId {
        let shape = match &ty {
            Type::Pointer { base } => Shape::Pointer(*base),
            Type::Array { len, elem } => Shape::Array(*len, *elem),
            Type::Slice { elem } => Shape::Slice(*elem),
            Type::Map { key, elem } => Shape::Map(*key, *elem),
            Type::Chan { dir, elem } => Shape::Chan(*dir, *elem),
            _ => return self.types.push(ty),
        };
        let mut shapes = self.shapes.lock().unwrap_or_else(PoisonError::into_inner);
        *shapes.entry(shape).or_insert_with(|| self.types.push(ty))
    }

    /// Replaces a type that is being declared.
    pub(crate) fn set(&mut self, id: TypeId, ty: Type) {
        self.types[id] = ty;
    }

    /// A type that is being declared, to complete it.
    pub(crate) fn get_mut(&mut self, id: TypeId) -> &mut Type {
        &mut self.types[id]
    }

    /// Number of types.
    pub fn len(&self) -> usize {
        self.types.len()
    }

    /// Whether there is no type.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }
}

impl std::ops::Index<TypeId> for TypeArena {
    type Output = Type;
    fn index(&self, id: TypeId) -> &Type {
        &self.types[id]
    }
}
