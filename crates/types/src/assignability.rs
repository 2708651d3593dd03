//! Assignability and implementation of interfaces (Go specification, "Assignability", "Implementing an interface").
//!
//! Questions are asked as "why not": `None` means yes, otherwise the text is the cause, possibly empty.

use diagnostics::Code;

use crate::checker::Checker;
use crate::operand::Operand;
use crate::{ChanDir, Lookup, ObjectId, ObjectKind, Param, Signature, Type, TypeId};

impl Checker<'_> {
    /// Why the operand cannot be assigned to a variable of type `target`: the code and a cause, which may be empty.
    pub fn why_not_assignable(&mut self, x: &Operand, target: TypeId) -> Option<(Code, String)> {
        if !x.is_valid() || x.ty == TypeId::INVALID || target == TypeId::INVALID {
            return None;
        }
        if self.program.identical(x.ty, target) {
            return None;
        }
        if self.program.is_untyped(x.ty) {
            return self.implicit_type(x, target).err().map(|_| (Code::IncompatibleAssign, String::new()));
        }
        let from = self.program.underlying(x.ty);
        let to = self.program.underlying(target);
        // Identical underlying types, one of the types not being named.
        let one_unnamed = !self.program.has_name(x.ty) || !self.program.has_name(target);
        if one_unnamed && self.program.identical(from, to) {
            return None;
        }
        // The value implements the interface.
        if self.program.is_interface(target) || self.is_pointer_to_interface(target) {
            let cause = self.why_not_implements(x.ty, target)?;
            return Some((Code::InvalidIfaceAssign, cause));
        }
        if self.program.is_interface(x.ty) && self.why_not_implements(target, x.ty).is_none() {
            return Some((Code::IncompatibleAssign, "need type assertion".to_owned()));
        }
        // A bidirectional channel can become a restricted one.
        if let Type::Chan { dir: ChanDir::Both, elem } = self.program.types[from]
            && let Type::Chan { elem: other, .. } = self.program.types[to]
            && self.program.identical(elem, other)
        {
            return (!one_unnamed).then(|| (Code::InvalidChanAssign, String::new()));
        }
        Some((Code::IncompatibleAssign, String::new()))
    }

    /// Why `ty` does not implement the interface `target`.
    pub fn why_not_implements(&mut self, ty: TypeId, target: TypeId) -> Option<String> {
        let (from, to) = (self.program.underlying(ty), self.program.underlying(target));
        if from == TypeId::INVALID || to == TypeId::INVALID {
            return None;
        }
        if let Type::Pointer { base } = self.program.types[from]
            && self.program.underlying(base) == TypeId::INVALID
        {
            return None;
        }
        if !matches!(self.program.types[to], Type::Interface(_)) {
            let detail = if self.is_pointer_to_interface(to) {
                self.pointer_to_interface_error(target)
            } else {
                format!("{} is not an interface", self.show(target))
            };
            return Some(format!("{} does not implement {} ({detail})", self.show(ty), self.show(target)));
        }
        let set = self.program.type_set(to);
        if let Some(cause) = self.why_methods_missing(ty, target, true) {
            return Some(format!("{} does not implement {} {cause}", self.show(ty), self.show(target)));
        }
        if set.is_comparable && !self.program.is_strictly_comparable(ty) {
            return Some(format!("{} does not implement comparable", self.show(ty)));
        }
        None
    }

    /// Why a value of the interface `from` cannot have the dynamic type `ty`.
    pub fn why_not_assertable(&mut self, from: TypeId, ty: TypeId) -> Option<String> {
        if self.program.is_interface(ty) {
            return None;
        }
        self.why_methods_missing(ty, from, false)
    }

    /// Which method of the interface `target` the type `ty` lacks. Unless `is_static`, an interface `ty` lacks only
    /// methods it has with another signature.
    fn why_methods_missing(&mut self, ty: TypeId, target: TypeId, is_static: bool) -> Option<String> {
        if ty == TypeId::INVALID {
            return None;
        }
        let wanted = self.program.type_set(target).methods.clone();
        let have = self.program.is_interface(ty).then(|| self.program.type_set(ty).methods.clone());
        for method in wanted {
            let (name, package) = (self.program.object(method).name, self.program.object(method).package);
            if let Some(have) = &have {
                let found = have.iter().copied().find(|m| {
                    let m = self.program.object(*m);
                    self.program.is_same_name(m.name, m.package, name, package)
                });
                match found {
                    None if is_static => return Some(self.missing_method(ty, target, method)),
                    Some(found) if !self.has_same_type(found, method) => {
                        return Some(self.wrong_method(found, method));
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
                        if self.has_same_type(found.object, method) {
                            continue;
                        }
                        self.wrong_method(found.object, method)
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

    fn has_same_type(&self, a: ObjectId, b: ObjectId) -> bool {
        let (a, b) = (self.program.object(a).ty, self.program.object(b).ty);
        a == TypeId::INVALID || b == TypeId::INVALID || self.program.identical(a, b)
    }

    fn missing_method(&mut self, ty: TypeId, target: TypeId, method: ObjectId) -> String {
        let (name, package) = (self.program.object(method).name, self.program.object(method).package);
        if self.is_pointer_to_interface(ty) {
            return format!("({})", self.pointer_to_interface_error(ty));
        }
        if self.is_pointer_to_interface(target) {
            return format!("({})", self.pointer_to_interface_error(target));
        }
        let other =
            if self.program.is_interface(ty) { None } else { self.program.lookup_ignoring_case(ty, package, name) };
        if let Some(other) = other.filter(|o| matches!(self.program.object(*o).kind, ObjectKind::Func(_))) {
            self.check_object(other);
            if self.program.object(other).name == name {
                return format!("(unexported method {name})");
            }
            let (have, want) = (self.method_string(other), self.method_string(method));
            return format!("(missing method {name})\n\t\thave {have}\n\t\twant {want}");
        }
        format!("(missing method {name})")
    }

    fn wrong_method(&mut self, found: ObjectId, wanted: ObjectId) -> String {
        let name = self.program.object(wanted).name;
        let (have, want) = (self.method_string(found), self.method_string(wanted));
        if have == want {
            return format!("(wrong type for method {name})");
        }
        format!("(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}")
    }

    /// A method with its signature, parameters without names.
    fn method_string(&self, method: ObjectId) -> String {
        let object = self.program.object(method);
        let Type::Signature(signature) = &self.program.types[object.ty] else { return object.name.to_string() };
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
        if seen.contains(&base) {
            return false;
        }
        seen.push(base);
        fields.fields.iter().any(|field| {
            field.is_embedded && (field.ty == TypeId::INVALID || self.has_invalid_embedded_fields(field.ty, seen))
        })
    }
}
