//! Binary operators: matching of operand types, comparisons, shifts and constant arithmetic (Go specification,
//! "Arithmetic operators", "Comparison operators", "Constant expressions").

use ast::{BinaryOp, ExprId, ExprKind};
use constant::{CompareOp, Kind, Value};
use diagnostics::Code;

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{BasicKind, Type, TypeId};

/// Constant shifts by more are refused; enough for the smallest float.
const MAX_SHIFT: u64 = 1023 - 1 + 52;

impl Checker<'_> {
    /// Checks a binary expression. Chains such as `a + b + c` are walked in a loop, since they may be long.
    pub(super) fn binary_expr(&mut self, expr: ExprId) -> Operand {
        let mut spine = vec![expr];
        let mut left = expr;
        while let ExprKind::Binary { x, .. } = self.kind(left) {
            left = *x;
            if matches!(self.kind(left), ExprKind::Binary { .. }) {
                spine.push(left);
            }
        }
        let mut x = self.check_expr(left);
        while let Some(node) = spine.pop() {
            let ExprKind::Binary { op, x: lhs, y } = self.kind(node) else { break };
            x = self.binary(x, Some(node), *lhs, *y, *op);
            x.expr = Some(self.at(node));
            if !spine.is_empty() {
                self.record(&x);
            }
        }
        x
    }

    /// `x op rhs`, where `x` is the checked operand `lhs`. `expr` is the whole, unless it is an assignment operation.
    pub fn binary(&mut self, x: Operand, expr: Option<ExprId>, lhs: ExprId, rhs: ExprId, op: BinaryOp) -> Operand {
        let mut x = x;
        let mut y = self.check_expr(rhs);
        if !x.is_valid() {
            return x;
        }
        if !y.is_valid() {
            x.invalidate();
            x.expr = y.expr;
            return x;
        }
        if op.is_shift() {
            self.shift(&mut x, &mut y, expr, op);
            return x;
        }
        self.match_types(&mut x, &mut y);
        if !x.is_valid() {
            return x;
        }
        if op.is_comparison() {
            self.comparison(&mut x, &mut y, op, false);
            return x;
        }
        if !self.program.identical(x.ty, y.ty) {
            if x.ty != TypeId::INVALID && y.ty != TypeId::INVALID {
                let source = match expr {
                    Some(expr) => self.source(expr),
                    None => format!("{} {op}= {}", self.source(lhs), self.source(rhs)),
                };
                let (a, b) = (self.show(x.ty), self.show(y.ty));
                let message = format!("invalid operation: {source} (mismatched types {a} and {b})");
                self.error(self.operand_span(&x), Code::MismatchedTypes, message);
            }
            x.invalidate();
            return x;
        }
        let is_defined = self.program.all_basic(x.ty, |kind| match op {
            BinaryOp::Add => kind.is_numeric() || kind.is_string(),
            BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => kind.is_numeric(),
            BinaryOp::LogicalAnd | BinaryOp::LogicalOr => kind.is_boolean(),
            _ => kind.is_integer(),
        });
        if !is_defined {
            let text = self.describe(&x);
            let message = format!("invalid operation: operator {op} not defined on {text}");
            self.error(self.operand_span(&x), Code::UndefinedOp, message);
            x.invalidate();
            return x;
        }
        if matches!(op, BinaryOp::Div | BinaryOp::Rem) && y.is_constant() && y.value != Value::Unknown {
            let divides_integers = x.is_constant() || self.program.all_basic(x.ty, BasicKind::is_integer);
            // The squares of a complex divisor may vanish although it does not.
            let vanishes = x.is_constant() && y.is_constant() && self.program.is_complex(x.ty) && {
                let square = |part: Value| constant::binary(constant::BinaryOp::Mul, &part, &part).sign();
                square(y.value.real()) == 0 && square(y.value.imaginary()) == 0
            };
            if vanishes || divides_integers && y.value.sign() == 0 {
                self.error(self.operand_span(&y), Code::DivByZero, "invalid operation: division by zero");
                x.invalidate();
                return x;
            }
        }
        if !x.is_constant() || !y.is_constant() {
            x.mode = OpMode::Value;
            return x;
        }
        if x.value == Value::Unknown || y.value == Value::Unknown {
            x.value = Value::Unknown;
            return x;
        }
        let operation = match op {
            BinaryOp::Add => constant::BinaryOp::Add,
            BinaryOp::Sub => constant::BinaryOp::Sub,
            BinaryOp::Mul => constant::BinaryOp::Mul,
            BinaryOp::Div if self.program.is_integer(x.ty) => constant::BinaryOp::IntQuo,
            BinaryOp::Div => constant::BinaryOp::Quo,
            BinaryOp::Rem => constant::BinaryOp::Rem,
            BinaryOp::And => constant::BinaryOp::And,
            BinaryOp::Or => constant::BinaryOp::Or,
            BinaryOp::Xor => constant::BinaryOp::Xor,
            BinaryOp::AndNot => constant::BinaryOp::AndNot,
            BinaryOp::LogicalAnd => constant::BinaryOp::LogicalAnd,
            _ => constant::BinaryOp::LogicalOr,
        };
        // Integer constants of a float type are integers as values, and the other way round.
        let (a, b) = if self.program.is_integer(x.ty) {
            (x.value.to_int(), y.value.to_int())
        } else {
            (x.value.clone(), y.value.clone())
        };
        let at = match expr {
            Some(expr) => self.operator_span(self.at(expr)),
            None => self.span(lhs),
        };
        x.value = constant::binary(operation, &a, &b);
        if let Some(expr) = expr {
            x.expr = Some(self.at(expr));
        }
        self.check_overflow(&mut x, at);
        x
    }

    /// Converts an untyped operand to the type of the other one, where that makes sense.
    pub fn match_types(&mut self, x: &mut Operand, y: &mut Operand) {
        if !self.may_convert(x, y) {
            return;
        }
        self.convert_untyped(x, y.ty);
        if !x.is_valid() {
            return;
        }
        self.convert_untyped(y, x.ty);
        if !y.is_valid() {
            x.invalidate();
        }
    }

    fn may_convert(&self, x: &Operand, y: &Operand) -> bool {
        let program = &self.program;
        if !program.is_untyped(x.ty) && !program.is_untyped(y.ty) {
            return false;
        }
        let agree = |test: fn(BasicKind) -> bool| program.all_basic(x.ty, test) == program.all_basic(y.ty, test);
        if !agree(BasicKind::is_numeric) {
            return false;
        }
        if program.is_interface(x.ty) || program.is_interface(y.ty) {
            return true;
        }
        if !agree(BasicKind::is_boolean) || !agree(BasicKind::is_string) {
            return false;
        }
        if x.is_nil() {
            return program.has_nil(y.ty);
        }
        if y.is_nil() {
            return program.has_nil(x.ty);
        }
        program.pointer_base(x.ty).is_none() && program.pointer_base(y.ty).is_none()
    }

    /// Makes `x` the result of comparing it with `y`; with `is_case`, `y` is the tag of a switch.
    pub fn comparison(&mut self, x: &mut Operand, y: &mut Operand, op: BinaryOp, is_case: bool) {
        if self.is_invalid(x.ty) || self.is_invalid(y.ty) {
            return x.invalidate();
        }
        let mut cause = String::new();
        let mut code = Code::MismatchedTypes;
        // Which operand is at fault: the second one?
        let mut fault = None;
        if self.why_not_assignable(x, y.ty).is_some() && self.why_not_assignable(y, x.ty).is_some() {
            let (a, b) = (self.show(x.ty), self.show(y.ty));
            cause = format!("mismatched types {a} and {b}");
            fault = Some(true);
        } else {
            code = Code::UndefinedOp;
            match op {
                BinaryOp::Equal | BinaryOp::NotEqual => {
                    if x.is_nil() || y.is_nil() {
                        let ty = if x.is_nil() { y.ty } else { x.ty };
                        if !self.program.has_nil(ty) {
                            fault = Some(true);
                        }
                    } else if !self.program.is_comparable(x.ty) {
                        cause = self.incomparable_cause(x.ty);
                        fault = Some(false);
                    } else if !self.program.is_comparable(y.ty) {
                        cause = self.incomparable_cause(y.ty);
                        fault = Some(true);
                    }
                }
                _ => {
                    let is_ordered =
                        |ty| self.program.all_basic(ty, |k| k.is_integer() || k.is_float() || k.is_string());
                    if !is_ordered(x.ty) {
                        fault = Some(false);
                    } else if !is_ordered(y.ty) {
                        fault = Some(true);
                    }
                }
            }
        }
        let Some(is_second) = fault else {
            if x.is_constant() && y.is_constant() {
                let op = match op {
                    BinaryOp::Equal => CompareOp::Equal,
                    BinaryOp::NotEqual => CompareOp::NotEqual,
                    BinaryOp::Less => CompareOp::Less,
                    BinaryOp::LessEqual => CompareOp::LessEqual,
                    BinaryOp::Greater => CompareOp::Greater,
                    _ => CompareOp::GreaterEqual,
                };
                x.value = Value::Bool(constant::compare(op, &x.value, &y.value));
            } else {
                x.mode = OpMode::Value;
                // The operands are evaluated: they get their default types.
                for operand in [&*x, &*y] {
                    if let Some(expr) = operand.expr {
                        let ty = self.program.default_type(operand.ty);
                        self.update_expr_type(expr, ty, true);
                    }
                }
            }
            x.ty = TypeId::UNTYPED_BOOL;
            return;
        };
        let faulty = if is_second { &*y } else { &*x };
        let (x_is_param, y_is_param) = (self.program.is_type_param(x.ty), self.program.is_type_param(y.ty));
        let faulty = if cause.is_empty() && y_is_param && !x_is_param { &*y } else { faulty };
        if cause.is_empty() && (x_is_param || y_is_param) {
            cause = format!("type parameter {} cannot use operator {op}", self.show(faulty.ty));
        } else if cause.is_empty() {
            let what = self.composite_kind(faulty.ty);
            let what = if what.is_empty() { self.show(faulty.ty) } else { what.to_owned() };
            cause = format!("operator {op} not defined on {what}");
        }
        let (left, right) = (self.operand_expr(x), self.operand_expr(y));
        if is_case {
            let message = format!("invalid case {left} in switch on {right} ({cause})");
            self.error(self.operand_span(x), code, message);
        } else {
            let message = format!("invalid operation: {left} {op} {right} ({cause})");
            self.error(self.operand_span(faulty), code, message);
        }
        x.invalidate();
    }

    fn incomparable_cause(&mut self, ty: TypeId) -> String {
        let kind = self.composite_kind(ty);
        match self.program.structure(ty).clone() {
            Type::Slice { .. } | Type::Signature(_) | Type::Map { .. } => format!("{kind} can only be compared to nil"),
            Type::Struct(fields) => {
                let field = fields.fields.iter().find(|f| !self.program.is_comparable(f.ty)).map(|f| f.ty);
                let text = field.map(|ty| self.show(ty)).unwrap_or_default();
                format!("struct containing {text} cannot be compared")
            }
            Type::Array { .. } => format!("{} cannot be compared", self.show(ty)),
            Type::Interface(_) if self.program.type_set(ty).is_empty() => "empty type set".to_owned(),
            Type::Interface(_) => "incomparable types in type set".to_owned(),
            _ => String::new(),
        }
    }

    fn shift(&mut self, x: &mut Operand, y: &mut Operand, expr: Option<ExprId>, op: BinaryOp) {
        let x_value = if x.is_constant() { x.value.to_int() } else { Value::Unknown };
        let is_untyped = self.program.is_untyped(x.ty);
        let is_integer = |ty| self.program.all_basic(ty, BasicKind::is_integer);
        if !(is_integer(x.ty) || is_untyped && x_value.kind() == Kind::Int) {
            let text = self.describe(x);
            let message = format!("invalid operation: shifted operand {text} must be integer");
            self.error(self.operand_span(x), Code::InvalidShiftOperand, message);
            return x.invalidate();
        }
        let mut count = Value::Unknown;
        if y.is_constant() {
            count = y.value.to_int();
            if count.kind() == Kind::Int && count.sign() < 0 {
                let text = self.describe(y);
                let message = format!("invalid operation: negative shift count {text}");
                self.error(self.operand_span(y), Code::InvalidShiftCount, message);
                return x.invalidate();
            }
            if self.program.is_untyped(y.ty) {
                self.check_representable(y, BasicKind::Uint);
                if !y.is_valid() {
                    return x.invalidate();
                }
                self.finish_untyped(y, TypeId::UINT);
            } else if count.kind() != Kind::Int {
                let text = self.describe(y);
                let message = format!("invalid operation: shift count {text} must be integer");
                self.error(self.operand_span(y), Code::InvalidShiftCount, message);
                return x.invalidate();
            }
        } else if self.program.is_untyped(y.ty) && !self.program.is_integer(y.ty) || y.ty == TypeId::UNTYPED_INT {
            self.convert_untyped(y, TypeId::UINT);
            if !y.is_valid() {
                return x.invalidate();
            }
        } else if self.program.all_basic(y.ty, BasicKind::is_integer) {
            if !self.program.all_basic(y.ty, BasicKind::is_unsigned) && self.go_version() < (1, 13) {
                let text = self.describe(y);
                let what = format!("invalid operation: signed shift count {text}");
                self.require_version((1, 13), self.operand_span(y), &what);
                return x.invalidate();
            }
        } else {
            let text = self.describe(y);
            let message = format!("invalid operation: shift count {text} must be integer");
            self.error(self.operand_span(y), Code::InvalidShiftCount, message);
            return x.invalidate();
        }
        if x.is_constant() {
            if y.is_constant() {
                if x.value == Value::Unknown || y.value == Value::Unknown {
                    x.value = Value::Unknown;
                    if !self.program.is_integer(x.ty) {
                        x.ty = TypeId::UNTYPED_INT;
                    }
                    return;
                }
                let Some(count) = count.as_u64().filter(|count| *count <= MAX_SHIFT) else {
                    let text = self.describe(y);
                    let message = format!("invalid operation: invalid shift count {text}");
                    self.error(self.operand_span(y), Code::InvalidShiftCount, message);
                    return x.invalidate();
                };
                if !self.program.is_integer(x.ty) {
                    x.ty = TypeId::UNTYPED_INT;
                }
                x.value = if op == BinaryOp::ShiftLeft {
                    constant::shift_left(&x_value, count as u32)
                } else {
                    constant::shift_right(&x_value, count as u32)
                };
                if let Some(expr) = expr {
                    let whole = self.at(expr);
                    x.expr = Some(whole);
                }
                let at = x.expr.map_or(self.operand_span(x), |expr| self.operator_span(expr));
                return self.check_overflow(x, at);
            }
            // In a shift that is not constant, an untyped left operand gets the type it would have if the shift were
            // replaced by it alone.
            if is_untyped {
                if let Some(untyped) = x.expr.and_then(|expr| self.untyped.get_mut(&expr)) {
                    untyped.is_shift_lhs = true;
                }
                x.mode = OpMode::Value;
                return;
            }
        }
        if !self.program.all_basic(x.ty, BasicKind::is_integer) {
            let text = self.describe(x);
            let message = format!("invalid operation: shifted operand {text} must be integer");
            self.error(self.operand_span(x), Code::InvalidShiftOperand, message);
            return x.invalidate();
        }
        x.mode = OpMode::Value;
    }
}
