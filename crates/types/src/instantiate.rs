//! Instances of generic types and functions. Owns their hash-consing, the lazy expansion of what they stand for, and the
//! members of instances; the checks on type arguments are in `type_arguments`.
//!
//! An instance is found again by a hash of its type arguments' structure and a comparison for identity, since the
//! representatives of `canonical` are not known while types are being declared (Go specification, "Instantiations").

use std::hash::{Hash, Hasher};
use std::sync::{MutexGuard, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};
use source::{FileId, Span};

use crate::{Alias, Interface, Named, ObjectId, Program, Selection, SelectionKind, Signature, Type, TypeId, TypeParam};

/// Parts of type arguments beyond this number do not count for their hash.
const HASHED_PARTS: u32 = 1000;

/// The instances made so far.
#[derive(Debug, Default)]
pub(crate) struct Instances {
    /// By generic type and hash of the type arguments.
    types: FxHashMap<(TypeId, u64), Vec<TypeId>>,
    /// Instantiated signatures by generic signature and type arguments.
    signatures: FxHashMap<(TypeId, Box<[TypeId]>), TypeId>,
}

impl Program {
    fn lock_instances(&self) -> MutexGuard<'_, Instances> {
        self.instances.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The instance of the generic type `origin`, a [`Type::Named`] or [`Type::Alias`], with the type arguments `args`.
    /// The same id for identical arguments. The number of arguments is the caller's business: if it is wrong, the
    /// instance's underlying type is [`TypeId::INVALID`].
    pub fn instantiate(&self, origin: TypeId, args: &[TypeId]) -> TypeId {
        match &self.types[origin] {
            Type::Alias(_) => self.alias_instance(origin, args),
            Type::Named(_) => self.named_instance(origin, args, &[]),
            _ => TypeId::INVALID,
        }
    }

    /// The instance of a defined type; `outer` replaces the type parameters of the functions around its declaration.
    pub(crate) fn named_instance(&self, origin: TypeId, args: &[TypeId], outer: &[TypeId]) -> TypeId {
        let Type::Named(of) = &self.types[origin] else { return TypeId::INVALID };
        let same = |ty: TypeId| match &self.types[ty] {
            Type::Named(named) => {
                self.all_identical(&named.type_args, args) && self.all_identical(&named.outer_type_args, outer)
            }
            _ => false,
        };
        self.find_or_add(origin, args, outer, same, || {
            Type::Named(Named {
                origin: Some(origin),
                type_args: args.to_vec(),
                outer_type_args: outer.to_vec(),
                ..Named::new(of.object)
            })
        })
    }

    /// The instance of an alias.
    pub(crate) fn alias_instance(&self, origin: TypeId, args: &[TypeId]) -> TypeId {
        let Type::Alias(of) = &self.types[origin] else { return TypeId::INVALID };
        let Some(right) = of.actual.filter(|_| of.type_params.len() == args.len()) else { return TypeId::INVALID };
        let same = |ty: TypeId| match &self.types[ty] {
            Type::Alias(alias) => self.all_identical(&alias.type_args, args),
            _ => false,
        };
        self.find_or_add(origin, args, &[], same, || {
            let actual = self.substitute(right, &of.type_params, args);
            Type::Alias(Alias {
                actual: Some(actual),
                origin: Some(origin),
                type_args: args.to_vec(),
                ..Alias::new(of.object)
            })
        })
    }

    fn find_or_add(
        &self,
        origin: TypeId,
        args: &[TypeId],
        outer: &[TypeId],
        same: impl Fn(TypeId) -> bool,
        make: impl FnOnce() -> Type,
    ) -> TypeId {
        let mut hasher = FxHasher::default();
        let mut parts = HASHED_PARTS;
        for arg in args.iter().chain(outer) {
            self.hash_structure(*arg, &mut parts, &mut hasher);
        }
        let key = (origin, hasher.finish());
        let known = self.lock_instances().types.get(&key).cloned().unwrap_or_default();
        if let Some(found) = known.into_iter().find(|ty| same(*ty)) {
            return found;
        }
        let instance = self.types.add(make());
        self.lock_instances().types.entry(key).or_default().push(instance);
        instance
    }

