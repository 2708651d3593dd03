//! What interfaces mean. Owns [`TypeSet`] and `Program::type_set` (Go specification, "Interface types").
//!
//! Reports nothing: of methods declared twice the first wins, and the checker complains elsewhere. A set is cached once
//! everything it is made of has been declared.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::term_lists::TermList;
use crate::{ObjectId, Program, Type, TypeId, UnionTerm};

/// More terms than this are refused, as in Go.
pub(crate) const MAX_TERMS: usize = 100;

/// Interfaces embedded in each other more deeply than this are not looked into: instances may go on for ever.
const MAX_NESTING: usize = 200;

/// The methods and types of an interface.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TypeSet {
    /// All methods, embedded ones included: exported ones first, then by name, then by package path.
    pub methods: Vec<ObjectId>,
    /// Whether only strictly comparable types are in the set although there are no terms. With terms the ones that are
    /// not comparable have been left out; see [`Program::is_comparable_set`].
    pub is_comparable: bool,
    /// The specific types, if the set is restricted to some; none of them if the set is empty.
    pub terms: Option<Vec<UnionTerm>>,
}

impl TypeSet {
    /// Whether no type is in the set.
    pub fn is_empty(&self) -> bool {
        self.terms.as_ref().is_some_and(Vec::is_empty)
    }

    /// Whether the set is described by its methods alone, so that values can have the interface's type.
    pub fn is_method_set(&self) -> bool {
        !self.is_comparable && self.terms.is_none()
    }

    /// Whether every type is in the set.
    pub fn is_all(&self) -> bool {
        self.is_method_set() && self.methods.is_empty()
    }

    /// The specific types: `None` if there are none, be the set empty or unrestricted.
    pub fn specific(&self) -> Option<&[UnionTerm]> {
        self.terms.as_deref().filter(|terms| !terms.is_empty())
    }
}

/// Cache of type sets.
#[derive(Debug, Default)]
pub(crate) struct TypeSetCache {
    sets: FxHashMap<TypeId, Arc<TypeSet>>,
}

/// What is known while a set is computed.
#[derive(Default)]
struct Search {
    active: Vec<TypeId>,
    is_unstable: bool,
}

impl Program {
    /// The type set of a type whose underlying type is an interface; everything for other types. A type parameter has
    /// the set of its constraint.
    pub fn type_set(&self, ty: TypeId) -> Arc<TypeSet> {
        self.type_set_within(self.underlying(ty), &mut Search::default())
    }

