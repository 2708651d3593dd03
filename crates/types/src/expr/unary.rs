//! Unary operators, indirections and type assertions.

use ast::{ExprId, ExprKind, UnaryOp};
use constant::Value;
use diagnostics::Code;

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{BasicKind, ChanDir, Type, TypeId};

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
                let is_integer = self.program.all_basic(x.ty, BasicKind::is_integer);
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
            UnaryOp::Plus => (self.program.all_basic(x.ty, BasicKind::is_numeric), constant::UnaryOp::Plus),
            UnaryOp::Minus => (self.program.all_basic(x.ty, BasicKind::is_numeric), constant::UnaryOp::Minus),
            UnaryOp::Complement => (self.program.all_basic(x.ty, BasicKind::is_integer), constant::UnaryOp::Complement),
            _ => (self.program.all_basic(x.ty, BasicKind::is_boolean), constant::UnaryOp::Not),
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
        let common = self.common_underlying(x.ty, &mut |checker, specific| {
            let Some((ty, underlying)) = specific else { return Err("no specific channel type".to_owned()) };
            let cause = match &checker.program.types[underlying] {
                Type::Chan { dir: ChanDir::Send, .. } if is_receive => "send-only channel",
                Type::Chan { dir: ChanDir::Receive, .. } if !is_receive => "receive-only channel",
                Type::Chan { .. } => return Ok(()),
                _ => "non-channel",
            };
            Err(format!("{cause} {}", checker.show(ty)))
        });
        let cause = match common {
            Ok(common) => match self.program.types[common] {
                Type::Chan { elem, .. } => return Some(elem),
                _ => return None,
            },
            Err(cause) => cause,
        };
        let text = self.describe(x);
        let (verb, code) =
            if is_receive { ("receive from", Code::InvalidReceive) } else { ("send to", Code::InvalidSend) };
        let message = if self.program.is_type_param(x.ty) {
            format!("invalid operation: cannot {verb} {text}: {cause}")
        } else {
            format!("invalid operation: cannot {verb} {cause} {text}")
        };
        self.error(at, code, message);
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
            _ => {
                let mut common: Option<TypeId> = None;
                let mut fault = None;
                for specific in self.program.specific_types(x.ty) {
                    match specific.map(|(_, underlying)| &self.program.types[underlying]) {
                        Some(Type::Pointer { base }) => {
                            if common.is_some_and(|common| !self.program.identical(common, *base)) {
                                fault = Some(true);
                                break;
                            }
                            common = Some(*base);
                        }
                        _ => {
                            fault = Some(false);
                            break;
                        }
                    }
                }
                if let Some(differs) = fault {
                    let text = self.describe(&x);
                    let message = if differs {
                        format!("invalid operation: pointers of {text} must have identical base types")
                    } else {
                        format!("invalid operation: cannot indirect {text}")
                    };
                    self.error(self.operand_span(&x), Code::InvalidIndirection, message);
                    x.invalidate();
                    return x;
                }
                match common {
                    Some(base) if self.is_complete(base) => {
                        x.mode = OpMode::Variable;
                        x.ty = base;
                    }
                    _ => x.invalidate(),
                }
            }
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
            let message = if self.program.is_type_param(x.ty) {
                format!("invalid operation: cannot use type assertion on type parameter value {text}")
            } else {
                format!("invalid operation: {text} is not an interface")
            };
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
