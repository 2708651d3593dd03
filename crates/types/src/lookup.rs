//! Selectors. Owns the search for fields and methods through embedded fields, and method sets (Go specification,
//! "Selectors", "Method sets").

use rustc_hash::FxHashSet;
use source::Symbol;

use crate::{ObjectId, ObjectKind, PackageId, Program, Type, TypeId};

/// More levels of embedding than this are not searched: instances that embed ever larger instances have no end.
const MAX_LEVELS: usize = 100;

/// A field or method that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The field's or method's object.
    pub object: ObjectId,
    /// Field indices to the object; the last is the index of the field or method itself.
    pub path: Vec<u32>,
    /// Whether a pointer is dereferenced on the way.
    pub is_indirect: bool,
    /// The field's type; of a method the type with which it is declared, see [`Program::method_type`].
    pub ty: TypeId,
    /// For a method: the defined type, instance or interface that has it.
    pub owner: Option<TypeId>,
}

/// Outcome of a search.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lookup {
    /// Exactly one field or method at the shallowest depth.
    Found(Found),
    /// Several at the shallowest depth.
    Ambiguous,
    /// A method with a pointer receiver, but the operand is neither a pointer nor addressable.
    NeedsPointer(ObjectId),
    /// Nothing.
    Missing,
}

impl Lookup {
    /// What was found.
    pub fn found(self) -> Option<Found> {
        if let Lookup::Found(found) = self { Some(found) } else { None }
    }
}

/// A method of a method set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Method {
    /// The method as declared, possibly on an embedded type or in an embedded interface.
    pub object: ObjectId,
    /// Field indices to the embedded field that has the method, then the method's index.
    pub path: Vec<u32>,
    /// Whether a pointer is dereferenced on the way.
    pub is_indirect: bool,
    /// The defined type, instance or interface that has it. The type arguments of an instance replace what the method's
    /// receiver declares.
    pub owner: TypeId,
}

struct Embedded {
    ty: TypeId,
    path: Vec<u32>,
    is_indirect: bool,
    is_multiple: bool,
}

impl Embedded {
    /// Takes `object` as the result; `false` if it is not the only one at this depth.
    fn hit(
        &self,
        found: &mut Option<Found>,
        object: ObjectId,
        index: usize,
        ty: TypeId,
        owner: Option<TypeId>,
    ) -> bool {
        let is_first = found.is_none() && !self.is_multiple;
        let mut path = self.path.clone();
        path.push(index as u32);
        *found = Some(Found { object, path, is_indirect: self.is_indirect, ty, owner });
        is_first
    }
}

impl Program {
    /// Searches `ty` for the field or method `name` as code in `package` may write it. `addressable` says that the
    /// operand is a variable, so that methods with pointer receivers are found too.
    pub fn lookup_field_or_method(
        &self,
        ty: TypeId,
        addressable: bool,
        package: Option<PackageId>,
        name: Symbol,
    ) -> Lookup {
        self.lookup(ty, addressable, package, name, false)
    }

    fn lookup(
        &self,
        ty: TypeId,
        addressable: bool,
        package: Option<PackageId>,
        name: Symbol,
        fold_case: bool,
    ) -> Lookup {
        if name.is_blank() {
            return Lookup::Missing;
        }
        // A defined pointer type has the fields of its base, but not the methods.
        let unaliased = self.unalias(ty);
        if let Type::Named(_) = self.types[unaliased] {
            let underlying = self.underlying(unaliased);
            if let Type::Pointer { .. } = self.types[underlying] {
                let result = self.search(underlying, false, package, name, fold_case);
                return match result {
                    Lookup::Found(found) if matches!(self.object(found.object).kind, ObjectKind::Func(_)) => {
                        Lookup::Missing
                    }
                    Lookup::NeedsPointer(_) => Lookup::Missing,
                    result => result,
                };
            }
        }
        self.search(ty, addressable, package, name, fold_case)
    }

    /// As [`Program::lookup_field_or_method`], but letters' case is ignored; for suggestions only.
    pub fn lookup_ignoring_case(&self, ty: TypeId, package: Option<PackageId>, name: Symbol) -> Option<ObjectId> {
        self.lookup(ty, true, package, name, true).found().map(|f| f.object)
    }

    /// As [`Program::lookup_ignoring_case`], with everything about what was found, and also the methods of a defined
    /// pointer type's base.
    pub(crate) fn find_ignoring_case(&self, ty: TypeId, package: Option<PackageId>, name: Symbol) -> Option<Found> {
        if name.is_blank() {
            return None;
        }
        self.search(ty, true, package, name, true).found()
    }

    fn name_matches(
        &self,
        candidate: Symbol,
        candidate_package: Option<PackageId>,
        name: Symbol,
        package: Option<PackageId>,
        fold_case: bool,
    ) -> bool {
        if fold_case {
            return candidate.as_str().to_lowercase() == name.as_str().to_lowercase();
        }
        self.is_same_name(candidate, candidate_package, name, package)
    }

