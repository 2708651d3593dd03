//! Lists of terms as sets of types. Owns union, intersection and comparison of term lists (Go specification, "General
//! interfaces"); after Go's `types2`.
//!
//! A list is `None` for the set of all types; an empty list is the empty set.

use crate::{Program, TypeId, UnionTerm};

/// The types that some terms describe.
pub(crate) type TermList = Option<Vec<UnionTerm>>;

impl Program {
    /// Whether no type is in both terms.
    pub(crate) fn are_disjoint(&self, x: UnionTerm, y: UnionTerm) -> bool {
        let a = if y.is_tilde { self.underlying(x.ty) } else { x.ty };
        let b = if x.is_tilde { self.underlying(y.ty) } else { y.ty };
        !self.identical(a, b)
    }

    /// Whether the type is in the term.
    pub(crate) fn term_includes(&self, term: UnionTerm, ty: TypeId) -> bool {
        let ty = if term.is_tilde { self.underlying(ty) } else { ty };
        self.identical(term.ty, ty)
    }

    fn is_subterm(&self, x: UnionTerm, y: UnionTerm) -> bool {
        !self.are_disjoint(x, y) && (!x.is_tilde || y.is_tilde)
    }

    /// The list without terms that others include.
    fn normal_terms(&self, list: Vec<UnionTerm>) -> Vec<UnionTerm> {
        let mut result: Vec<UnionTerm> = Vec::with_capacity(list.len());
        for term in list {
            let Some(first) = result.iter().position(|known| !self.are_disjoint(*known, term)) else {
                result.push(term);
                continue;
            };
            if term.is_tilde && !result[first].is_tilde {
                result[first] = term;
                let mut index = 0;
                result.retain(|known| {
                    index += 1;
                    index - 1 == first || self.are_disjoint(*known, term)
                });
            }
        }
        result
    }

    pub(crate) fn terms_union(&self, a: TermList, b: TermList) -> TermList {
        let (mut a, b) = (a?, b?);
        a.extend(b);
        Some(self.normal_terms(a))
    }

    pub(crate) fn terms_intersection(&self, a: TermList, b: TermList) -> TermList {
        let (a, b) = match (a, b) {
            (None, list) | (list, None) => return list,
            (Some(a), Some(b)) => (a, b),
        };
        let mut both = Vec::new();
        for x in &a {
            for y in &b {
                if !self.are_disjoint(*x, *y) {
                    both.push(if !x.is_tilde || y.is_tilde { *x } else { *y });
                }
            }
        }
        Some(self.normal_terms(both))
    }

    pub(crate) fn is_terms_subset(&self, a: &TermList, b: &TermList) -> bool {
        match (a, b) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => a.iter().all(|x| b.iter().any(|y| self.is_subterm(*x, *y))),
        }
    }

    pub(crate) fn are_terms_equal(&self, a: &TermList, b: &TermList) -> bool {
        a == b || self.is_terms_subset(a, b) && self.is_terms_subset(b, a)
    }
}
