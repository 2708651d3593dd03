//! What the checker found out about a package. Owns [`Info`] and its tables, keyed by ids of the syntax tree.
//!
//! After a package was checked without errors every expression that is evaluated has a final type: no untyped type
//! is left except `untyped nil`'s and those of constants that are discarded.

use ast::{ExprId, IdentId};
use constant::Value;
use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;
use rustc_hash::FxHashMap;
use source::{Span, Symbol};

use crate::{Builtin, ObjectId, TypeId};

/// An expression of a package.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ExprRef {
    /// Index of the file in the package's list.
    pub file: u32,
    /// The expression.
    pub expr: ExprId,
}

/// What an expression denotes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// Nothing was recorded, or the expression is in error.
    #[default]
    Invalid,
    /// A call without results.
    NoValue,
    /// A built-in function.
    Builtin(Builtin),
    /// A type.
    TypeExpr,
    /// A constant.
    Constant(Value),
    /// An addressable variable.
    Variable,
    /// An element of a map: assignable, not addressable, may be used in comma-ok form.
    MapIndex,
    /// A value.
    Value,
    /// `nil`
    Nil,
    /// A value that may be used in comma-ok form: a type assertion or a receive.
    CommaOk,
    /// A call of a function of another language's ABI may yield an extra error; unused outside cgo.
    CgoFunc,
}

/// Type and mode of an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeAndValue {
    /// What the expression denotes; a constant's value is here.
    pub mode: Mode,
    /// Its type; of a built-in function there is none. For an expression in comma-ok form a tuple of two; for a call of several results a tuple.
    pub ty: TypeId,
}

impl Default for TypeAndValue {
    fn default() -> Self {
        TypeAndValue { mode: Mode::Invalid, ty: TypeId::INVALID }
    }
}

impl TypeAndValue {
    /// The value of a constant expression.
    pub fn value(&self) -> Option<&Value> {
        if let Mode::Constant(value) = &self.mode { Some(value) } else { None }
    }

    /// Whether the expression is a type.
    pub fn is_type(&self) -> bool {
        self.mode == Mode::TypeExpr
    }

    /// Whether the expression's address can be taken.
    pub fn is_addressable(&self) -> bool {
        self.mode == Mode::Variable
    }

    /// Whether the expression has a value at run time, or is a constant or nil.
    pub fn is_value(&self) -> bool {
        !matches!(self.mode, Mode::Invalid | Mode::NoValue | Mode::Builtin(_) | Mode::TypeExpr)
    }
}

/// What kind of selector expression.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SelectionKind {
    /// `x.f` of a struct field.
    Field,
    /// `x.f` of a method, called or not.
    MethodValue,
    /// `T.f`
    MethodExpr,
}

/// What a selector expression other than a package-qualified name denotes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection {
    /// What kind.
    pub kind: SelectionKind,
    /// The type of `x` in `x.f`.
    pub recv: TypeId,
    /// The field or method.
    pub object: ObjectId,
    /// Path from `recv` to the object: field indices through embedded fields (pointers between them are implied),
    /// the last being the field's index, or the method's index in its type's or interface's method list as written
    /// (for an interface: in the sorted list of `Program::interface_methods`).
    pub path: Vec<u32>,
    /// Whether a pointer is dereferenced on the path (that of `recv` included).
    pub is_indirect: bool,
    /// For a method: the defined type, instance or interface that has it. The type arguments of an instance are those of
    /// the type parameters that the method's receiver declares. A type parameter's method belongs to its constraint.
    pub owner: Option<TypeId>,
}

/// The instantiation of a generic function, method or type that an identifier denotes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instance {
    /// The type arguments, written or inferred, one for each type parameter. Inside a generic declaration they may
    /// mention its type parameters.
    pub type_args: Vec<TypeId>,
    /// The instance: of a function its signature without type parameters, of a type a [`Type::Named`](crate::Type) or
    /// [`Type::Alias`](crate::Type).
    pub ty: TypeId,
}

/// The initialisation of package-level variables by one expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Initializer {
    /// The variables; several if `rhs` is a call of several results or a comma-ok form. Blank ones are included.
    pub lhs: Vec<ObjectId>,
    /// The expression.
    pub rhs: ExprRef,
}

