//! Unification of types. Owns [`Unifier`], which finds out what type parameters must be so that two types match; reports
//! nothing (Go specification, "Type unification"; the algorithm is that of Go's `types2`).

use crate::checker::Checker;
use crate::{ChanDir, Lookup, ObjectKind, Param, Signature, Type, TypeId};

/// Deeper recursion than this is a failure.
const MAX_DEPTH: u32 = 100;

/// How types must match.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Matching {
    /// An assignment: types need not match exactly at the top, but their elements must.
    assign: bool,
    /// The types must become identical. Otherwise a defined type matches a literal with the same structure, the
    /// directions of channels do not count, and an interface matches what implements it.
    exact: bool,
}

impl Matching {
    pub const INEXACT: Matching = Matching { assign: false, exact: false };
    pub const ASSIGN: Matching = Matching { assign: true, exact: false };
    pub const EXACT: Matching = Matching { assign: false, exact: true };
}

/// Pairs of interfaces being compared.
type Pairs = Vec<(TypeId, TypeId)>;

/// Type parameters and what they were found to be.
#[derive(Debug)]
pub(crate) struct Unifier {
    params: Vec<TypeId>,
    /// For each type parameter its slot; joined type parameters share one.
    slots: Vec<usize>,
    /// What is in the slots.
    types: Vec<Option<TypeId>>,
    depth: u32,
    /// Whether the methods of interfaces are used, as since Go 1.21.
    uses_methods: bool,
}

impl Unifier {
    /// A unifier for `params`, of which those are known that have a type argument.
    pub fn new(params: &[TypeId], args: &[Option<TypeId>], uses_methods: bool) -> Unifier {
        Unifier {
            params: params.to_vec(),
            slots: (0..params.len()).collect(),
            types: (0..params.len()).map(|i| args.get(i).copied().flatten()).collect(),
            depth: 0,
            uses_methods,
        }
    }

    /// Index of the type parameter `ty`, if it is one of those to be found.
    fn bound(&self, checker: &Checker<'_>, ty: TypeId) -> Option<usize> {
        let ty = checker.program.unalias(ty);
        self.params.iter().position(|param| *param == ty)
    }

    /// What the type parameter with this index was found to be.
    pub fn at(&self, index: usize) -> Option<TypeId> {
        self.types[self.slots[index]]
    }

    /// Makes `ty` what the type parameter with this index is.
    pub fn set(&mut self, index: usize, ty: TypeId) {
        self.types[self.slots[index]] = Some(ty);
    }

    /// Number of type parameters that are not known.
    pub fn unknowns(&self) -> usize {
        (0..self.params.len()).filter(|i| self.at(*i).is_none()).count()
    }

    /// What all type parameters were found to be.
    pub fn inferred(&self) -> Vec<Option<TypeId>> {
        (0..self.params.len()).map(|i| self.at(i)).collect()
    }

    /// Makes two type parameters one; `false` if both are known.
    fn join(&mut self, x: usize, y: usize) -> bool {
        let (from, to) = match (self.at(x), self.at(y)) {
            _ if self.slots[x] == self.slots[y] => return true,
            (Some(_), Some(_)) => return false,
            (Some(_), None) => (self.slots[y], self.slots[x]),
            _ => (self.slots[x], self.slots[y]),
        };
        for slot in &mut self.slots {
            if *slot == from {
                *slot = to;
            }
        }
        true
    }

    /// Whether `x` and `y` match; finds out what type parameters are as it goes.
    pub fn unify(&mut self, checker: &mut Checker<'_>, x: TypeId, y: TypeId, mode: Matching) -> bool {
        self.within(checker, x, y, mode, &mut Vec::new())
    }

    fn within(&mut self, checker: &mut Checker<'_>, x: TypeId, y: TypeId, mode: Matching, pairs: &mut Pairs) -> bool {
        if self.depth > MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let result = self.types_match(checker, x, y, mode, pairs);
        self.depth -= 1;
        result
    }

