//! What interfaces mean. Owns [`TypeSet`] and `Program::type_set` (Go specification, "Interface types").
//!
//! Reports nothing: of methods declared twice the first wins, and the checker complains elsewhere.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::{ObjectId, Program, Type, TypeId, UnionTerm};

/// The methods and types of an interface.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TypeSet {
    /// All methods, embedded ones included: exported ones first, then by name, then by package path.
    pub methods: Vec<ObjectId>,
    /// Whether every type in the set is strictly comparable.
    pub is_comparable: bool,
    /// The specific types, if the set is restricted to some.
    pub terms: Option<Vec<UnionTerm>>,
}

/// Cache of type sets.
#[derive(Debug, Default)]
pub(crate) struct TypeSetCache {
    sets: FxHashMap<TypeId, Arc<TypeSet>>,
}

impl Program {
    /// The type set of a type whose underlying type is an interface; empty for other types.
    pub fn type_set(&self, ty: TypeId) -> Arc<TypeSet> {
        let ty = self.underlying(ty);
        let lock = || self.type_sets.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(set) = lock().sets.get(&ty) {
            return set.clone();
        }
        let mut set = TypeSet::default();
        let mut is_stable = true;
        self.collect_type_set(ty, &mut set, &mut Vec::new(), &mut is_stable);
        set.methods.sort_by_cached_key(|m| self.method_order(*m));
        let set = Arc::new(set);
        if is_stable {
            lock().sets.insert(ty, set.clone());
        }
        set
    }

    /// The key by which methods are ordered in interfaces and method sets.
    pub(crate) fn method_order(&self, method: ObjectId) -> (bool, &'static str, String) {
        let object = self.object(method);
        let path = match object.package {
            Some(package) if !object.is_exported() => self.packages[package].path.clone(),
            _ => String::new(),
        };
        (!object.is_exported(), object.name.as_str(), path)
    }

    /// The methods of an interface in the order of its type set.
    pub fn interface_methods(&self, ty: TypeId) -> Vec<ObjectId> {
        self.type_set(ty).methods.clone()
    }

    fn collect_type_set(&self, ty: TypeId, set: &mut TypeSet, active: &mut Vec<TypeId>, is_stable: &mut bool) {
        let ty = self.underlying(ty);
        let Type::Interface(interface) = &self.types[ty] else {
            if ty == TypeId::INVALID {
                *is_stable = false;
            }
            return;
        };
        if active.contains(&ty) {
            *is_stable = false;
            return;
        }
        active.push(ty);
        set.is_comparable |= interface.is_comparable;
        for method in &interface.methods {
            let object = self.object(*method);
            let is_known = set.methods.iter().any(|m| {
                let other = self.object(*m);
                self.is_same_name(object.name, object.package, other.name, other.package)
            });
            if !is_known {
                set.methods.push(*method);
            }
        }
        for (embedded, _) in &interface.embedded {
            match self.structure(*embedded) {
                Type::Interface(_) => self.collect_type_set(*embedded, set, active, is_stable),
                Type::Union(terms) => {
                    // A term that any type fits, such as `any`, makes the whole union unrestricted.
                    let is_unrestricted = terms.iter().any(|term| {
                        matches!(self.structure(term.ty), Type::Interface(_)) && self.type_set(term.ty).terms.is_none()
                    });
                    if !is_unrestricted {
                        restrict(set, terms.clone());
                    }
                }
                Type::Basic(crate::BasicKind::Invalid) => *is_stable = false,
                _ => restrict(set, vec![UnionTerm { is_tilde: false, ty: *embedded }]),
            }
        }
        active.pop();
    }
}

fn restrict(set: &mut TypeSet, terms: Vec<UnionTerm>) {
    set.terms = Some(match set.terms.take() {
        None => terms,
        Some(old) => old.into_iter().filter(|t| terms.contains(t)).collect(),
    });
}
