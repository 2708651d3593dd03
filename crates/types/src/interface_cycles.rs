//! Anonymous interfaces that refer to themselves through their methods, which Go's compiler refuses (golang issue 56103).

use ast::{ExprId, ExprKind};
use diagnostics::Code;
use rustc_hash::FxHashMap;

use crate::checker::Checker;
use crate::{Type, TypeId};

/// Interfaces visited; those that are being visited are marked.
type Visited = FxHashMap<TypeId, bool>;

impl Checker<'_> {
    /// Reports interface types that are part of a cycle without a name in it, each cycle once.
    pub fn check_interface_cycles(&mut self) {
        let mut visited = Visited::default();
        for index in 0..self.files.len() {
            self.env.file = index as u32;
            let file = self.file();
            let is_interface = |expr: &ExprId| matches!(file.kind(*expr), ExprKind::InterfaceType { .. });
            let mut interfaces: Vec<ExprId> = file.exprs.keys().filter(is_interface).collect();
            interfaces.sort_by_key(|expr| (file[*expr].span.start, u32::MAX - file[*expr].span.end));
            let mut end = 0;
            for expr in interfaces {
                if file[expr].span.start < end {
                    continue;
                }
                end = file[expr].span.end;
                let ty = self.recorded(self.at(expr)).ty;
                if self.is_in_cycle(ty, &mut visited) {
                    let message =
                        "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)";
                    self.error(self.span(expr), Code::InvalidTypeCycle, message);
                    visited.values_mut().for_each(|is_active| *is_active = false);
                }
            }
        }
    }

    fn is_in_cycle(&self, interface: TypeId, visited: &mut Visited) -> bool {
        let methods = self.program.interface_methods(interface);
        methods.iter().any(|method| self.reaches_active(self.program.object(*method).ty, visited))
    }

    /// Whether `ty` leads to an interface that is being visited, without passing a named type.
    fn reaches_active(&self, ty: TypeId, visited: &mut Visited) -> bool {
        let ty = self.program.unalias(ty);
        match &self.program.types[ty] {
            Type::Pointer { base: elem }
            | Type::Array { elem, .. }
            | Type::Slice { elem }
            | Type::Chan { elem, .. } => self.reaches_active(*elem, visited),
            Type::Map { key, elem } => self.reaches_active(*key, visited) || self.reaches_active(*elem, visited),
            Type::Struct(s) => s.fields.iter().any(|field| self.reaches_active(field.ty, visited)),
            Type::Signature(s) => s.params.iter().chain(&s.results).any(|p| self.reaches_active(p.ty, visited)),
            Type::Interface(_) => {
                if let Some(is_active) = visited.get(&ty) {
                    return *is_active;
                }
                visited.insert(ty, true);
                if self.is_in_cycle(ty, visited) {
                    return true;
                }
                visited.insert(ty, false);
                false
            }
            _ => false,
        }
    }
}