    fn types_match(
        &mut self,
        checker: &mut Checker<'_>,
        x: TypeId,
        y: TypeId,
        mode: Matching,
        pairs: &mut Pairs,
    ) -> bool {
        let (mut x, mut y) = (x, y);
        if checker.program.unalias(x) == checker.program.unalias(y) {
            return true;
        }
        // A defined type, if there is one, is in y; a type parameter to be found is in x.
        if checker.program.as_named(x).is_some() || self.bound(checker, y).is_some() {
            std::mem::swap(&mut x, &mut y);
        }
        let is_literal = |checker: &Checker<'_>, ty: TypeId| {
            let ty = checker.program.unalias(ty);
            !matches!(checker.program.types[ty], Type::Named(_) | Type::TypeParam(_))
        };
        let is_any_interface =
            |checker: &Checker<'_>, ty: TypeId| matches!(checker.program.structure(ty), Type::Interface(_));
        if !mode.exact
            && checker.program.as_named(y).is_some()
            && is_literal(checker, x)
            && !(self.uses_methods && is_any_interface(checker, x))
        {
            y = checker.program.underlying(y);
            if checker.program.unalias(x) == y {
                return true;
            }
        }
        match (self.bound(checker, x), self.bound(checker, y)) {
            (Some(a), Some(b)) => {
                if self.join(a, b) {
                    return true;
                }
                return match (self.at(a), self.at(b)) {
                    (Some(x), Some(y)) => self.within(checker, x, y, mode, pairs),
                    _ => false,
                };
            }
            (Some(param), None) => {
                let Some(known) = self.at(param) else {
                    self.set(param, y);
                    return true;
                };
                return self.matches_known(checker, param, known, y, mode, pairs);
            }
            _ => {}
        }
        if self.uses_methods && !mode.exact {
            let (x_is, y_is) = (checker.program.is_interface(x), checker.program.is_interface(y));
            match (x_is, y_is) {
                (true, true) => return self.interfaces_match(checker, x, y, pairs),
                (true, false) => return self.implements(checker, y, x, pairs),
                (false, true) => return self.implements(checker, x, y, pairs),
                _ => {}
            }
        }
        if checker.program.is_type_param(y) {
            std::mem::swap(&mut x, &mut y);
        }
        self.structures_match(checker, x, y, mode, pairs)
    }

    /// Whether what a type parameter is known to be matches `y`; if so, it may have to become `y`.
    fn matches_known(
        &mut self,
        checker: &mut Checker<'_>,
        param: usize,
        x: TypeId,
        y: TypeId,
        mode: Matching,
        pairs: &mut Pairs,
    ) -> bool {
        if !self.within(checker, x, y, mode, pairs) {
            return false;
        }
        let program = &checker.program;
        let (x_is_named, y_is_named) = (program.as_named(x).is_some(), program.as_named(y).is_some());
        match (program.is_interface(x), program.is_interface(y)) {
            (true, true) => {
                if x_is_named && y_is_named {
                    return program.identical(x, y);
                }
                // Which one to choose would depend on the order, unless they mean the same.
                if program.type_set(x).methods.len() != program.type_set(y).methods.len() {
                    return false;
                }
            }
            (true, false) | (false, true) => return false,
            _ => {}
        }
        if !mode.exact && !x_is_named {
            let is_directed = matches!(program.structure(y), Type::Chan { dir, .. } if *dir != ChanDir::Both);
            // A defined type wins, then a channel with a direction.
            if y_is_named || is_directed {
                self.set(param, y);
            }
        }
        true
    }

    /// Whether the methods of one interface are among those of the other, with matching signatures.
    fn interfaces_match(&mut self, checker: &mut Checker<'_>, x: TypeId, y: TypeId, pairs: &mut Pairs) -> bool {
        let (a, b) = (checker.program.type_set(x), checker.program.type_set(y));
        if a.is_comparable != b.is_comparable || !checker.program.are_terms_equal(&a.terms, &b.terms) {
            return false;
        }
        let pair = (checker.program.underlying(x), checker.program.underlying(y));
        if pairs.contains(&pair) || pairs.contains(&(pair.1, pair.0)) {
            return true;
        }
        let (few, many) = if a.methods.len() > b.methods.len() { (&b, &a) } else { (&a, &b) };
        pairs.push(pair);
        let result = few.methods.iter().all(|method| {
            let method = checker.program.object(*method);
            let (name, package, ty) = (method.name, method.package, method.ty);
            let other = many
                .methods
                .iter()
                .map(|m| checker.program.object(*m))
                .find(|other| checker.program.is_same_name(name, package, other.name, other.package));
            let other = other.map(|other| other.ty);
            other.is_some_and(|other| self.within(checker, ty, other, Matching::EXACT, pairs))
        });
        pairs.pop();
        result
    }

    /// Whether `ty`, no interface, has the methods of `interface`, with matching signatures.
    fn implements(&mut self, checker: &mut Checker<'_>, ty: TypeId, interface: TypeId, pairs: &mut Pairs) -> bool {
        for method in checker.program.interface_methods(interface) {
            let method = checker.program.object(method);
            let (name, package, wanted) = (method.name, method.package, method.ty);
            let Lookup::Found(found) = checker.program.lookup_field_or_method(ty, false, package, name) else {
                return false;
            };
            if !matches!(checker.program.object(found.object).kind, ObjectKind::Func(_)) {
                return false;
            }
            checker.check_object(found.object);
            let has = checker.program.method_type(found.object, found.owner.unwrap_or(ty));
            // A generic method implements nothing.
            let is_generic = matches!(&checker.program.types[has], Type::Signature(s) if !s.type_params.is_empty());
            if is_generic || !self.within(checker, wanted, has, Matching::EXACT, pairs) {
                return false;
            }
        }
        true
    }

    fn structures_match(
        &mut self,
        checker: &mut Checker<'_>,
        x: TypeId,
        y: TypeId,
        mode: Matching,
        pairs: &mut Pairs,
    ) -> bool {
        let elements = Matching { exact: mode.exact || mode.assign, ..mode };
        let (x_type, y_type) = (checker.program.unalias(x), checker.program.unalias(y));
        if matches!(checker.program.types[x_type], Type::TypeParam(_)) {
            // Not one to be found: what its type arguments have in common must match.
            let Some(core) = checker.program.common_underlying(x_type) else { return false };
            return self.within(checker, core, y, Matching::ASSIGN, pairs);
        }
        let shapes = (checker.program.types[x_type].clone(), checker.program.types[y_type].clone());
        match shapes {
            (Type::Basic(a), Type::Basic(b)) => a.unaliased() == b.unaliased(),
            (Type::Array { len: n, elem: a }, Type::Array { len: m, elem: b }) => {
                (n == m || n.is_none() || m.is_none()) && self.within(checker, a, b, elements, pairs)
            }
            (Type::Slice { elem: a }, Type::Slice { elem: b })
            | (Type::Pointer { base: a }, Type::Pointer { base: b }) => self.within(checker, a, b, elements, pairs),
            (Type::Struct(a), Type::Struct(b)) => {
                a.fields.len() == b.fields.len()
                    && a.fields.iter().zip(&b.fields).all(|(f, g)| {
                        f.is_embedded == g.is_embedded
                            && f.tag == g.tag
                            && checker.program.is_same_name(f.name, f.package, g.name, g.package)
                            && self.within(checker, f.ty, g.ty, elements, pairs)
                    })
            }
            (Type::Tuple(a), Type::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| self.within(checker, *a, *b, mode, pairs))
            }
            (Type::Signature(a), Type::Signature(b)) => self.signatures_match(checker, &a, &b, elements, pairs),
            (Type::Interface(_), Type::Interface(_)) => {
                let (a, b) = (checker.program.type_set(x_type), checker.program.type_set(y_type));
                a.methods.len() == b.methods.len() && self.interfaces_match(checker, x_type, y_type, pairs)
            }
            (Type::Map { key: k, elem: a }, Type::Map { key: l, elem: b }) => {
                self.within(checker, k, l, elements, pairs) && self.within(checker, a, b, elements, pairs)
            }
            (Type::Chan { dir: d, elem: a }, Type::Chan { dir: e, elem: b }) => {
                (!mode.exact || d == e) && self.within(checker, a, b, elements, pairs)
            }
            (Type::Named(a), Type::Named(b)) => {
                // Arguments first: they are found even if the origins differ, which makes better messages.
                a.type_args.len() == b.type_args.len()
                    && a.type_args.iter().zip(&b.type_args).all(|(a, b)| self.within(checker, *a, *b, mode, pairs))
                    && a.origin.unwrap_or(x_type) == b.origin.unwrap_or(y_type)
            }
            _ => false,
        }
    }

    fn signatures_match(
        &mut self,
        checker: &mut Checker<'_>,
        x: &Signature,
        y: &Signature,
        mode: Matching,
        pairs: &mut Pairs,
    ) -> bool {
        let mut all = |a: &[Param], b: &[Param]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.within(checker, a.ty, b.ty, mode, pairs))
        };
        x.is_variadic == y.is_variadic && all(&x.params, &y.params) && all(&x.results, &y.results)
    }
}
