//! Side tables. Owns the recording of what identifiers and expressions mean, of final types for what stayed untyped, and
//! of what happens to variables.

use ast::{ExprId, ExprKind, IdentId};
use constant::Value;

use crate::checker::{Checker, Untyped};
use crate::operand::{OpMode, Operand};
use crate::{ExprRef, Mode, ObjectId, Selection, Type, TypeAndValue, TypeId};

impl Checker<'_> {
    /// Records what `ident` declares.
    pub fn record_def(&mut self, ident: IdentId, object: ObjectId) {
        self.info.files[self.env.file as usize].defs[ident] = object.into();
    }

    /// Records what `ident` denotes.
    pub fn record_use(&mut self, ident: IdentId, object: ObjectId) {
        self.info.files[self.env.file as usize].uses[ident] = object.into();
    }

    /// Records a selection.
    pub fn record_selection(&mut self, expr: ExprId, sel: IdentId, selection: Selection) {
        self.record_use(sel, selection.object);
        self.info.files[self.env.file as usize].selections.insert(expr, selection);
    }

    /// Records type and mode of the operand's expression, or remembers it while it is untyped.
    pub fn record(&mut self, x: &Operand) {
        let Some(expr) = x.expr else { return };
        let ty = match x.mode {
            OpMode::Invalid => TypeId::INVALID,
            OpMode::NoValue => TypeId::EMPTY_TUPLE,
            _ => x.ty,
        };
        let value = (x.mode == OpMode::Constant).then(|| x.value.clone());
        if self.program.is_untyped(ty) {
            self.untyped.insert(expr, Untyped { is_shift_lhs: false, mode: x.mode, ty, value });
        } else {
            self.record_type(expr, x.mode, ty, value);
        }
    }

    /// Records type and mode of an expression.
    pub fn record_type(&mut self, expr: ExprRef, mode: OpMode, ty: TypeId, value: Option<Value>) {
        let mode = match mode {
            OpMode::Invalid => return,
            OpMode::NoValue => Mode::NoValue,
            OpMode::Builtin(builtin) => Mode::Builtin(builtin),
            OpMode::TypeExpr => Mode::TypeExpr,
            OpMode::Constant => Mode::Constant(value.unwrap_or(Value::Unknown)),
            OpMode::Variable => Mode::Variable,
            OpMode::MapIndex => Mode::MapIndex,
            OpMode::Value => Mode::Value,
            OpMode::Nil => Mode::Nil,
            OpMode::CommaOk => Mode::CommaOk,
        };
        self.info.files[expr.file as usize].types[expr.expr] = TypeAndValue { mode, ty };
    }

    /// The type recorded for an expression.
    pub fn recorded(&self, expr: ExprRef) -> &TypeAndValue {
        &self.info.files[expr.file as usize].types[expr.expr]
    }

    /// Gives the expressions that are still untyped their default types.
    pub fn record_untyped(&mut self) {
        for (expr, untyped) in std::mem::take(&mut self.untyped) {
            let default = self.program.default_type(untyped.ty);
            let mut value = untyped.value;
            let mut ty = default;
            if let (Some(constant), Type::Basic(kind)) = (&value, &self.program.types[default]) {
                match crate::constants::represent(constant, kind.unaliased(), self.sizes.word_size()) {
                    Some(rounded) => value = Some(rounded),
                    None => ty = untyped.ty,
                }
            }
            self.record_type(expr, untyped.mode, ty, value);
        }
    }

    /// Records that an expression in comma-ok form has two values.
    pub fn record_comma_ok(&mut self, expr: ExprId, value: TypeId, ok: TypeId) {
        let tuple = self.program.types.add(Type::Tuple(vec![value, ok]));
        let mut expr = expr;
        loop {
            self.info.files[self.env.file as usize].types[expr].ty = tuple;
            match self.kind(expr) {
                ExprKind::Paren(inner) => expr = *inner,
                _ => return,
            }
        }
    }

    // Marks on variables.

    /// The local or package variable whose memory `expr` denotes a part of, not through a pointer.
    pub fn root_variable(&self, expr: ExprId) -> Option<ObjectId> {
        let mut expr = expr;
        loop {
            match self.kind(expr) {
                ExprKind::Paren(inner) => expr = *inner,
                ExprKind::Name(ident) => {
                    let object = self.info.files[self.env.file as usize].uses[*ident].expand()?;
                    return self.program.objects[object].as_var().map(|_| object);
                }
                ExprKind::Selector { x, sel } => {
                    if let Some(selection) = self.info.files[self.env.file as usize].selections.get(&expr) {
                        if selection.is_indirect || self.program.pointer_base(selection.recv).is_some() {
                            return None;
                        }
                        expr = *x;
                    } else {
                        let object = self.info.files[self.env.file as usize].uses[*sel].expand()?;
                        return self.program.objects[object].as_var().map(|_| object);
                    }
                }
                ExprKind::Index { x, .. } => {
                    let ty = self.recorded(self.at(*x)).ty;
                    // A type parameter may stand for an array.
                    let may_be_array =
                        matches!(self.program.structure(ty), Type::Array { .. }) || self.program.is_type_param(ty);
                    if !may_be_array {
                        return None;
                    }
                    expr = *x;
                }
                _ => return None,
            }
        }
    }

    /// Marks the variable that `expr` is a part of: its address is taken.
    pub fn note_address_taken(&mut self, expr: ExprId) {
        if let Some(object) = self.root_variable(expr)
            && let Some(var) = self.var_mut(object)
        {
            var.address_taken = true;
        }
    }

    /// Marks the variable that `expr` is a part of: it is assigned to.
    pub fn note_reassigned(&mut self, expr: ExprId) {
        if let Some(object) = self.root_variable(expr)
            && let Some(var) = self.var_mut(object)
        {
            var.reassigned = true;
        }
    }
}
