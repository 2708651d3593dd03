//! What older language versions do not have. Owns the checks that need no more than a place and the version; never decides
//! what the newest version means.

use ast::{BasicLit, ExprId, Literal};

use crate::checker::Checker;

impl Checker<'_> {
    /// Whether the module's language version is at least `minimum`.
    pub fn allows_version(&self, minimum: (u32, u32)) -> bool {
        self.input.go_version >= minimum
    }

    /// Forms of numbers came with Go 1.13.
    pub fn check_literal_version(&mut self, expr: ExprId, literal: &BasicLit) {
        const MINIMUM: (u32, u32) = (1, 13);
        let text = literal.text.as_bytes();
        let is_number = matches!(literal.value, Literal::Int | Literal::Float | Literal::Imaginary);
        if self.allows_version(MINIMUM) || !is_number || text.len() <= 2 {
            return;
        }
        let what = match text {
            _ if text.contains(&b'_') => "underscore in numeric literal",
            [b'0', b'b' | b'B', ..] => "binary literal",
            [b'0', b'o' | b'O', ..] => "0o/0O-style octal literal",
            [b'0', b'x' | b'X', ..] if !matches!(literal.value, Literal::Int) => "hexadecimal floating-point literal",
            _ => return,
        };
        self.require_version(MINIMUM, self.span(expr), what);
    }
}
