//! Questions about types. Owns identity, comparability and the classes of basic types (Go specification, "Type
//! identity", "Comparison operators").

use rustc_hash::FxHashSet;
use source::Symbol;

use crate::{BasicKind, Named, PackageId, Program, Signature, Type, TypeId};

/// Deeper structural comparison than this is given up; such types are reported as different.
const MAX_DEPTH: u32 = 500;

/// Types with more parts than this count as comparable.
const MAX_PARTS: usize = 1000;

impl Program {
    /// The types that `ty` is written with: elements, fields, parameters and results, methods, type arguments.
    pub fn type_parts(&self, ty: TypeId) -> Vec<TypeId> {
        match &self.types[self.unalias(ty)] {
            Type::Pointer { base: elem }
            | Type::Slice { elem }
            | Type::Array { elem, .. }
            | Type::Chan { elem, .. } => {
                vec![*elem]
            }
            Type::Map { key, elem } => vec![*key, *elem],
            Type::Struct(s) => s.fields.iter().map(|f| f.ty).collect(),
            Type::Signature(s) => s.params.iter().chain(&s.results).map(|p| p.ty).collect(),
            Type::Tuple(types) => types.clone(),
            Type::Union(terms) => terms.iter().map(|t| t.ty).collect(),
            Type::Interface(interface) => {
                let methods = interface.methods.iter().map(|m| self.object(*m).ty);
                methods.chain(interface.embedded.iter().map(|e| e.0)).collect()
            }
            Type::Named(named) => named.type_args.clone(),
            Type::Basic(_) | Type::Alias(_) | Type::TypeParam(_) => Vec::new(),
        }
    }

    /// Whether the underlying type is a basic type for which `test` holds.
    pub(crate) fn is_basic(&self, ty: TypeId, test: impl Fn(BasicKind) -> bool) -> bool {
        !self.is_type_param(ty) && self.basic_kind(ty).is_some_and(test)
    }

    /// Whether `test` holds for the type, or for every specific type of a type parameter, of which there must be some.
    pub(crate) fn all_basic(&self, ty: TypeId, test: impl Fn(BasicKind) -> bool) -> bool {
        if !self.is_type_param(ty) {
            return self.basic_kind(ty).is_some_and(test);
        }
        let set = self.type_set(ty);
        set.specific().is_some_and(|terms| terms.iter().all(|t| self.is_basic(t.ty, &test)))
    }

    /// Whether `test` holds for the underlying type, or for that of every specific type of a type parameter; it is given
    /// `None` if there are none.
    pub(crate) fn all_underlying(&self, ty: TypeId, test: impl Fn(Option<&Type>) -> bool) -> bool {
        if !self.is_type_param(ty) {
            return test(Some(self.structure(ty)));
        }
        match self.type_set(ty).specific() {
            Some(terms) => terms.iter().all(|t| test(Some(self.structure(t.ty)))),
            None => test(None),
        }
    }

