//! Expressions without effects: leaving out their evaluation changes nothing but time. Owns the analysis for initialisers of
//! package variables; what it does not know has effects. Never looks at what values are.

use ast::{BinaryOp, ExprId, ExprKind, Stmt, StmtKind, UnaryOp};
use types::{Builtin, ExprRef, Mode, ObjectKind, PackageId, SelectionKind, Type, TypeId};

use crate::program::Lowerer;

/// How deep calls are followed.
const MAX_CALLS: u32 = 3;

/// How deep expressions are followed.
const MAX_DEPTH: u32 = 500;

/// A file of a package, and how deep calls led there.
#[derive(Clone, Copy)]
struct Place {
    package: PackageId,
    file: u32,
    calls: u32,
    depth: u32,
}

impl Lowerer<'_> {
    /// Whether evaluating `expr` writes nothing, calls nothing unknown, cannot panic and ends.
    pub(crate) fn has_no_effect(&self, package: PackageId, expr: ExprRef) -> bool {
        self.is_removable(Place { package, file: expr.file, calls: 0, depth: 0 }, expr.expr)
    }

    fn is_removable(&self, mut at: Place, expr: ExprId) -> bool {
        at.depth += 1;
        if at.depth > MAX_DEPTH {
            return false;
        }
        let program = self.program;
        let info = &program.package(at.package).info;
        let file = self.file(at.package, at.file);
        let tv = info.type_and_value(at.file, expr);
        match tv.mode {
            Mode::Constant(_) | Mode::Nil | Mode::TypeExpr => return true,
            _ => {}
        }
        let all = |exprs: &[ExprId]| exprs.iter().all(|expr| self.is_removable(at, *expr));
        match &file[expr].kind {
            ExprKind::Name(_) | ExprKind::FuncLit { .. } => true,
            ExprKind::Paren(x) => self.is_removable(at, *x),
            ExprKind::CompositeLit { elements, .. } => {
                let hashes = match program.structure(tv.ty) {
                    Type::Map { key, .. } => self.may_hold_interface(*key),
                    _ => false,
                };
                !hashes
                    && elements.iter().all(|element| match file[*element].kind {
                        ExprKind::KeyValue { key, value } => {
                            // The key of a struct is a name, which nothing is recorded about.
                            let is_field = matches!(program.structure(tv.ty), Type::Struct(_));
                            (is_field || self.is_removable(at, key)) && self.is_removable(at, value)
                        }
                        _ => self.is_removable(at, *element),
                    })
            }
            ExprKind::Selector { x, .. } => match info.selection(at.file, expr) {
                None => true,
                Some(selection) => match selection.kind {
                    SelectionKind::Field => !selection.is_indirect && self.is_removable(at, *x),
                    SelectionKind::MethodExpr => true,
                    SelectionKind::MethodValue => false,
                },
            },
            // Of what is left only the address of a literal or of a variable without indirections.
            ExprKind::Unary { op: UnaryOp::Receive, .. } => false,
            ExprKind::Unary { x, .. } => self.is_removable(at, *x),
            ExprKind::Binary { op, x, y } => {
                let ty = info.type_and_value(at.file, *x).ty;
                let is_constant = info.type_and_value(at.file, *y).value().is_some();
                let may_panic = match op {
                    BinaryOp::Div | BinaryOp::Rem => !is_constant && program.is_integer(ty),
                    op if op.is_shift() => !is_constant,
                    op if op.is_comparison() => self.may_hold_interface(ty),
                    _ => false,
                };
                !may_panic && all(&[*x, *y])
            }
            ExprKind::Call { fun, args, .. } => self.is_removable_call(at, *fun, args),
            _ => false,
        }
    }

    fn is_removable_call(&self, at: Place, fun: ExprId, args: &[ExprId]) -> bool {
        let program = self.program;
        let info = &program.package(at.package).info;
        let all_args = || args.iter().all(|arg| self.is_removable(at, *arg));
        match info.type_and_value(at.file, fun).mode {
            Mode::TypeExpr => {
                let to = info.type_and_value(at.file, fun).ty;
                // From slices these check the length.
                let checks = program.pointer_base(to).is_some() || matches!(program.structure(to), Type::Array { .. });
                let from_slice = args
                    .iter()
                    .any(|arg| matches!(program.structure(info.type_and_value(at.file, *arg).ty), Type::Slice { .. }));
                !(checks && from_slice) && all_args()
            }
            Mode::Builtin(builtin) => {
                let is_plain = matches!(
                    builtin,
                    Builtin::Append
                        | Builtin::Cap
                        | Builtin::Complex
                        | Builtin::Imag
                        | Builtin::Len
                        | Builtin::Max
                        | Builtin::Min
                        | Builtin::New
                        | Builtin::Real
                );
                let is_constant = |arg: &ExprId| {
                    matches!(info.type_and_value(at.file, *arg).mode, Mode::TypeExpr | Mode::Constant(_))
                };
                is_plain && all_args() || builtin == Builtin::Make && args.iter().all(is_constant)
            }
            _ => self.callee_is_removable(at, fun) && all_args(),
        }
    }

    /// Whether a function is declared and only returns an expression without effects.
    fn callee_is_removable(&self, at: Place, fun: ExprId) -> bool {
        let program = self.program;
        let info = &program.package(at.package).info;
        let file = self.file(at.package, at.file);
        if at.calls >= MAX_CALLS {
            return false;
        }
        let ident = match file[file.unparen(fun)].kind {
            ExprKind::Name(ident) => ident,
            ExprKind::Selector { sel, .. } if info.selection(at.file, fun).is_none() => sel,
            _ => return false,
        };
        let Some(object) = info.object_of(at.file, ident) else { return false };
        let ObjectKind::Func(func) = &program.object(object).kind else { return false };
        let Some(decl) = func.decl else { return false };
        let Some(body) = &self.declaration(decl).body else { return false };
        let callee = self.file(decl.package, decl.file);
        let at = Place { package: decl.package, file: decl.file, calls: at.calls + 1, depth: at.depth };
        match body.stmts[..] {
            [stmt] => match &callee[stmt] {
                Stmt { kind: StmtKind::Return(results), .. } => {
                    results.iter().all(|result| self.is_removable(at, *result))
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether hashing or comparing values of the type may meet one that cannot be.
    fn may_hold_interface(&self, ty: TypeId) -> bool {
        let program = self.program;
        match program.structure(ty) {
            Type::Interface(_) | Type::TypeParam(_) => true,
            Type::Array { elem, .. } => self.may_hold_interface(*elem),
            Type::Struct(fields) => fields.fields.iter().any(|field| self.may_hold_interface(field.ty)),
            _ => false,
        }
    }
}
