//! Results of checking an expression. Owns [`Operand`] and its description in messages.

use std::rc::Rc;

use ast::ExprKind;
use constant::Value;
use source::Span;

use crate::checker::Checker;
use crate::{Builtin, ExprRef, Signature, Type, TypeId};

/// What an operand is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum OpMode {
    Invalid,
    NoValue,
    Builtin(Builtin),
    TypeExpr,
    Constant,
    Variable,
    MapIndex,
    Value,
    Nil,
    CommaOk,
}

impl OpMode {
    fn describe(self) -> &'static str {
        match self {
            OpMode::Invalid => "invalid operand",
            OpMode::NoValue => "no value",
            OpMode::Builtin(_) => "built-in",
            OpMode::TypeExpr => "type",
            OpMode::Constant => "constant",
            OpMode::Variable => "variable",
            OpMode::MapIndex => "map index expression",
            OpMode::Value => "value",
            OpMode::Nil => "nil",
            OpMode::CommaOk => "comma, ok expression",
        }
    }
}

/// An intermediate result.
#[derive(Clone, Debug)]
pub(crate) struct Operand {
    pub mode: OpMode,
    /// The expression; `None` for an operand the checker made up.
    pub expr: Option<ExprRef>,
    /// Text and place of an operand without expression.
    pub made_up: Option<Rc<(String, Span)>>,
    pub ty: TypeId,
    /// The value of a constant.
    pub value: Value,
}

impl Operand {
    /// An operand in error.
    pub fn invalid() -> Operand {
        Operand { mode: OpMode::Invalid, expr: None, made_up: None, ty: TypeId::INVALID, value: Value::Unknown }
    }

    /// A value of type `ty` that `expr` stands for.
    pub fn value(expr: ExprRef, ty: TypeId) -> Operand {
        Operand { mode: OpMode::Value, expr: Some(expr), made_up: None, ty, value: Value::Unknown }
    }

    /// A value without an expression.
    pub fn made_up(text: String, span: Span, ty: TypeId) -> Operand {
        Operand { mode: OpMode::Value, expr: None, made_up: Some(Rc::new((text, span))), ty, value: Value::Unknown }
    }

    /// Whether the operand is not in error.
    pub fn is_valid(&self) -> bool {
        self.mode != OpMode::Invalid
    }

    /// Marks the operand as being in error.
    pub fn invalidate(&mut self) {
        self.mode = OpMode::Invalid;
    }

    /// Whether the operand is `nil`.
    pub fn is_nil(&self) -> bool {
        self.mode == OpMode::Nil
    }

    /// Whether the operand is a constant.
    pub fn is_constant(&self) -> bool {
        self.mode == OpMode::Constant
    }
}

impl Checker<'_> {
    /// Where errors about the operand are reported.
    pub fn operand_span(&self, x: &Operand) -> Span {
        match (&x.expr, &x.made_up) {
            (Some(expr), _) => self.span_of(*expr),
            (None, Some(made_up)) => made_up.1,
            (None, None) => self.file().span.head(),
        }
    }

    /// The operand's expression as written.
    pub fn operand_expr(&self, x: &Operand) -> String {
        match (&x.expr, &x.made_up) {
            (Some(expr), _) => self.expr_string(*expr),
            (None, Some(made_up)) => made_up.0.clone(),
            (None, None) => String::new(),
        }
    }

    /// Kind of a composite type, empty for others.
    pub fn composite_kind(&self, ty: TypeId) -> &'static str {
        match self.program.structure(ty) {
            Type::Basic(_) => "",
            Type::Array { .. } => "array",
            Type::Slice { .. } => "slice",
            Type::Struct(_) => "struct",
            Type::Pointer { .. } => "pointer",
            Type::Signature(_) => "func",
            Type::Interface(_) => "interface",
            Type::Map { .. } => "map",
            Type::Chan { .. } => "chan",
            Type::Tuple(_) => "tuple",
            Type::Union(_) => "union",
            Type::Named(_) | Type::Alias(_) | Type::TypeParam(_) => "",
        }
    }

    /// The results of a call of several, with the names that the tuple itself lacks.
    fn named_results(&self, x: &Operand) -> Option<String> {
        if !matches!(self.program.types[x.ty], Type::Tuple(_)) {
            return None;
        }
        let mut call = x.expr?;
        while let ExprKind::Paren(inner) = self.node(call).kind {
            call.expr = inner;
        }
        let ExprKind::Call { fun, .. } = self.node(call).kind else { return None };
        let ty = self.recorded(ExprRef { expr: fun, ..call }).ty;
        let results = self.program.as_signature(ty)?.results.clone();
        let results = Signature { params: results, ..Signature::default() };
        Some(self.program.signature_string(&results, Some(self.package)))
    }

    /// The operand as messages describe it: `x (variable of type int)`.
    pub fn describe(&mut self, x: &Operand) -> String {
        if x.is_nil() {
            return match x.ty {
                TypeId::INVALID => "nil (with invalid type)".to_owned(),
                TypeId::UNTYPED_NIL => "nil".to_owned(),
                ty => format!("nil (of type {})", self.show(ty)),
            };
        }
        let mut expr = self.operand_expr(x);
        if expr.is_empty() {
            expr = match x.mode {
                OpMode::Builtin(builtin) => builtin.name().to_owned(),
                OpMode::TypeExpr => self.show(x.ty),
                OpMode::Constant => x.value.to_string(),
                _ => String::new(),
            };
        }
        let mut out = String::new();
        let mut shows_type = false;
        if !matches!(x.mode, OpMode::Invalid | OpMode::NoValue | OpMode::Builtin(_) | OpMode::TypeExpr) {
            match &self.program.types[x.ty] {
                Type::Basic(kind) if kind.is_untyped() => {
                    out.push_str(kind.name());
                    out.push(' ');
                }
                _ => shows_type = true,
            }
        }
        out.push_str(x.mode.describe());
        if x.is_constant() {
            let value = x.value.to_string();
            if value != expr {
                out.push(' ');
                out.push_str(&value);
            }
        }
        if shows_type {
            if x.ty == TypeId::INVALID {
                out.push_str(" with invalid type");
            } else {
                out.push_str(" of ");
                if self.is_generic_type(x.ty) {
                    out.push_str("generic ");
                }
                let is_param = self.program.is_type_param(x.ty);
                if !is_param && matches!(self.program.types[x.ty], Type::Named(_) | Type::Alias(_)) {
                    let what = self.composite_kind(x.ty);
                    if what.is_empty() {
                        if let Type::Basic(kind) = self.program.structure(x.ty) {
                            out.push_str(kind.name());
                            out.push(' ');
                        }
                    } else {
                        out.push_str(what);
                        out.push(' ');
                    }
                }
                out.push_str("type ");
                let ty = self.named_results(x).unwrap_or_else(|| self.show(x.ty));
                out.push_str(&ty);
                if let Type::TypeParam(param) = &self.program.types[self.program.unalias(x.ty)] {
                    let constraint = param.constraint();
                    out.push_str(" constrained by ");
                    let constraint = self.show(constraint);
                    out.push_str(&constraint);
                    if self.program.type_set(x.ty).is_empty() {
                        out.push_str(" with empty type set");
                    }
                }
            }
        }
        if expr.is_empty() { out } else { format!("{expr} ({out})") }
    }
}
