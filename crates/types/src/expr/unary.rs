//! Unary operators, indirections and type assertions.

use ast::{ExprId, ExprKind, UnaryOp};
use constant::Value;
use diagnostics::Code;

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{ChanDir, Type, TypeId};

impl Checker<'_> {
    pub(super) fn unary(&mut self, expr: ExprId, op: UnaryOp, operand: ExprId) -> Operand {
        let mut x = self.check_expr(operand);
        if !x.is_valid() {
            return x;
        }
        let mut op = op;
        match op {
            UnaryOp::Address => {
                let is_literal = matches!(self.kind(self.unparen(operand)), ExprKind::CompositeLit { .. });
                if !is_literal && x.mode != OpMode::Variable {
                    let text = self.describe(&x);
                    let message = format!("invalid operation: cannot take address of {text}");
                    self.error(self.operand_span(&x), Code::UnaddressableOperand, message);
                    x.invalidate();
                    return x;
                }
                self.note_address_taken(operand);
                x.mode = OpMode::Value;
                x.ty = self.program.types.add(Type::Pointer { base: x.ty });
                return x;
            }
            UnaryOp::Receive => {
                match self.channel_element(&x, true, self.operand_span(&x)) {
                    Some(elem) if self.is_complete(elem) => {
                        x.mode = OpMode::CommaOk;
                        x.ty = elem;
                        self.env.has_call_or_receive = true;
                    }
                    _ => x.invalidate(),
                }
                return x;
            }
            UnaryOp::Tilde => {
                let mut message = "cannot use ~ outside of interface or type constraint".to_owned();
                let is_integer = self.program.is_integer(x.ty);
                if is_integer {
                    message.push_str(" (use ^ for bitwise complement)");
                }
                self.error(self.span(expr), Code::UndefinedOp, message);
                if !is_integer {
                    x.invalidate();
                    return x;
                }
                op = UnaryOp::Complement;
            }
            _ => {}
        }
        let (is_defined, operation) = match op {
            UnaryOp::Plus => (self.program.is_numeric(x.ty), constant::UnaryOp::Plus),
            UnaryOp::Minus => (self.program.is_numeric(x.ty), constant::UnaryOp::Minus),
            UnaryOp::Complement => (self.program.is_integer(x.ty), constant::UnaryOp::Complement),
            _ => (self.program.is_boolean(x.ty), constant::UnaryOp::Not),
        };
        if !is_defined {
            let text = self.describe(&x);
            let message = format!("invalid operation: operator {op} not defined on {text}");
            self.error(self.operand_span(&x), Code::UndefinedOp, message);
            x.invalidate();
            return x;
        }
        if !x.is_constant() {
            x.mode = OpMode::Value;
            return x;
        }
        if x.value == Value::Unknown {
            return x;
        }
        let bits = if self.program.is_unsigned(x.ty) {
            self.sizes.size_of(self.program, x.ty).map(|size| size as u32 * 8)
        } else {
            None
        };
        x.value = constant::unary(operation, &x.value, bits);
        let whole = self.at(expr);
        x.expr = Some(whole);
        self.check_overflow(&mut x, self.operator_span(whole));
        x
    }

    /// The element type of a channel that is received from, or sent to; reports what cannot be.
    pub fn channel_element(&mut self, x: &Operand, is_receive: bool, at: source::Span) -> Option<TypeId> {
        let cause = match self.program.structure(x.ty) {
            Type::Chan { dir: ChanDir::Send, .. } if is_receive => "send-only channel",
            Type::Chan { dir: ChanDir::Receive, .. } if !is_receive => "receive-only channel",
            Type::Chan { elem, .. } => return Some(*elem),
            _ => "non-channel",
        };
        let (ty, text) = (self.show(x.ty), self.describe(x));
        let (verb, code) =
            if is_receive { ("receive from", Code::InvalidReceive) } else { ("send to", Code::InvalidSend) };
        self.error(at, code, format!("invalid operation: cannot {verb} {cause} {ty} {text}"));
        None
    }

    pub(super) fn indirection(&mut self, base: ExprId) -> Operand {
        let mut x = self.check_expr_or_type(base);
        match x.mode {
            OpMode::Invalid => {}
            OpMode::TypeExpr => {
                self.check_not_constraint(base, x.ty);
                x.ty = self.program.types.add(Type::Pointer { base: x.ty });
            }
            _ => match *self.program.structure(x.ty) {
                Type::Pointer { base } => {
                    if self.is_complete(base) {
                        x.mode = OpMode::Variable;
                        x.ty = base;
                    } else {
                        x.invalidate();
                    }
                }
                _ => {
                    let text = self.describe(&x);
                    let message = format!("invalid operation: cannot indirect {text}");
                    self.error(self.operand_span(&x), Code::InvalidIndirection, message);
                    x.invalidate();
                }
            },
        }
        x
    }

    pub(super) fn type_assertion_expr(&mut self, expr: ExprId, operand: ExprId, ty: Option<ExprId>) -> Operand {
        let mut x = self.check_expr(operand);
        if !x.is_valid() {
            return x;
        }
        let Some(ty) = ty else {
            x.invalidate();
            return x;
        };
        if !self.program.is_interface(x.ty) {
            let text = self.describe(&x);
            let message = format!("invalid operation: {text} is not an interface");
            self.error(self.operand_span(&x), Code::InvalidAssert, message);
            x.invalidate();
            return x;
        }
        let ty = self.check_var_type(ty);
        if ty == TypeId::INVALID || !self.is_complete(ty) {
            x.invalidate();
            return x;
        }
        self.check_assertion(expr, &x, ty, false);
        x.mode = OpMode::CommaOk;
        x.ty = ty;
        x
    }

    /// Complains if the interface operand `x` cannot have the dynamic type `ty`.
    pub fn check_assertion(&mut self, expr: ExprId, x: &Operand, ty: TypeId, is_switch: bool) {
        let Some(cause) = self.why_not_assertable(x.ty, ty) else { return };
        let (source, target) = (self.source(expr), self.show(ty));
        let message = if is_switch {
            let text = self.describe(x);
            format!("impossible type switch case: {source}\n\t{text} cannot have dynamic type {target} {cause}")
        } else {
            let text = self.show(x.ty);
            format!("impossible type assertion: {source}\n\t{target} does not implement {text} {cause}")
        };
        self.error(self.span(expr), Code::ImpossibleAssert, message);
    }
}
