//! Types of infinite size. Owns the check that no defined type contains itself, also through type arguments.
//!
//! The path of types being looked into is kept twice, as in Go's `types2`: type arguments are looked into in the context
//! of the type that mentions them, not of the type whose declaration uses them.

use source::Span;

use crate::checker::Checker;
use crate::{ObjectId, Type, TypeId};

/// Longer chains of types in each other than this are accepted without looking further.
const MAX_DEPTH: usize = 2000;

impl Checker<'_> {
    /// Reports a defined type that contains itself.
    pub fn check_valid_type(&mut self, object: ObjectId) {
        let ty = self.program.unalias(self.program.objects[object].ty);
        if matches!(self.program.types[ty], Type::Named(_)) {
            self.is_valid_type(ty, &mut Vec::new(), &mut Vec::new());
        }
    }

    fn is_valid_type(&mut self, ty: TypeId, nest: &mut Vec<TypeId>, path: &mut Vec<TypeId>) -> bool {
        let ty = self.program.unalias(ty);
        if path.len() > MAX_DEPTH {
            return true;
        }
        let parts: Vec<TypeId> = match &self.program.types[ty] {
            Type::Array { elem, .. } => vec![*elem],
            Type::Struct(fields) => fields.fields.iter().map(|f| f.ty).collect(),
            Type::Union(terms) => terms.iter().map(|t| t.ty).collect(),
            Type::Interface(interface) => interface.embedded.iter().map(|e| e.0).collect(),
            Type::Named(_) => return self.is_valid_named(ty, nest, path),
            Type::TypeParam(_) => {
                let Some(instance) = nest.pop() else { return true };
                let argument = self.argument_for(instance, ty);
                let is_valid = argument.is_none_or(|argument| self.is_valid_type(argument, nest, path));
                nest.push(instance);
                return is_valid;
            }
            _ => return true,
        };
        parts.into_iter().all(|part| self.is_valid_type(part, nest, path))
    }

    /// What `instance` gives for the type parameter `param` of its origin.
    fn argument_for(&self, instance: TypeId, param: TypeId) -> Option<TypeId> {
        let Type::Named(named) = &self.program.types[instance] else { return None };
        let Type::Named(origin) = &self.program.types[named.origin?] else { return None };
        let index = origin.type_params.iter().position(|p| *p == param)?;
        named.type_args.get(index).copied()
    }

    fn is_valid_named(&mut self, ty: TypeId, nest: &mut Vec<TypeId>, path: &mut Vec<TypeId>) -> bool {
        if self.valid_types.contains(&ty) {
            return true;
        }
        let Type::Named(named) = &self.program.types[ty] else { return true };
        let (origin, is_instance) = (named.origin.unwrap_or(ty), named.origin.is_some());
        // Another package's types are valid and cannot contain this package's, unless these are type arguments.
        if !is_instance && self.program.object(named.object).package != Some(self.package) {
            return true;
        }
        if nest.iter().any(|other| self.program.identical(*other, ty)) {
            if let Type::Named(named) = self.program.types.get_mut(origin) {
                named.underlying = Some(TypeId::INVALID);
            }
            let start = path.iter().position(|other| self.program.identical(*other, ty)).unwrap_or(0);
            let cycle: Vec<(ObjectId, String, Option<Span>)> =
                path[start..].iter().copied().filter_map(|ty| self.cycle_member(ty)).collect();
            self.report_cycle_of(&cycle, 0);
            return false;
        }
        let Type::Named(of) = &self.program.types[origin] else { return true };
        let Some(right) = of.underlying else { return true };
        nest.push(ty);
        path.push(ty);
        let is_valid = self.is_valid_type(right, nest, path);
        path.pop();
        nest.pop();
        if is_valid && !is_instance && self.program.as_named(ty).is_some_and(|n| n.type_params.is_empty()) {
            self.valid_types.insert(ty);
        }
        is_valid
    }

    /// The declaration of a type in a cycle, its name there and where it is written.
    pub fn cycle_member(&mut self, ty: TypeId) -> Option<(ObjectId, String, Option<Span>)> {
        let named = self.program.as_named(ty)?;
        let (object, is_instance) = (named.object, named.origin.is_some());
        if is_instance {
            let span = self.instance_spans.get(&ty).copied();
            return Some((object, self.show(ty), span.or(self.program.object(object).span)));
        }
        Some((object, self.object_text(object), self.program.object(object).span))
    }
}