    fn type_set_within(&self, interface: TypeId, search: &mut Search) -> Arc<TypeSet> {
        let lock = || self.type_sets.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(set) = lock().sets.get(&interface) {
            return set.clone();
        }
        if search.active.contains(&interface) || search.active.len() > MAX_NESTING {
            search.is_unstable = true;
            return Arc::new(TypeSet::default());
        }
        let outer = std::mem::replace(&mut search.is_unstable, false);
        search.active.push(interface);
        let set = Arc::new(self.compute_type_set(interface, search));
        search.active.pop();
        if !search.is_unstable {
            lock().sets.insert(interface, set.clone());
        }
        search.is_unstable |= outer;
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

    /// Whether every type of the set is strictly comparable.
    pub fn is_comparable_set(&self, set: &TypeSet) -> bool {
        self.is_comparable_set_within(set, &mut FxHashSet::default())
    }

    pub(crate) fn is_comparable_set_within(&self, set: &TypeSet, seen: &mut FxHashSet<TypeId>) -> bool {
        match &set.terms {
            None => set.is_comparable,
            Some(terms) => !terms.is_empty() && terms.iter().all(|t| self.comparable(t.ty, false, seen)),
        }
    }

    fn compute_type_set(&self, ty: TypeId, search: &mut Search) -> TypeSet {
        let mut set = TypeSet::default();
        let Type::Interface(interface) = &self.types[ty] else {
            search.is_unstable |= ty == TypeId::INVALID;
            return set;
        };
        search.is_unstable |= interface.is_pending;
        let mut names: FxHashMap<source::Symbol, Vec<ObjectId>> = FxHashMap::default();
        let mut add = |set: &mut TypeSet, method: ObjectId| {
            let object = self.object(method);
            let same_name = names.entry(object.name).or_default();
            let is_known = same_name.iter().any(|m| {
                let other = self.object(*m);
                self.is_same_name(object.name, object.package, other.name, other.package)
            });
            if !is_known {
                same_name.push(method);
                set.methods.push(method);
            }
        };
        set.is_comparable = interface.is_comparable;
        for method in &interface.methods {
            add(&mut set, *method);
        }
        for (embedded, _) in &interface.embedded {
            let underlying = self.underlying(*embedded);
            let (terms, is_comparable): (TermList, bool) = match &self.types[underlying] {
                Type::Interface(_) => {
                    let inner = self.type_set_within(underlying, search);
                    for method in &inner.methods {
                        add(&mut set, *method);
                    }
                    (inner.terms.clone(), inner.is_comparable)
                }
                Type::Union(terms) => match self.union_terms(terms, search) {
                    Some(terms) => (terms, false),
                    // Too many terms, which is reported elsewhere.
                    None => continue,
                },
                Type::Basic(crate::BasicKind::Invalid) => {
                    search.is_unstable = true;
                    continue;
                }
                _ => (Some(vec![UnionTerm { is_tilde: false, ty: *embedded }]), false),
            };
            set.is_comparable |= is_comparable;
            set.terms = self.terms_intersection(set.terms.take(), terms);
            if set.is_comparable
                && let Some(terms) = &mut set.terms
            {
                terms.retain(|term| self.is_strictly_comparable(term.ty));
                set.is_comparable = false;
            }
        }
        set.methods.sort_by_cached_key(|m| self.method_order(*m));
        set
    }

    /// Whether the union has more terms than are supported, once interfaces among them are replaced by their terms.
    pub(crate) fn is_union_too_long(&self, terms: &[UnionTerm]) -> bool {
        self.union_terms(terms, &mut Search::default()).is_none()
    }

    /// The types of a union; `None` if there are too many.
    fn union_terms(&self, terms: &[UnionTerm], search: &mut Search) -> Option<TermList> {
        let mut all: TermList = Some(Vec::new());
        for term in terms {
            let underlying = self.underlying(term.ty);
            let list = match &self.types[underlying] {
                Type::Interface(_) => self.type_set_within(underlying, search).terms.clone(),
                Type::Basic(crate::BasicKind::Invalid) => {
                    search.is_unstable = true;
                    continue;
                }
                // No type has a defined type as its underlying type.
                _ if term.is_tilde && !self.identical(term.ty, underlying) => continue,
                _ => Some(vec![*term]),
            };
            all = self.terms_union(all, list);
            if all.as_ref().is_some_and(|terms| terms.len() > MAX_TERMS) {
                return None;
            }
        }
        Some(all)
    }

    // Questions about all types of a type parameter's set.

    /// The type and underlying type of each specific type of a type parameter's set, `None` standing for "no specific
    /// types"; of another type, itself alone.
    pub(crate) fn specific_types(&self, ty: TypeId) -> Vec<Option<(TypeId, TypeId)>> {
        if !self.is_type_param(ty) {
            return vec![Some((ty, self.underlying(ty)))];
        }
        match self.type_set(ty).specific() {
            Some(terms) => terms.iter().map(|t| Some((t.ty, self.underlying(t.ty)))).collect(),
            None => vec![None],
        }
    }

    /// The underlying type that all types of a type parameter's set share, or of channels one that all can be used as;
    /// the underlying type of other types. `None` if there is none, or no specific type.
    pub fn common_underlying(&self, ty: TypeId) -> Option<TypeId> {
        if !self.is_type_param(ty) {
            return Some(self.underlying(ty));
        }
        let mut common: Option<TypeId> = None;
        for specific in self.specific_types(ty) {
            let (_, underlying) = specific?;
            let Some(known) = common else {
                common = Some(underlying);
                continue;
            };
            match (&self.types[known], &self.types[underlying]) {
                (Type::Chan { dir: a, elem: x }, Type::Chan { dir: b, elem: y }) => {
                    if !self.identical(*x, *y) {
                        return None;
                    }
                    if a == b {
                    } else if *a == crate::ChanDir::Both {
                        common = Some(underlying);
                    } else if *b != crate::ChanDir::Both {
                        return None;
                    }
                }
                _ if self.identical(known, underlying) => {}
                _ => return None,
            }
        }
        common
    }

    /// The structure of [`Program::common_underlying`].
    pub(crate) fn common_structure(&self, ty: TypeId) -> Option<&Type> {
        self.common_underlying(ty).map(|ty| &self.types[ty])
    }
}
