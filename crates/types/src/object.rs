//! What names denote. Owns [`Object`], its kinds and [`ObjectId`].

use constant::Value;
use cranelift_entity::entity_impl;
use source::{Span, Symbol};

use crate::{Builtin, ExprRef, PackageId, TypeId};

/// A declared thing of a [`Program`](crate::Program).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(u32);
entity_impl!(ObjectId, "object");

/// What a name denotes.
#[derive(Clone, Debug)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// Its name.
    pub name: Symbol,
    /// The declaring occurrence of the name; `None` for predeclared objects.
    pub span: Option<Span>,
    /// The package it belongs to; `None` for predeclared objects.
    pub package: Option<PackageId>,
    /// Its type; [`TypeId::INVALID`] until it is known and for objects without one.
    pub ty: TypeId,
    /// Position in the order of declaration within its package: 0 for objects that are not package-level.
    pub order: u32,
    /// Whether it is declared at package level (methods are not).
    pub is_package_level: bool,
}

/// Kinds of objects.
#[derive(Clone, Debug)]
pub enum ObjectKind {
    /// An imported package.
    PkgName {
        /// The package; `None` if it could not be imported.
        imported: Option<PackageId>,
        /// Whether the name is used.
        used: bool,
    },
    /// A constant.
    Const {
        /// Its value.
        value: Value,
    },
    /// A type.
    TypeName {
        /// Whether it is an alias.
        is_alias: bool,
    },
    /// A variable, parameter, result or field.
    Var(Var),
    /// A function, method or interface method.
    Func(Func),
    /// A label.
    Label {
        /// Whether a statement names it.
        used: bool,
    },
    /// A built-in function.
    Builtin(Builtin),
    /// `nil`
    Nil,
}

/// Where a variable lives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VarKind {
    /// Declared at package level.
    Package,
    /// Declared in a function, also the symbol of a type switch and the variables of loops.
    Local,
    /// A method's receiver.
    Receiver,
    /// A parameter.
    Param,
    /// A result.
    Result,
    /// A field of a struct type.
    Field,
}

/// A variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Var {
    /// Where it lives.
    pub kind: VarKind,
    /// Whether it is an embedded field.
    pub is_embedded: bool,
    /// Whether its value is used.
    pub used: bool,
    /// Whether its address is taken: by `&`, by slicing an array, or by calling a method with a pointer receiver on
    /// it. Also set if that happens to one of its fields or elements.
    pub address_taken: bool,
    /// Whether a function literal inside its function uses it.
    pub captured: bool,
    /// Whether it is assigned to after its declaration, also through a field or element, or incremented.
    pub reassigned: bool,
    /// The function literal in which it is declared; `None` directly in a declared function and at package level.
    pub function: Option<ExprRef>,
    /// Whether it is a variable of a `for` or `range` clause, of which each iteration has its own copy.
    pub is_per_iteration: bool,
}

impl Var {
    /// A variable of `kind` about which nothing is known.
    pub fn new(kind: VarKind) -> Var {
        Var {
            kind,
            is_embedded: false,
            used: false,
            address_taken: false,
            captured: false,
            reassigned: false,
            function: None,
            is_per_iteration: false,
        }
    }
}

/// Where a function is declared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FuncDeclRef {
    /// The package.
    pub package: PackageId,
    /// Index of the file in the package's list.
    pub file: u32,
    /// Index in [`ast::File::decls`].
    pub decl: u32,
}

/// A function, method or interface method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Func {
    /// The declaration; `None` for interface methods.
    pub decl: Option<FuncDeclRef>,
    /// For a method its receiver's base type, a [`Named`](crate::Named); for an interface method the interface.
    pub receiver_base: Option<TypeId>,
    /// Whether the receiver is a pointer.
    pub has_pointer_receiver: bool,
    /// Whether this is a method of an interface.
    pub is_interface_method: bool,
    /// Whether the declaration has a body.
    pub has_body: bool,
    /// For a method of an instance of a generic interface: the method as declared.
    pub origin: Option<ObjectId>,
}

impl Object {
    /// The variable, if it is one.
    pub fn as_var(&self) -> Option<&Var> {
        if let ObjectKind::Var(var) = &self.kind { Some(var) } else { None }
    }

    /// The function, if it is one.
    pub fn as_func(&self) -> Option<&Func> {
        if let ObjectKind::Func(func) = &self.kind { Some(func) } else { None }
    }

    /// Whether it is a type name.
    pub fn is_type_name(&self) -> bool {
        matches!(self.kind, ObjectKind::TypeName { .. })
    }

    /// Whether code outside its package can name it.
    pub fn is_exported(&self) -> bool {
        self.name.is_exported()
    }
}