    fn all_identical(&self, a: &[TypeId], b: &[TypeId]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.identical(*a, *b))
    }

    /// Hashes what identical types have in common even while they are being declared.
    fn hash_structure(&self, ty: TypeId, parts: &mut u32, hasher: &mut FxHasher) {
        let ty = self.unalias(ty);
        let Some(left) = parts.checked_sub(1) else { return };
        *parts = left;
        let kind = std::mem::discriminant(&self.types[ty]);
        kind.hash(hasher);
        match &self.types[ty] {
            Type::Basic(_) | Type::TypeParam(_) => ty.hash(hasher),
            Type::Named(named) => {
                named.origin.unwrap_or(ty).hash(hasher);
                for arg in named.type_args.iter().chain(&named.outer_type_args) {
                    self.hash_structure(*arg, parts, hasher);
                }
            }
            Type::Pointer { base: elem } | Type::Slice { elem } | Type::Array { elem, .. } => {
                self.hash_structure(*elem, parts, hasher);
            }
            Type::Chan { dir, elem } => {
                dir.hash(hasher);
                self.hash_structure(*elem, parts, hasher);
            }
            Type::Map { key, elem } => {
                self.hash_structure(*key, parts, hasher);
                self.hash_structure(*elem, parts, hasher);
            }
            Type::Struct(s) => {
                for field in &s.fields {
                    field.name.as_str().hash(hasher);
                    self.hash_structure(field.ty, parts, hasher);
                }
            }
            Type::Signature(signature) => {
                // Type parameters of the signature itself are identical to others: only count.
                signature.type_params.len().hash(hasher);
                signature.params.len().hash(hasher);
                signature.results.len().hash(hasher);
            }
            Type::Tuple(types) => types.len().hash(hasher),
            // An interface's methods may not be known yet.
            Type::Interface(_) | Type::Union(_) | Type::Alias(_) => {}
        }
    }

    /// What stands on the right side of the type's declaration, for an instance with its type arguments.
    pub(crate) fn right_side(&self, named: &Named) -> Option<TypeId> {
        let Some(origin) = named.origin else { return named.underlying };
        let Type::Named(of) = &self.types[origin] else { return None };
        let right = of.underlying?;
        // The origin may have turned out to be invalid after the instance was expanded.
        if right == TypeId::INVALID || of.type_params.len() != named.type_args.len() {
            return Some(TypeId::INVALID);
        }
        if let Some(expansion) = named.expansion.get() {
            return Some(*expansion);
        }
        let params: Vec<TypeId> = of.type_params.iter().chain(&of.outer_type_params).copied().collect();
        let args: Vec<TypeId> = named.type_args.iter().chain(&named.outer_type_args).copied().collect();
        let expansion = self.substitute(right, &params, &args);
        Some(*named.expansion.get_or_init(|| expansion))
    }

    /// The constraint of a type parameter, wrapped into an interface if it is none; the empty interface while it is not
    /// known.
    pub(crate) fn constraint_interface(&self, param: &TypeParam) -> TypeId {
        if let Some(interface) = param.interface.get() {
            return *interface;
        }
        let bound = param.constraint();
        // A type parameter as constraint was reported.
        if bound == TypeId::INVALID || self.is_type_param(bound) {
            return TypeId::EMPTY_INTERFACE;
        }
        let underlying = self.underlying(bound);
        let interface = match &self.types[underlying] {
            Type::Basic(crate::BasicKind::Invalid) => return TypeId::EMPTY_INTERFACE,
            Type::Interface(_) => underlying,
            _ => {
                let span = self.object(param.object).span.unwrap_or(Span::new(FileId(0), 0, 0));
                let embedded = vec![(bound, span)];
                self.types.add(Type::Interface(Interface { embedded, is_implicit: true, ..Interface::default() }))
            }
        };
        *param.interface.get_or_init(|| interface)
    }

    /// The generic signature `ty` with its type parameters replaced by `args`: a signature without type parameters.
    /// A method's signature whose receiver declares type parameters takes their arguments through
    /// [`Program::substitute`] instead.
    pub fn instantiate_signature(&self, ty: TypeId, args: &[TypeId]) -> TypeId {
        let Type::Signature(generic) = &self.types[ty] else { return ty };
        let key = (ty, Box::from(args));
        if let Some(known) = self.lock_instances().signatures.get(&key) {
            return *known;
        }
        let substituted = self.substitute(ty, &generic.type_params, args);
        let Type::Signature(signature) = &self.types[substituted] else { return TypeId::INVALID };
        let signature = Signature { type_params: Vec::new(), ..signature.clone() };
        let instance = self.types.add(Type::Signature(signature));
        self.lock_instances().signatures.insert(key, instance);
        instance
    }

    // Origins.

    /// The type parameters that a generic type, function or method declares, those of a method's receiver first. Types
    /// and functions inside a generic function have none of their own.
    pub fn type_params_of(&self, object: ObjectId) -> Vec<TypeId> {
        match &self.types[self.object(object).ty] {
            Type::Named(named) => named.type_params.clone(),
            Type::Alias(alias) => alias.type_params.clone(),
            Type::Signature(s) => s.recv_type_params.iter().chain(&s.type_params).copied().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a declared function or method has type parameters, its receiver's included: such a function is lowered
    /// once for each list of type arguments.
    pub fn is_generic_function(&self, object: ObjectId) -> bool {
        match &self.types[self.object(object).ty] {
            Type::Signature(s) => !s.recv_type_params.is_empty() || !s.type_params.is_empty(),
            _ => false,
        }
    }

    /// The generic type of which `ty` is an instance, or `ty` without its aliases.
    pub fn origin_type(&self, ty: TypeId) -> TypeId {
        let ty = self.unalias(ty);
        match &self.types[ty] {
            Type::Named(named) => named.origin.unwrap_or(ty),
            _ => ty,
        }
    }

    /// The type arguments of an instance; none for other types.
    pub fn type_args(&self, ty: TypeId) -> &[TypeId] {
        self.as_named(ty).map_or(&[], |named| &named.type_args)
    }

    /// The methods declared on a defined type, or on the generic type of an instance.
    pub fn declared_methods(&self, ty: TypeId) -> &[ObjectId] {
        match &self.types[self.origin_type(ty)] {
            Type::Named(named) => &named.methods,
            _ => &[],
        }
    }

    /// The signature of a method that was found on `owner`: what its receiver declares is replaced by the owner's type
    /// arguments. Methods of interfaces have their own types already.
    pub fn method_type(&self, method: ObjectId, owner: TypeId) -> TypeId {
        let ty = self.object(method).ty;
        let Type::Signature(signature) = &self.types[ty] else { return ty };
        if signature.recv_type_params.is_empty() {
            return ty;
        }
        let args = self.type_args(owner);
        if args.len() != signature.recv_type_params.len() {
            return ty;
        }
        let key = (ty, Box::from(args));
        if let Some(known) = self.lock_instances().signatures.get(&key) {
            return *known;
        }
        let substituted = self.substitute(ty, &signature.recv_type_params, args);
        let Type::Signature(new) = &self.types[substituted] else { return ty };
        let signature = Signature { recv_type_params: Vec::new(), ..new.clone() };
        let instance = self.types.add(Type::Signature(signature));
        self.lock_instances().signatures.insert(key, instance);
        instance
    }

    /// What a selection in a generic body selects once its type parameters are replaced.
    ///
    /// A method of a type parameter's constraint becomes the method of the type argument, so that the selection's object,
    /// path and owner may be others than in the body. `None` only if the argument lacks the method, which the checker
    /// excludes.
    pub fn substitute_selection(&self, selection: &Selection, params: &[TypeId], args: &[TypeId]) -> Option<Selection> {
        let recv = self.substitute(selection.recv, params, args);
        let owner = selection.owner.map(|owner| self.substitute(owner, params, args));
        if recv == selection.recv && owner == selection.owner {
            return Some(selection.clone());
        }
        let object = self.object(selection.object);
        let found = match selection.kind {
            SelectionKind::Field => return Some(Selection { recv, owner, ..selection.clone() }),
            _ => self.lookup_field_or_method(recv, true, object.package, object.name).found()?,
        };
        Some(Selection {
            kind: selection.kind,
            recv,
            object: found.object,
            path: found.path,
            is_indirect: found.is_indirect,
            owner: found.owner,
        })
    }
}
