//! Cycles of types. Owns the checks for types that refer to nothing but each other and for types that are used before they
//! are complete; those of infinite size are in `valid_types`.

use ast::ExprKind;
use rustc_hash::FxHashMap;

use crate::checker::Checker;
use crate::{ObjectId, Type, TypeId};

impl Checker<'_> {
    /// Reports types that are declared as each other, `type A B; type B A`, before anything else is checked.
    pub fn check_direct_cycles(&mut self) {
        let mut done: FxHashMap<ObjectId, bool> = FxHashMap::default();
        for object in self.objects.clone() {
            if self.program.objects[object].is_type_name() {
                self.check_direct_cycle(object, &mut done);
            }
        }
    }

    fn check_direct_cycle(&mut self, object: ObjectId, done: &mut FxHashMap<ObjectId, bool>) {
        let scope = self.program.packages[self.package].scope;
        let mut path: Vec<ObjectId> = Vec::new();
        let mut object = object;
        loop {
            if done.contains_key(&object) {
                break;
            }
            if let Some(start) = path.iter().position(|o| *o == object) {
                self.set_type(object, TypeId::INVALID);
                let cycle = path[start..].to_vec();
                let first = self.first_in_source(&cycle);
                self.report_cycle(&cycle, first);
                break;
            }
            path.push(object);
            let Some(decl) = self.decl_of.get(&object).map(|index| &self.decls[*index]) else { break };
            let Some(spec) = decl.type_spec else { break };
            let file = &self.files[decl.file as usize];
            let ExprKind::Name(ident) = file.kind(spec.ty) else { break };
            let Some(next) = self.program.scopes[scope].lookup(file.name(*ident)) else { break };
            if !self.program.objects[next].is_type_name() {
                break;
            }
            object = next;
        }
        done.extend(path.into_iter().map(|o| (o, true)));
    }

    /// Whether `ty` may be looked into; if its declaration is still being checked, reports the cycle.
    pub fn is_complete(&mut self, ty: TypeId) -> bool {
        let mut ty = ty;
        for _ in 0..1000 {
            let (object, next) = match &self.program.types[ty] {
                Type::Alias(alias) => (alias.origin.is_none().then_some(alias.object), alias.actual),
                // An instance is not declared: only what it stands for can be incomplete.
                Type::Named(named) if named.origin.is_some() => (None, self.program.right_side(named)),
                Type::Named(named) => (Some(named.object), named.underlying),
                _ => return true,
            };
            if let Some(start) = self.path.iter().position(|o| Some(*o) == object) {
                let cycle = self.path[start..].to_vec();
                let first = self.first_in_source(&cycle);
                self.report_cycle(&cycle, first);
                return false;
            }
            match next {
                Some(next) => ty = next,
                None => return true,
            }
        }
        false
    }
}
