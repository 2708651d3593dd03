//! Calls of the functions of package `unsafe` (Go specification, "Package unsafe").

use ast::ExprKind;
use constant::Value;
use diagnostics::Code;
use source::Symbol;

use crate::builtins::BuiltinCall;
use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{Builtin, Lookup, ObjectKind, Selection, SelectionKind, Type, TypeId};

/// Instances in each other more deeply than this have no constant size: they may go on for ever.
const MAX_INSTANCES: usize = 500;

impl Checker<'_> {
    pub(crate) fn unsafe_builtin(&mut self, site: &BuiltinCall<'_>, operands: Vec<Operand>) -> Option<Operand> {
        let mut operands = operands.into_iter();
        let value = |ty| Some(Operand { mode: OpMode::Value, ty, ..Operand::invalid() });
        match site.builtin {
            Builtin::UnsafeAdd => {
                self.require_version((1, 17), self.span(site.fun), "unsafe.Add");
                let (mut x, mut y) = (operands.next()?, operands.next()?);
                self.assignment(&mut x, Some(TypeId::UNSAFE_POINTER), "argument to unsafe.Add");
                if !x.is_valid() || !self.is_valid_index(&mut y, Code::InvalidUnsafeAdd, "length", true) {
                    return None;
                }
                value(TypeId::UNSAFE_POINTER)
            }
            Builtin::UnsafeAlignof => {
                let mut x = operands.next()?;
                self.assignment(&mut x, None, "argument to unsafe.Alignof");
                if !x.is_valid() {
                    return None;
                }
                if !self.has_known_size(x.ty) {
                    return value(TypeId::UINTPTR);
                }
                let align = self.sizes.align_of(self.program, x.ty);
                self.size_constant(x, Some(align))
            }
            Builtin::UnsafeSizeof => {
                let mut x = operands.next()?;
                self.assignment(&mut x, None, "argument to unsafe.Sizeof");
                if !x.is_valid() {
                    return None;
                }
                if !self.has_known_size(x.ty) {
                    return value(TypeId::UINTPTR);
                }
                let size = self.sizes.size_of(self.program, x.ty);
                self.size_constant(x, size)
            }
            Builtin::UnsafeOffsetof => self.unsafe_offset(site),
            Builtin::UnsafeSlice => {
                self.require_version((1, 17), self.span(site.fun), "unsafe.Slice");
                let (x, mut y) = (operands.next()?, operands.next()?);
                let Some(Type::Pointer { base: elem }) = self.program.common_structure(x.ty).cloned() else {
                    let text = self.describe(&x);
                    let message = format!("invalid argument: {text} is not a pointer");
                    self.error(self.operand_span(&x), Code::InvalidUnsafeSlice, message);
                    return None;
                };
                if !self.is_valid_index(&mut y, Code::InvalidUnsafeSlice, "length", false) {
                    return None;
                }
                value(self.program.types.add(Type::Slice { elem }))
            }
            Builtin::UnsafeSliceData => {
                self.require_version((1, 20), self.span(site.fun), "unsafe.SliceData");
                let x = operands.next()?;
                let Some(Type::Slice { elem }) = self.program.common_structure(x.ty).cloned() else {
                    let text = self.describe(&x);
                    let message = format!("invalid argument: {text} is not a slice");
                    self.error(self.operand_span(&x), Code::InvalidUnsafeSliceData, message);
                    return None;
                };
                value(self.program.types.add(Type::Pointer { base: elem }))
            }
            Builtin::UnsafeString => {
                self.require_version((1, 20), self.span(site.fun), "unsafe.String");
                let (mut x, mut y) = (operands.next()?, operands.next()?);
                let bytes = self.program.types.add(Type::Pointer { base: TypeId::BYTE });
                self.assignment(&mut x, Some(bytes), "argument to unsafe.String");
                if !x.is_valid() || !self.is_valid_index(&mut y, Code::InvalidUnsafeString, "length", false) {
                    return None;
                }
                value(TypeId::STRING)
            }
            Builtin::UnsafeStringData => {
                self.require_version((1, 20), self.span(site.fun), "unsafe.StringData");
                let mut x = operands.next()?;
                self.assignment(&mut x, Some(TypeId::STRING), "argument to unsafe.StringData");
                if !x.is_valid() {
                    return None;
                }
                value(self.program.types.add(Type::Pointer { base: TypeId::BYTE }))
            }
            _ => None,
        }
    }

    fn size_constant(&mut self, x: Operand, size: Option<u64>) -> Option<Operand> {
        let Some(size) = size else {
            let text = self.describe(&x);
            self.error(self.operand_span(&x), Code::TypeTooLarge, format!("{text} is too large"));
            return None;
        };
        Some(Operand { mode: OpMode::Constant, ty: TypeId::UINTPTR, value: Value::from_u64(size), ..x })
    }

    /// Whether the size of `ty` is known here. A type whose declaration is being checked is part of a cycle, which is
    /// reported.
    pub fn has_known_size(&mut self, ty: TypeId) -> bool {
        let ty = self.program.unalias(ty);
        match self.program.types[ty].clone() {
            Type::Named(named) if named.origin.is_some() => {
                if let Some(start) = self.sized_instances.iter().position(|other| *other == ty) {
                    let instances = self.sized_instances[start..].to_vec();
                    let cycle: Vec<_> = instances.iter().filter_map(|ty| self.cycle_member(*ty)).collect();
                    self.report_cycle_of(&cycle, 0);
                    return false;
                }
                let Some(right) = self.program.right_side(&named) else { return true };
                if self.sized_instances.len() > MAX_INSTANCES {
                    return false;
                }
                self.sized_instances.push(ty);
                let known = self.has_known_size(right);
                self.sized_instances.pop();
                known
            }
            Type::Named(named) => {
                if let Some(start) = self.path.iter().position(|o| *o == named.object) {
                    let cycle = self.path[start..].to_vec();
                    let first = self.first_in_source(&cycle);
                    self.report_cycle(&cycle, first);
                    return false;
                }
                let Some(underlying) = named.underlying else { return true };
                self.path.push(named.object);
                let known = self.has_known_size(underlying);
                self.path.pop();
                known
            }
            Type::Array { elem, .. } => self.has_known_size(elem),
            Type::Struct(fields) => fields.fields.iter().all(|f| self.has_known_size(f.ty)),
            Type::TypeParam(_) => false,
            _ => true,
        }
    }

    fn unsafe_offset(&mut self, site: &BuiltinCall<'_>) -> Option<Operand> {
        let arg = *site.args.first()?;
        let inner = self.unparen(arg);
        let ExprKind::Selector { x: base_expr, sel } = self.kind(inner) else {
            let message = format!("invalid argument: {} is not a selector expression", self.source(arg));
            self.error(self.span(arg), Code::BadOffsetofSyntax, message);
            self.use_exprs(&[arg]);
            return None;
        };
        let x = self.check_expr(*base_expr);
        if !x.is_valid() {
            return None;
        }
        let base = match self.program.pointer_base(x.ty) {
            Some(base) if self.program.as_struct(base).is_some() => base,
            _ => x.ty,
        };
        let name: Symbol = self.name(*sel);
        let Lookup::Found(found) = self.program.lookup_field_or_method(base, false, Some(self.package), name) else {
            let text = self.show(base);
            let message = format!("invalid argument: {text} has no single field {name}");
            self.error(self.operand_span(&x), Code::MissingFieldOrMethod, message);
            return None;
        };
        if matches!(self.program.objects[found.object].kind, ObjectKind::Func(_)) {
            let message = format!("invalid argument: {} is a method value", self.source(arg));
            self.error(self.span(arg), Code::InvalidOffsetof, message);
            return None;
        }
        if found.is_indirect {
            let text = self.show(base);
            let message = format!("invalid argument: field {name} is embedded via a pointer in {text}");
            self.error(self.operand_span(&x), Code::InvalidOffsetof, message);
            return None;
        }
        let mut offset = Some(0u64);
        let mut ty = base;
        for index in &found.path {
            let step = self.sizes.field_offsets(self.program, ty);
            let step = step.and_then(|(offsets, _)| offsets.get(*index as usize).copied());
            offset = offset.and_then(|o| o.checked_add(step?));
            let Some(field) = self.program.as_struct(ty).and_then(|s| s.fields.get(*index as usize)) else { break };
            ty = field.ty;
        }
        let selection = Selection {
            kind: SelectionKind::Field,
            recv: base,
            object: found.object,
            path: found.path,
            is_indirect: false,
            owner: None,
        };
        self.record_selection(inner, *sel, selection);
        let mode = if x.mode == OpMode::Variable { OpMode::Variable } else { OpMode::Value };
        self.record(&Operand { mode, expr: Some(self.at(inner)), made_up: None, ty, value: Value::Unknown });
        if !self.has_known_size(base) {
            return Some(Operand { mode: OpMode::Value, ty: TypeId::UINTPTR, ..x });
        }
        self.size_constant(x, offset)
    }
}
