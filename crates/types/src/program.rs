//! Everything known about the packages of one compilation. Owns [`Program`], [`Package`] and the queries on types that
//! need no context.

use std::sync::Mutex;

use cranelift_entity::{PrimaryMap, entity_impl};
use source::Symbol;

use crate::arena::Arena;
use crate::canonical::CanonicalCache;
use crate::instantiate::Instances;
use crate::type_set::TypeSetCache;
use crate::{BasicKind, Info, Object, ObjectId, Scope, ScopeId, Type, TypeArena, TypeId};

/// A package of a [`Program`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageId(u32);
entity_impl!(PackageId, "package");

/// A package.
#[derive(Debug)]
pub struct Package {
    /// Its import path; `main` or the directory's for commands.
    pub path: String,
    /// The name in its package clause.
    pub name: Symbol,
    /// Its package-level names.
    pub scope: ScopeId,
    /// The packages it imports, each once, in order of path.
    pub imports: Vec<PackageId>,
    /// Whether it was checked without errors.
    pub is_complete: bool,
    /// What the checker found out.
    pub info: Info,
}

/// The packages, objects and types of one compilation.
#[derive(Debug)]
pub struct Program {
    /// All types.
    pub types: TypeArena,
    /// All objects.
    pub objects: Arena<ObjectId, Object>,
    /// All packages in the order in which they were checked; `unsafe` is the first.
    pub packages: PrimaryMap<PackageId, Package>,
    /// All scopes that outlive the checking of a function.
    pub scopes: PrimaryMap<ScopeId, Scope>,
    /// The scope of predeclared names.
    pub universe: ScopeId,
    pub(crate) canonical: Mutex<CanonicalCache>,
    pub(crate) type_sets: Mutex<TypeSetCache>,
    pub(crate) instances: Mutex<Instances>,
}

/// The package `unsafe`.
pub const UNSAFE: PackageId = PackageId(0);

impl Program {
    /// A program with the predeclared names and the package `unsafe`.
    pub fn new() -> Program {
        let mut program = Program {
            types: TypeArena::default(),
            objects: Arena::default(),
            packages: PrimaryMap::new(),
            scopes: PrimaryMap::new(),
            universe: ScopeId::from_u32(0),
            canonical: Mutex::default(),
            type_sets: Mutex::default(),
            instances: Mutex::default(),
        };
        crate::universe::declare(&mut program);
        program
    }

    /// Declares `assert` and `trace`, which Go's own tests of its checker call: a false assertion is an error. What calls
    /// them cannot be lowered.
    pub fn declare_test_functions(&mut self) {
        crate::universe::declare_test_functions(self);
    }

    /// The object `id`.
    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id]
    }

    /// The package `id`.
    pub fn package(&self, id: PackageId) -> &Package {
        &self.packages[id]
    }

    /// The package-level object `name` of `package`.
    pub fn lookup_in_package(&self, package: PackageId, name: Symbol) -> Option<ObjectId> {
        self.scopes[self.packages[package].scope].lookup(name)
    }

    /// `ty` without the aliases around it. An alias that is still being declared is left alone.
    pub fn unalias(&self, mut ty: TypeId) -> TypeId {
        // A cycle of aliases is an error that the declaration reports; the bound keeps the query finite.
        for _ in 0..1000 {
            match &self.types[ty] {
                Type::Alias(alias) => match alias.actual {
                    Some(actual) => ty = actual,
                    None => return ty,
                },
                Type::Basic(BasicKind::Byte) => return TypeId::UINT8,
                Type::Basic(BasicKind::Rune) => return TypeId::INT32,
                _ => return ty,
            }
        }
        TypeId::INVALID
    }

    /// The underlying type, never [`Type::Named`] or [`Type::Alias`]; [`TypeId::INVALID`] for one that is not known.
    /// That of a type parameter is its constraint, an interface.
    pub fn underlying(&self, mut ty: TypeId) -> TypeId {
        for _ in 0..1000 {
            ty = self.unalias(ty);
            match &self.types[ty] {
                Type::Named(named) => match self.right_side(named) {
                    Some(right) => ty = right,
                    None => return TypeId::INVALID,
                },
                Type::Alias(_) => return TypeId::INVALID,
                Type::TypeParam(param) => return self.constraint_interface(param),
                _ => return ty,
            }
        }
        TypeId::INVALID
    }

    /// The underlying type's structure.
    pub fn structure(&self, ty: TypeId) -> &Type {
        &self.types[self.underlying(ty)]
    }

    /// The kind of a type whose underlying type is basic, with `byte` and `rune` resolved.
    pub fn basic_kind(&self, ty: TypeId) -> Option<BasicKind> {
        match self.structure(ty) {
            Type::Basic(kind) => Some(kind.unaliased()),
            _ => None,
        }
    }

    /// The type's declaration, if it is a defined type.
    pub fn as_named(&self, ty: TypeId) -> Option<&crate::Named> {
        match &self.types[self.unalias(ty)] {
            Type::Named(named) => Some(named),
            _ => None,
        }
    }

    /// The signature, if the underlying type is one.
    pub fn as_signature(&self, ty: TypeId) -> Option<&crate::Signature> {
        match self.structure(ty) {
            Type::Signature(signature) => Some(signature),
            _ => None,
        }
    }

    /// The struct type, if the underlying type is one.
    pub fn as_struct(&self, ty: TypeId) -> Option<&crate::Struct> {
        match self.structure(ty) {
            Type::Struct(fields) => Some(fields),
            _ => None,
        }
    }

    /// The type pointed to, if the underlying type is a pointer.
    pub fn pointer_base(&self, ty: TypeId) -> Option<TypeId> {
        match self.structure(ty) {
            Type::Pointer { base } => Some(*base),
            _ => None,
        }
    }

    /// Whether the underlying type is an interface. Type parameters are not interfaces.
    pub fn is_interface(&self, ty: TypeId) -> bool {
        !self.is_type_param(ty) && matches!(self.structure(ty), Type::Interface(_))
    }

    /// Whether the type is a type parameter.
    pub fn is_type_param(&self, ty: TypeId) -> bool {
        matches!(self.types[self.unalias(ty)], Type::TypeParam(_))
    }
}

impl Default for Program {
    fn default() -> Self {
        Program::new()
    }
}
