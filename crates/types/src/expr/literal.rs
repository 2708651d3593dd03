//! Basic literals and function literals.

use ast::{BasicLit, Block, ExprId, Literal, Signature};
use constant::Value;
use diagnostics::Code;

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{Type, TypeId};

/// Longer numbers are refused, in characters.
const MAX_LENGTH: usize = 10_000;

impl<'a> Checker<'a> {
    pub(super) fn basic_literal(&mut self, expr: ExprId, literal: &'a BasicLit) -> Operand {
        let mut x = Operand::invalid();
        if literal.is_bad {
            return x;
        }
        let text: &str = &literal.text;
        let (ty, value) = match &literal.value {
            Literal::String(bytes) => (TypeId::UNTYPED_STRING, Value::string(&bytes[..])),
            Literal::Rune(code_point) => (TypeId::UNTYPED_RUNE, Value::Int(i64::from(*code_point))),
            number => {
                self.check_literal_version(expr, text, *number == Literal::Int);
                let ty = match number {
                    Literal::Int => TypeId::UNTYPED_INT,
                    Literal::Float => TypeId::UNTYPED_FLOAT,
                    _ => TypeId::UNTYPED_COMPLEX,
                };
                if text.len() > MAX_LENGTH {
                    let start = text.get(..10).unwrap_or(text);
                    let message = format!("excessively long constant: {start}... ({} chars)", text.len());
                    self.error(self.span(expr), Code::InvalidConstVal, message);
                    return x;
                }
                (ty, constant::parse_number(text).unwrap_or(Value::Unknown))
            }
        };
        if value == Value::Unknown {
            self.error(self.span(expr), Code::InvalidConstVal, format!("malformed constant: {text}"));
            return x;
        }
        let whole = self.at(expr);
        x = Operand { mode: OpMode::Constant, expr: Some(whole), made_up: None, ty, value };
        self.check_overflow(&mut x, self.span(expr));
        x
    }

    /// Complains about forms of numbers that the language version does not have.
    fn check_literal_version(&mut self, expr: ExprId, text: &str, is_integer: bool) {
        let radix = text.as_bytes().get(1).filter(|_| text.len() > 2 && text.starts_with('0'));
        let what = if text.len() > 2 && text.contains('_') {
            "underscore in numeric literal"
        } else {
            match radix.map(u8::to_ascii_lowercase) {
                Some(b'b') => "binary literal",
                Some(b'o') => "0o/0O-style octal literal",
                Some(b'x') if !is_integer => "hexadecimal floating-point literal",
                _ => return,
            }
        };
        self.require_version((1, 13), self.span(expr), what);
    }

    pub(super) fn function_literal(&mut self, expr: ExprId, signature: &'a Signature, body: &'a Block) -> Operand {
        let whole = self.at(expr);
        let outer = self.env.function.replace(whole);
        self.literal_parents.insert(whole, outer);
        self.info.files[whole.file as usize].captures.entry(expr).or_default();
        let ty = self.program.types.add(Type::Signature(Default::default()));
        let scope = self.function_type(ty, None, &[], signature);
        self.env.function = outer;
        let (decl, iota, params) = (self.env.decl, self.env.iota.clone(), self.env.type_params.clone());
        self.later(move |checker| checker.function_body(decl, ty, scope, body, iota, Some(whole), params));
        Operand { mode: OpMode::Value, ty, ..Operand::invalid() }
    }
}