/// The tables of one file.
#[derive(Clone, Debug, Default)]
pub struct FileInfo {
    /// Types and modes of expressions, type expressions included.
    pub types: SecondaryMap<ExprId, TypeAndValue>,
    /// The objects identifiers declare. Not set for the package name and for the binding of a type switch.
    pub defs: SecondaryMap<IdentId, PackedOption<ObjectId>>,
    /// The objects identifiers denote.
    pub uses: SecondaryMap<IdentId, PackedOption<ObjectId>>,
    /// Selector expressions that are no package-qualified names; also the keys of struct literals, whose path leads
    /// through embedded structs if the field is promoted.
    pub selections: FxHashMap<ExprId, Selection>,
    /// What the identifiers of generic functions, methods and types are instantiated with: in `f[int](x)`, `p.F(x)` and
    /// `x.Method(y)` the identifiers `f`, `F` and `Method`. A method's receiver counts in
    /// [`Selection::owner`](crate::Selection) instead, except that `T` of a receiver `T[P]` is here.
    pub instances: FxHashMap<IdentId, Instance>,
    /// The variable that a clause of a type switch declares, by the offset of the clause's colon.
    pub implicits: FxHashMap<u32, ObjectId>,
    /// For each function literal the local variables of enclosing functions that it or a literal in it uses, in order
    /// of first use.
    pub captures: FxHashMap<ExprId, Vec<ObjectId>>,
}

/// A function a host can call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WasmExport {
    /// The function.
    pub func: ObjectId,
    /// The name under which it is exported.
    pub name: Symbol,
    /// The directive.
    pub span: Span,
}

/// A function that the host provides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WasmImport {
    /// The function.
    pub func: ObjectId,
    /// The module's name.
    pub module: Symbol,
    /// The name in the module.
    pub name: Symbol,
    /// The directive.
    pub span: Span,
}

/// A `//go:linkname` directive with two names.
#[derive(Clone, Debug)]
pub struct Linkname {
    /// The function or variable of the package.
    pub object: ObjectId,
    /// The symbol it stands for, such as `time.now`.
    pub symbol: Box<str>,
}

/// Everything about one package.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// By index of the file.
    pub files: Vec<FileInfo>,
    /// Variables with initialisers in the order in which they are initialised.
    pub init_order: Vec<Initializer>,
    /// The package's functions and methods with a body or without, in source order. `init` functions and those named
    /// `_` are included.
    pub funcs: Vec<ObjectId>,
    /// `//go:wasmexport` functions, in source order.
    pub wasm_exports: Vec<WasmExport>,
    /// `//go:wasmimport` functions, in source order.
    pub wasm_imports: Vec<WasmImport>,
    /// `//go:linkname` directives with two names, in source order of each file.
    pub linknames: Vec<Linkname>,
}

impl Info {
    /// Type and mode of `expr` in file `file`.
    pub fn type_and_value(&self, file: u32, expr: ExprId) -> &TypeAndValue {
        &self.files[file as usize].types[expr]
    }

    /// The type of `expr`.
    pub fn type_of(&self, file: u32, expr: ExprId) -> TypeId {
        self.type_and_value(file, expr).ty
    }

    /// The object that `ident` declares.
    pub fn def(&self, file: u32, ident: IdentId) -> Option<ObjectId> {
        self.files[file as usize].defs[ident].expand()
    }

    /// The object that `ident` denotes.
    pub fn use_of(&self, file: u32, ident: IdentId) -> Option<ObjectId> {
        self.files[file as usize].uses[ident].expand()
    }

    /// The object that `ident` declares or else denotes.
    pub fn object_of(&self, file: u32, ident: IdentId) -> Option<ObjectId> {
        self.def(file, ident).or_else(|| self.use_of(file, ident))
    }

    /// What the generic function, method or type that `ident` denotes is instantiated with.
    pub fn instance(&self, file: u32, ident: IdentId) -> Option<&Instance> {
        self.files[file as usize].instances.get(&ident)
    }

    /// What the selector expression `expr` selects, unless it is a package-qualified name.
    pub fn selection(&self, file: u32, expr: ExprId) -> Option<&Selection> {
        self.files[file as usize].selections.get(&expr)
    }
}