    /// Whether the underlying type is boolean.
    pub fn is_boolean(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicKind::is_boolean)
    }

    /// Whether the underlying type is a string type.
    pub fn is_string(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicKind::is_string)
    }

    /// Whether the underlying type is an integer type.
    pub fn is_integer(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicKind::is_integer)
    }

    /// Whether the underlying type is an unsigned integer type.
    pub fn is_unsigned(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicKind::is_unsigned)
    }

    /// Whether the underlying type is a floating-point type.
    pub fn is_float(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicKind::is_float)
    }

    /// Whether the underlying type is a complex type.
    pub fn is_complex(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicKind::is_complex)
    }

    /// Whether the underlying type is numeric.
    pub fn is_numeric(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicKind::is_numeric)
    }

    /// Whether constants can have this type.
    pub fn is_const_type(&self, ty: TypeId) -> bool {
        self.is_basic(ty, BasicKind::is_const_type)
    }

    /// Whether the type is untyped, nil included.
    pub fn is_untyped(&self, ty: TypeId) -> bool {
        matches!(self.types[ty], Type::Basic(kind) if kind.is_untyped())
    }

    /// Whether the underlying type is a slice of bytes.
    pub fn is_bytes(&self, ty: TypeId) -> bool {
        matches!(*self.structure(ty), Type::Slice { elem } if self.basic_kind(elem) == Some(BasicKind::Uint8))
    }

    /// Whether the underlying type is a slice of bytes or runes.
    pub fn is_bytes_or_runes(&self, ty: TypeId) -> bool {
        match *self.structure(ty) {
            Type::Slice { elem } => {
                matches!(self.basic_kind(elem), Some(BasicKind::Uint8 | BasicKind::Int32))
            }
            _ => false,
        }
    }

    /// Whether `nil` can be a value of the type.
    pub fn has_nil(&self, ty: TypeId) -> bool {
        let test = |ty: Option<&Type>| match ty {
            Some(Type::Basic(kind)) => *kind == BasicKind::UnsafePointer,
            Some(
                Type::Pointer { .. }
                | Type::Slice { .. }
                | Type::Map { .. }
                | Type::Chan { .. }
                | Type::Signature(_)
                | Type::Interface(_),
            ) => true,
            _ => false,
        };
        self.all_underlying(ty, test)
    }

    /// Whether the type has a name: predeclared, defined or a type parameter.
    pub fn has_name(&self, ty: TypeId) -> bool {
        matches!(self.types[self.unalias(ty)], Type::Basic(_) | Type::Named(_) | Type::TypeParam(_))
    }

    /// Whether values of the type can be compared with `==`; interfaces can (dynamically).
    pub fn is_comparable(&self, ty: TypeId) -> bool {
        self.comparable(ty, true, &mut FxHashSet::default())
    }

    /// Whether comparing values of the type can never panic.
    pub fn is_strictly_comparable(&self, ty: TypeId) -> bool {
        self.comparable(ty, false, &mut FxHashSet::default())
    }

    pub(crate) fn comparable(&self, ty: TypeId, dynamic: bool, seen: &mut FxHashSet<TypeId>) -> bool {
        // Instances that contain ever larger instances are reported elsewhere.
        if seen.len() > MAX_PARTS || !seen.insert(ty) {
            return true;
        }
        match self.structure(ty) {
            Type::Basic(kind) => *kind != BasicKind::UntypedNil,
            Type::Pointer { .. } | Type::Chan { .. } => true,
            Type::Interface(_) => {
                dynamic && !self.is_type_param(ty) || self.is_comparable_set_within(&self.type_set(ty), seen)
            }
            Type::Struct(fields) => fields.fields.iter().all(|f| self.comparable(f.ty, dynamic, seen)),
            Type::Array { elem, .. } => self.comparable(*elem, dynamic, seen),
            _ => false,
        }
    }

    /// Whether two names are the same for selection: exported ones by name, others by package too.
    pub fn is_same_name(
        &self,
        a: Symbol,
        a_package: Option<PackageId>,
        b: Symbol,
        b_package: Option<PackageId>,
    ) -> bool {
        a == b && (a.is_exported() || a_package == b_package || self.same_path(a_package, b_package))
    }

    fn same_path(&self, a: Option<PackageId>, b: Option<PackageId>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => self.packages[a].path == self.packages[b].path,
            _ => false,
        }
    }

    /// Whether two types are identical (Go specification, "Type identity").
    pub fn identical(&self, a: TypeId, b: TypeId) -> bool {
        self.identical_within(a, b, true, 0, &mut Vec::new())
    }

    /// Whether two types are identical if struct tags are ignored.
    pub fn identical_ignoring_tags(&self, a: TypeId, b: TypeId) -> bool {
        self.identical_within(a, b, false, 0, &mut Vec::new())
    }

    fn identical_within(
        &self,
        a: TypeId,
        b: TypeId,
        tags: bool,
        depth: u32,
        pairs: &mut Vec<(TypeId, TypeId)>,
    ) -> bool {
        let (a, b) = (self.unalias(a), self.unalias(b));
        if a == b {
            return true;
        }
        if depth > MAX_DEPTH {
            return false;
        }
        let same = |x: TypeId, y: TypeId, pairs: &mut Vec<_>| self.identical_within(x, y, tags, depth + 1, pairs);
        match (&self.types[a], &self.types[b]) {
            (Type::Basic(x), Type::Basic(y)) => x.unaliased() == y.unaliased(),
            (Type::Pointer { base: x }, Type::Pointer { base: y }) => same(*x, *y, pairs),
            (Type::Array { len: n, elem: x }, Type::Array { len: m, elem: y }) => {
                // An unknown length was reported: it matches every length.
                (n == m || n.is_none() || m.is_none()) && same(*x, *y, pairs)
            }
            (Type::Slice { elem: x }, Type::Slice { elem: y }) => same(*x, *y, pairs),
            (Type::Map { key: k, elem: x }, Type::Map { key: l, elem: y }) => {
                same(*k, *l, pairs) && same(*x, *y, pairs)
            }
            (Type::Chan { dir: d, elem: x }, Type::Chan { dir: e, elem: y }) => d == e && same(*x, *y, pairs),
            (Type::Struct(x), Type::Struct(y)) => {
                x.fields.len() == y.fields.len()
                    && x.fields.iter().zip(&y.fields).all(|(f, g)| {
                        f.is_embedded == g.is_embedded
                            && (!tags || f.tag == g.tag)
                            && self.is_same_name(f.name, f.package, g.name, g.package)
                            && same(f.ty, g.ty, pairs)
                    })
            }
            (Type::Signature(x), Type::Signature(y)) => {
                if x.type_params.len() != y.type_params.len() {
                    return false;
                }
                if !x.type_params.is_empty() {
                    return self.identical_generic_signatures(x, y, tags, depth, pairs);
                }
                x.is_variadic == y.is_variadic
                    && x.params.len() == y.params.len()
                    && x.results.len() == y.results.len()
                    && x.params.iter().zip(&y.params).all(|(p, q)| same(p.ty, q.ty, pairs))
                    && x.results.iter().zip(&y.results).all(|(p, q)| same(p.ty, q.ty, pairs))
            }
            (Type::Tuple(x), Type::Tuple(y)) => x.len() == y.len() && x.iter().zip(y).all(|(p, q)| same(*p, *q, pairs)),
            (Type::Interface(_), Type::Interface(_)) => {
                // Interfaces may be cyclic through their methods: a pair being compared is assumed identical.
                if pairs.contains(&(a, b)) || pairs.contains(&(b, a)) {
                    return true;
                }
                let (x, y) = (self.type_set(a), self.type_set(b));
                if x.methods.len() != y.methods.len() || x.is_comparable != y.is_comparable {
                    return false;
                }
                if !self.are_terms_equal(&x.terms, &y.terms) {
                    return false;
                }
                pairs.push((a, b));
                let result = x.methods.iter().zip(&y.methods).all(|(m, n)| {
                    let (m, n) = (self.object(*m), self.object(*n));
                    self.is_same_name(m.name, m.package, n.name, n.package) && same(m.ty, n.ty, pairs)
                });
                pairs.pop();
                result
            }
            (Type::Union(x), Type::Union(y)) => self.are_terms_equal(&Some(x.clone()), &Some(y.clone())),
            (Type::Named(x), Type::Named(y)) => match (x.origin, y.origin) {
                (Some(o), Some(p)) => {
                    let args = |named: &Named| -> Vec<TypeId> {
                        named.type_args.iter().chain(&named.outer_type_args).copied().collect()
                    };
                    let (s, t) = (args(x), args(y));
                    o == p && s.len() == t.len() && s.iter().zip(&t).all(|(s, t)| same(*s, *t, pairs))
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether two generic signatures are identical once the type parameters of one have replaced those of the other.
    fn identical_generic_signatures(
        &self,
        x: &Signature,
        y: &Signature,
        tags: bool,
        depth: u32,
        pairs: &mut Vec<(TypeId, TypeId)>,
    ) -> bool {
        let constraints = |s: &Signature| -> Vec<TypeId> {
            s.type_params
                .iter()
                .map(|param| match &self.types[*param] {
                    Type::TypeParam(param) => param.constraint(),
                    _ => TypeId::INVALID,
                })
                .collect()
        };
        let types = |s: &Signature| -> Vec<TypeId> {
            constraints(s).into_iter().chain(s.params.iter().chain(&s.results).map(|p| p.ty)).collect()
        };
        let (a, b) = (types(x), self.substitute_all(&types(y), &y.type_params, &x.type_params));
        x.is_variadic == y.is_variadic
            && x.params.len() == y.params.len()
            && a.len() == b.len()
            && a.iter().zip(&b).all(|(p, q)| self.identical_within(*p, *q, tags, depth + 1, pairs))
    }

    /// Whether two signatures agree in parameters and results.
    pub fn identical_signatures(&self, a: &Signature, b: &Signature) -> bool {
        a.is_variadic == b.is_variadic
            && a.params.len() == b.params.len()
            && a.results.len() == b.results.len()
            && a.params.iter().zip(&b.params).all(|(p, q)| self.identical(p.ty, q.ty))
            && a.results.iter().zip(&b.results).all(|(p, q)| self.identical(p.ty, q.ty))
    }

    /// The typed default of an untyped type; other types are themselves. `untyped nil` has no default.
    pub fn default_type(&self, ty: TypeId) -> TypeId {
        match self.types[ty] {
            Type::Basic(BasicKind::UntypedBool) => TypeId::BOOL,
            Type::Basic(BasicKind::UntypedInt) => TypeId::INT,
            Type::Basic(BasicKind::UntypedRune) => TypeId::RUNE,
            Type::Basic(BasicKind::UntypedFloat) => TypeId::FLOAT64,
            Type::Basic(BasicKind::UntypedComplex) => TypeId::COMPLEX128,
            Type::Basic(BasicKind::UntypedString) => TypeId::STRING,
            _ => ty,
        }
    }
}
