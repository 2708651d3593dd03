//! The Go type-checker.
//!
//! Owns: types, objects and scopes of a whole compilation ([`Program`]), and the checker that fills them and a
//! package's [`Info`] from syntax trees.
//! Never does: change a tree, choose a layout beyond [`Sizes`], make IR.
//!
//! Invariants: results are in side tables by id of the syntax tree; an invalid operand is reported once, its type is
//! then [`TypeId::INVALID`] and silences what follows from it; nothing that reaches output is ordered by an id of a
//! name. Files are named as in Go's `types2`, whose rules they follow.
//!
//! # Generics
//!
//! A generic declaration is checked once; [`Info`] describes its body in terms of its type parameters. To make code for
//! a function with given type arguments take
//!
//! - [`Program::type_params_of`] the function: the type parameters that its receiver declares, then its own; and as
//!   many type arguments, none of which mentions a type parameter;
//! - [`Program::substitute`] for every type that `Info` or a variable of the body gives; types declared inside the
//!   function become instances, different for different type arguments;
//! - [`Info::instance`] for an identifier that denotes a generic function or method: its type arguments, to be
//!   substituted too;
//! - [`Program::substitute_selection`] for every selection: the result's object is the method as declared and its owner
//!   the type that has it, whose [`Program::type_args`] are the arguments for what the method's receiver declares. They
//!   come before those of [`Info::instance`].
//!
//! Two functions are the same if the objects are and the [`Program::canonical`] type arguments are. Methods of an
//! instance are those of its origin ([`Program::declared_methods`], [`Method::owner`], [`Program::method_type`]); only
//! methods of instantiated interfaces have objects of their own, with [`Func::origin`]. Underlying types of instances
//! are computed when [`Program::underlying`] is asked, which therefore may add types.
#![deny(missing_docs)]

mod arena;
mod assignability;
mod assignments;
mod builtin;
mod builtins;
mod canonical;
mod check_package;
mod checker;
mod constants;
mod conversions;
mod core_types;
mod cycles;
mod declarations;
mod directive_places;
mod expr;
mod expr_string;
mod file_versions;
mod function_instances;
mod infer;
mod info;
mod init_order;
mod instantiate;
mod instantiation_cycles;
mod interface_cycles;
mod labels;
mod large_types;
mod lookup;
mod object;
mod operand;
mod predicates;
mod program;
mod ranges;
mod recording;
mod resolve;
mod scope;
mod sizes;
mod statements;
mod substitute;
mod switches;
mod term_lists;
mod terminating;
mod ty;
mod type_arguments;
mod type_expressions;
mod type_literals;
mod type_params;
mod type_set;
mod type_string;
mod unify;
mod unions;
mod universe;
mod unsafe_builtins;
mod valid_types;
mod wasm_signature;
mod wasm_types;

pub use arena::Arena;
pub use builtin::Builtin;
pub use check_package::{PackageInput, check_package};
pub use info::{
    ExprRef, FileInfo, Info, Initializer, Instance, Linkname, Mode, Selection, SelectionKind, TypeAndValue, WasmExport,
    WasmImport,
};
pub use lookup::{Found, Lookup, Method};
pub use object::{Func, FuncDeclRef, Object, ObjectId, ObjectKind, Var, VarKind};
pub use program::{Package, PackageId, Program, UNSAFE};
pub use scope::{Scope, ScopeId};
pub use sizes::{Gc64, Sizes};
pub use ty::{
    Alias, BasicKind, ChanDir, Field, Interface, Named, Param, Signature, Struct, Type, TypeArena, TypeId, TypeParam,
    UnionTerm,
};
pub use type_set::TypeSet;
pub use wasm_types::{WasmSignature, WasmType};