    fn search(
        &self,
        ty: TypeId,
        addressable: bool,
        package: Option<PackageId>,
        name: Symbol,
        fold_case: bool,
    ) -> Lookup {
        let (ty, is_pointer) = self.dereference(ty);
        // A pointer to an interface or to a type parameter has no methods.
        if is_pointer && matches!(self.structure(ty), Type::Interface(_)) {
            return Lookup::Missing;
        }
        let mut current = vec![Embedded { ty, path: Vec::new(), is_indirect: is_pointer, is_multiple: false }];
        let mut seen: Vec<TypeId> = Vec::new();
        for _ in 0..MAX_LEVELS {
            if current.is_empty() {
                break;
            }
            let mut next: Vec<Embedded> = Vec::new();
            let mut found: Option<Found> = None;
            for embedded in &current {
                let ty = self.unalias(embedded.ty);
                if let Type::Named(_) = &self.types[ty] {
                    // A type seen at a shallower depth hides this one.
                    if seen.iter().any(|other| self.identical(*other, ty)) {
                        continue;
                    }
                    seen.push(ty);
                    let methods = self.declared_methods(ty);
                    let method = methods.iter().position(|m| {
                        let m = self.object(*m);
                        self.name_matches(m.name, m.package, name, package, fold_case)
                    });
                    if let Some(index) = method {
                        let method = methods[index];
                        if !embedded.hit(&mut found, method, index, self.object(method).ty, Some(ty)) {
                            return Lookup::Ambiguous;
                        }
                        continue;
                    }
                }
                match &self.types[self.underlying(ty)] {
                    Type::Struct(s) => {
                        for (index, field) in s.fields.iter().enumerate() {
                            if self.name_matches(field.name, field.package, name, package, fold_case) {
                                if !embedded.hit(&mut found, field.object, index, field.ty, None) {
                                    return Lookup::Ambiguous;
                                }
                                continue;
                            }
                            if found.is_some() || !field.is_embedded {
                                continue;
                            }
                            let (ty, is_pointer) = self.dereference(field.ty);
                            if matches!(
                                self.types[self.unalias(ty)],
                                Type::Named(_) | Type::Struct(_) | Type::Interface(_) | Type::TypeParam(_)
                            ) {
                                let mut path = embedded.path.clone();
                                path.push(index as u32);
                                next.push(Embedded {
                                    ty,
                                    path,
                                    is_indirect: embedded.is_indirect || is_pointer,
                                    is_multiple: embedded.is_multiple,
                                });
                            }
                        }
                    }
                    Type::Interface(_) => {
                        let set = self.type_set(ty);
                        let method = set.methods.iter().position(|m| {
                            let m = self.object(*m);
                            self.name_matches(m.name, m.package, name, package, fold_case)
                        });
                        if let Some(index) = method {
                            let method = set.methods[index];
                            if !embedded.hit(&mut found, method, index, self.object(method).ty, Some(ty)) {
                                return Lookup::Ambiguous;
                            }
                        }
                    }
                    _ => {}
                }
            }
            if let Some(found) = found {
                let needs_pointer = matches!(
                    &self.object(found.object).kind,
                    ObjectKind::Func(f) if f.has_pointer_receiver && !f.is_interface_method
                ) && !found.is_indirect
                    && !addressable;
                return if needs_pointer { Lookup::NeedsPointer(found.object) } else { Lookup::Found(found) };
            }
            current = self.consolidate(next);
        }
        Lookup::Missing
    }

    /// Merges entries of one type, which are ambiguous.
    fn consolidate(&self, list: Vec<Embedded>) -> Vec<Embedded> {
        let mut merged: Vec<Embedded> = Vec::with_capacity(list.len());
        for entry in list {
            match merged.iter_mut().find(|e| self.identical(e.ty, entry.ty)) {
                Some(earlier) => earlier.is_multiple = true,
                None => merged.push(entry),
            }
        }
        merged
    }

    /// The base of an unnamed pointer type and `true`, or the type itself.
    pub fn dereference(&self, ty: TypeId) -> (TypeId, bool) {
        match self.types[self.unalias(ty)] {
            Type::Pointer { base } => (base, true),
            _ => (ty, false),
        }
    }

    /// The method set of `ty`: exported methods first, then by name, then by package path.
    pub fn method_set(&self, ty: TypeId) -> Vec<Method> {
        let mut names: Vec<(Symbol, Option<PackageId>)> = Vec::new();
        let mut pending = vec![(self.dereference(ty).0, 0)];
        let mut seen = FxHashSet::default();
        while let Some((ty, level)) = pending.pop() {
            let ty = self.unalias(ty);
            if level > MAX_LEVELS || !seen.insert(ty) {
                continue;
            }
            if let Type::Named(_) = &self.types[ty] {
                names.extend(self.declared_methods(ty).iter().map(|m| (self.object(*m).name, self.object(*m).package)));
            }
            match &self.types[self.underlying(ty)] {
                Type::Struct(s) => {
                    pending.extend(
                        s.fields.iter().filter(|f| f.is_embedded).map(|f| (self.dereference(f.ty).0, level + 1)),
                    );
                }
                Type::Interface(_) => {
                    let methods = self.interface_methods(ty);
                    names.extend(methods.iter().map(|m| (self.object(*m).name, self.object(*m).package)));
                }
                _ => {}
            }
        }
        let mut methods: Vec<Method> = Vec::new();
        for (name, package) in names {
            if let Lookup::Found(found) = self.lookup_field_or_method(ty, false, package, name) {
                // Generic methods are never looked for at run time.
                let is_method = matches!(self.object(found.object).kind, ObjectKind::Func(_))
                    && !matches!(&self.types[found.ty], Type::Signature(s) if !s.type_params.is_empty());
                if let (Some(owner), true) = (found.owner, is_method)
                    && !methods.iter().any(|m| m.object == found.object)
                {
                    let (path, is_indirect) = (found.path, found.is_indirect);
                    methods.push(Method { object: found.object, path, is_indirect, owner });
                }
            }
        }
        methods.sort_by_cached_key(|m| self.method_order(m.object));
        methods
    }
}
