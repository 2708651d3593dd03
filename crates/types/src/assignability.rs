//! Assignability and implementation of interfaces (Go specification, "Assignability", "Implementing an interface").
//!
//! Questions are asked as "why not": `None` means yes, otherwise the text is the cause, possibly empty.

use diagnostics::Code;

use crate::checker::Checker;
use crate::operand::Operand;
use crate::{ChanDir, Lookup, ObjectId, ObjectKind, Param, Signature, Type, TypeId, TypeSet, UnionTerm};

/// More levels of embedding than this are not looked into.
const MAX_LEVELS: usize = 100;

impl Checker<'_> {
    /// Why the operand cannot be assigned to a variable of type `target`: the code and a cause, which may be empty.
    pub fn why_not_assignable(&mut self, x: &Operand, target: TypeId) -> Option<(Code, String)> {
        let mut cause = String::new();
        let code = self.not_assignable(x, target, &mut cause)?;
        Some((code, cause))
    }

    /// As [`Checker::why_not_assignable`]. A cause that is there already is kept behind new ones, also if it was left by
    /// a type that turned out to be assignable after all, as in Go.
    pub fn not_assignable(&mut self, x: &Operand, target: TypeId, cause: &mut String) -> Option<Code> {
        if !x.is_valid() || self.is_invalid(x.ty) || self.is_invalid(target) {
            return None;
        }
        if self.program.identical(x.ty, target) {
            return None;
        }
        let incompatible = Some(Code::IncompatibleAssign);
        let (x_is_param, target_is_param) = (self.program.is_type_param(x.ty), self.program.is_type_param(target));
        if self.program.is_untyped(x.ty) {
            let fits = if target_is_param {
                let set = self.program.type_set(target);
                set.specific().is_some_and(|terms| terms.iter().all(|t| self.implicit_type(x, t.ty).is_ok()))
            } else {
                self.implicit_type(x, target).is_ok()
            };
            return if fits { None } else { incompatible };
        }
        let (unaliased, unaliased_target) = (self.program.unalias(x.ty), self.program.unalias(target));
        let (from, to) = (self.program.underlying(x.ty), self.program.underlying(target));
        let (x_has_name, target_has_name) = (self.program.has_name(x.ty), self.program.has_name(target));
        // Identical underlying types, one of the types not being named, and neither a type parameter.
        let one_unnamed = !x_has_name || !target_has_name;
        if one_unnamed && !x_is_param && !target_is_param && self.program.identical(from, to) {
            return None;
        }
        // The value implements the interface.
        if self.program.is_interface(target) || self.is_pointer_to_interface(to) {
            *cause = self.why_not_implements(unaliased, unaliased_target, false)?;
            // Every type of a type parameter's set may be assignable one by one.
            if !x_is_param {
                return Some(Code::InvalidIfaceAssign);
            }
            cause.clear();
        }
        if self.program.is_interface(x.ty) && self.why_not_implements(unaliased_target, unaliased, false).is_none() {
            *cause = "need type assertion".to_owned();
            return incompatible;
        }
        // A bidirectional channel can become a restricted one.
        if let Type::Chan { dir: ChanDir::Both, elem } = self.program.types[from]
            && let Type::Chan { elem: other, .. } = self.program.types[to]
            && self.program.identical(elem, other)
        {
            return (!one_unnamed).then_some(Code::InvalidChanAssign);
        }
        if target_is_param && !x_has_name {
            for specific in self.program.specific_types(target) {
                let Some((ty, _)) = specific else { return incompatible };
                if let Some(code) = self.not_assignable(x, ty, cause) {
                    let (from, to, param) = (self.show(x.ty), self.show(ty), self.show(unaliased_target));
                    *cause = nested(format!("cannot assign {from} to {to} (in {param})"), cause);
                    return Some(code);
                }
            }
            return None;
        }
        if x_is_param && !target_has_name {
            for specific in self.program.specific_types(x.ty) {
                let Some((ty, _)) = specific else { return incompatible };
                let part = Operand { ty, ..x.clone() };
                if let Some(code) = self.not_assignable(&part, target, cause) {
                    let (from, param, to) = (self.show(ty), self.show(unaliased), self.show(target));
                    *cause = nested(format!("cannot assign {from} (in {param}) to {to}"), cause);
                    return Some(code);
                }
            }
            return None;
        }
        incompatible
    }

    /// Whether the type is in error.
    pub fn is_invalid(&self, ty: TypeId) -> bool {
        self.program.unalias(ty) == TypeId::INVALID
    }

    /// Why `ty` does not implement the interface `target`, or does not satisfy it as a constraint.
    pub fn why_not_implements(&mut self, ty: TypeId, target: TypeId, is_constraint: bool) -> Option<String> {
        let (from, to) = (self.program.underlying(ty), self.program.underlying(target));
        if from == TypeId::INVALID || to == TypeId::INVALID {
            return None;
        }
        if let Type::Pointer { base } = self.program.types[from]
            && self.program.underlying(base) == TypeId::INVALID
        {
            return None;
        }
        let verb = if is_constraint { "satisfy" } else { "implement" };
        if !matches!(self.program.types[to], Type::Interface(_)) {
            let detail = if self.is_pointer_to_interface(to) {
                self.pointer_to_interface_error(target)
            } else {
                format!("{} is not an interface", self.show(target))
            };
            return Some(format!("{} does not {verb} {} ({detail})", self.show(ty), self.show(target)));
        }
        let set = self.program.type_set(to);
        if set.is_all() {
            return None;
        }
        let from_set = matches!(self.program.types[from], Type::Interface(_)).then(|| self.program.type_set(from));
        if from_set.as_ref().is_some_and(|set| set.is_empty()) {
            return None;
        }
        if set.is_empty() {
            return Some(format!("cannot {verb} {} (empty type set)", self.show(target)));
        }
        if let Some(cause) =
            self.why_methods_missing(ty, target, true, &mut |checker, a, b| checker.program.identical(a, b))
        {
            return Some(format!("{} does not {verb} {} {cause}", self.show(ty), self.show(target)));
        }
        if let Some(terms) = set.specific() {
            if let Some(from_set) = from_set {
                if !self.program.is_terms_subset(&from_set.terms, &set.terms) {
                    return Some(format!("{} does not {verb} {}", self.show(ty), self.show(target)));
                }
            } else if !terms.iter().any(|term| self.program.term_includes(*term, ty)) {
                let detail = self.missing_from_terms(ty, target, terms);
                return Some(format!("{} does not {verb} {} ({detail})", self.show(ty), self.show(target)));
            }
        }
        self.why_not_comparable_enough(ty, &set, verb)
    }

    fn why_not_comparable_enough(&mut self, ty: TypeId, set: &TypeSet, verb: &str) -> Option<String> {
        if !self.program.is_comparable_set(set) || self.program.is_strictly_comparable(ty) {
            return None;
        }
        // Ordinary interfaces satisfy comparable, although comparing them may panic.
        if verb == "satisfy" && self.program.is_comparable(ty) {
            if self.go_version() >= (1, 20) {
                return None;
            }
            return Some(format!("{} to {verb} comparable requires go1.20 or later", self.show(ty)));
        }
        Some(format!("{} does not {verb} comparable", self.show(ty)))
    }

    /// Why a type is in none of the terms of a constraint.
    fn missing_from_terms(&mut self, ty: TypeId, target: TypeId, terms: &[UnionTerm]) -> String {
        let near = terms.iter().find(|term| {
            let with_tilde = UnionTerm { is_tilde: true, ty: term.ty };
            !term.is_tilde
                && self.program.identical(term.ty, self.program.underlying(term.ty))
                && self.program.term_includes(with_tilde, ty)
        });
        if let Some(near) = near {
            return format!("possibly missing ~ for {} in {}", self.show(near.ty), self.show(target));
        }
        let (shown, constraint) = (self.show(ty), self.show(target));
        if self.mentions(self.program.underlying(target), ty) {
            return format!("{constraint} mentions {shown}, but {shown} is not in the type set of {constraint}");
        }
        let terms: Vec<String> = terms
            .iter()
            .map(|t| format!("{}{}", if t.is_tilde { "~" } else { "" }, self.show_qualified(t.ty)))
            .collect();
        format!("{shown} missing in {}", terms.join(" | "))
    }

    /// Whether an element or term of `constraint` is `ty`.
    fn mentions(&self, constraint: TypeId, ty: TypeId) -> bool {
        match &self.program.types[constraint] {
            Type::Interface(interface) => interface.embedded.iter().any(|(element, _)| self.mentions(*element, ty)),
            Type::Union(terms) => terms.iter().any(|term| self.mentions(term.ty, ty)),
            _ => self.program.identical(constraint, ty),
        }
    }

    /// Why a value of the interface `from` cannot have the dynamic type `ty`.
    pub fn why_not_assertable(&mut self, from: TypeId, ty: TypeId) -> Option<String> {
        if matches!(self.program.structure(ty), Type::Interface(_)) {
            return None;
        }
        self.why_methods_missing(ty, from, false, &mut |checker, a, b| checker.program.identical(a, b))
    }

    /// Which method of the interface `target` the type `ty` lacks. Unless `is_static`, an interface `ty` lacks only
    /// methods it has with another signature. `same` compares signatures.
    pub fn why_methods_missing(
        &mut self,
        ty: TypeId,
        target: TypeId,
        is_static: bool,
        same: &mut dyn FnMut(&mut Self, TypeId, TypeId) -> bool,
    ) -> Option<String> {
        if self.is_invalid(ty) {
            return None;
        }
        let wanted = self.program.type_set(target).methods.clone();
        let is_interface = matches!(self.program.structure(ty), Type::Interface(_));
        let have = is_interface.then(|| self.program.type_set(ty).methods.clone());
        for method in wanted {
            let object = self.program.object(method);
            let (name, package, method_type) = (object.name, object.package, object.ty);
            if let Some(have) = &have {
                let found = have.iter().copied().find(|m| {
                    let m = self.program.object(*m);
                    self.program.is_same_name(m.name, m.package, name, package)
                });
                match found {
                    None if is_static => return Some(self.missing_method(ty, target, method)),
                    Some(found) => {
                        let found_type = self.program.object(found).ty;
                        if !self.has_same_type(found_type, method_type, same) {
                            return Some(self.wrong_method(found, found_type, method));
                        }
                    }
                    _ => continue,
                }
            }
            let lookup = self.program.lookup_field_or_method(ty, false, package, name);
            let shown_cause = match lookup {
                Lookup::Found(found) => {
                    if !matches!(self.program.objects[found.object].kind, ObjectKind::Func(_)) {
                        format!("({}.{name} is a field, not a method)", self.show(ty))
                    } else {
                        self.check_object(found.object);
                        let found_type = self.program.method_type(found.object, found.owner.unwrap_or(ty));
                        if self.has_same_type(found_type, method_type, same) {
                            continue;
                        }
                        self.wrong_method(found.object, found_type, method)
                    }
                }
                Lookup::Ambiguous => format!("(ambiguous selector {}.{name})", self.show(ty)),
                Lookup::NeedsPointer(_) => format!("(method {name} has pointer receiver)"),
                Lookup::Missing => self.missing_method(ty, target, method),
            };
            if self.has_invalid_embedded_fields(ty, &mut Vec::new()) {
                return None;
            }
            return Some(shown_cause);
        }
        None
    }

    fn has_same_type(&mut self, a: TypeId, b: TypeId, same: &mut dyn FnMut(&mut Self, TypeId, TypeId) -> bool) -> bool {
        a == TypeId::INVALID || b == TypeId::INVALID || same(self, a, b)
    }

    fn missing_method(&mut self, ty: TypeId, target: TypeId, method: ObjectId) -> String {
        let (name, package) = (self.program.object(method).name, self.program.object(method).package);
        if self.is_pointer_to_interface(ty) {
            return format!("({})", self.pointer_to_interface_error(ty));
        }
        if self.is_pointer_to_interface(target) {
            return format!("({})", self.pointer_to_interface_error(target));
        }
        let is_interface = matches!(self.program.structure(ty), Type::Interface(_));
        let other = if is_interface { None } else { self.program.find_ignoring_case(ty, package, name) };
        if let Some(found) = other.filter(|o| matches!(self.program.object(o.object).kind, ObjectKind::Func(_))) {
            self.check_object(found.object);
            let other = found.object;
            if self.program.object(other).name == name {
                return format!("(unexported method {name})");
            }
            let other_type = self.program.method_type(other, found.owner.unwrap_or(ty));
            let wanted_type = self.program.object(method).ty;
            let (have, want) = (self.method_string(other, other_type), self.method_string(method, wanted_type));
            return format!("(missing method {name})\n\t\thave {have}\n\t\twant {want}");
        }
        format!("(missing method {name})")
    }

    fn wrong_method(&mut self, found: ObjectId, found_type: TypeId, wanted: ObjectId) -> String {
        let (name, wanted_type) = (self.program.object(wanted).name, self.program.object(wanted).ty);
        let (have, want) = (self.method_string(found, found_type), self.method_string(wanted, wanted_type));
        if have == want {
            return format!("(wrong type for method {name})");
        }
        format!("(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}")
    }

    /// A method with its signature, parameters without names.
    fn method_string(&self, method: ObjectId, ty: TypeId) -> String {
        let object = self.program.object(method);
        let Type::Signature(signature) = &self.program.types[ty] else { return object.name.to_string() };
        let unnamed = |params: &[Param]| params.iter().map(|p| Param { name: None, ..p.clone() }).collect();
        let signature =
            Signature { params: unnamed(&signature.params), results: unnamed(&signature.results), ..signature.clone() };
        format!("{}{}", object.name, self.program.signature_string(&signature, Some(self.package)))
    }

    /// Whether something embedded is in error, so that methods may be missing because of that.
    fn has_invalid_embedded_fields(&self, ty: TypeId, seen: &mut Vec<TypeId>) -> bool {
        let base = self.program.pointer_base(ty).unwrap_or(ty);
        let base = self.program.underlying(base);
        let Type::Struct(fields) = &self.program.types[base] else { return false };
        if seen.contains(&base) || seen.len() > MAX_LEVELS {
            return false;
        }
        seen.push(base);
        fields.fields.iter().any(|field| {
            field.is_embedded && (field.ty == TypeId::INVALID || self.has_invalid_embedded_fields(field.ty, seen))
        })
    }
}

/// A cause with the cause behind it on a line of its own.
pub(crate) fn nested(message: String, cause: &str) -> String {
    if cause.is_empty() { message } else { format!("{message}\n\t{cause}") }
}
