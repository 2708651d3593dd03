//! Actions of expressions and type expressions.

use ast::{ArrayLen, BasicLit, BinaryOp, Block, ChanDir, ExprId, ExprKind, Field, IdentId, InterfaceElement, Literal};
use ast::{Signature, UnaryOp};
use lexer::{NumberKind, Validity, rune_value, string_value};

use super::Builder;

impl Builder<'_> {
    pub(crate) fn number_lit(&mut self, start: u32, kind: NumberKind, end: u32) -> ExprId {
        let value = match kind {
            NumberKind::Int | NumberKind::Bad => Literal::Int,
            NumberKind::Float => Literal::Float,
            NumberKind::Imaginary => Literal::Imaginary,
        };
        self.literal(start, value, kind == NumberKind::Bad, end)
    }

    pub(crate) fn rune_lit(&mut self, start: u32, validity: Validity, end: u32) -> ExprId {
        let value = Literal::Rune(rune_value(self.slice(start, end)));
        self.literal(start, value, validity == Validity::Bad, end)
    }

    pub(crate) fn string_lit(&mut self, start: u32, validity: Validity, end: u32) -> ExprId {
        let value = Literal::String(string_value(self.slice(start, end)).into());
        self.literal(start, value, validity == Validity::Bad, end)
    }

    fn literal(&mut self, start: u32, value: Literal, is_bad: bool, end: u32) -> ExprId {
        let text = self.slice(start, end).into();
        self.expr(start, start, ExprKind::BasicLit(BasicLit { text, value, is_bad }), end)
    }

    pub(crate) fn array(&mut self, start: u32, len: ArrayLen, elem: ExprId, end: u32) -> ExprId {
        self.expr(start, start, ExprKind::ArrayType { len, elem }, end)
    }

    /// An array type whose length was parsed as a list that might have been type arguments.
    pub(crate) fn array_of_list(&mut self, start: u32, list: Vec<ExprId>, elem: ExprId, end: u32) -> ExprId {
        let len = list[0];
        if list.len() > 1 {
            let at = self.comma_behind(len);
            self.syntax_error(at, "unexpected comma; expected ]");
        }
        self.array(start, ArrayLen::Expr(len), elem, end)
    }

    /// Where the comma behind `x` is.
    pub(crate) fn comma_behind(&self, x: ExprId) -> u32 {
        let mut at = self.tree.exprs[x].span.end as usize;
        loop {
            let rest = &self.text[at..];
            at += rest.len() - rest.trim_start().len();
            let rest = &self.text[at..];
            let comment = match rest.get(..2) {
                Some("//") => rest.find('\n'),
                Some("/*") => rest.find("*/").map(|length| length + 2),
                _ => None,
            };
            match comment {
                Some(length) => at += length,
                None => return at as u32,
            }
        }
    }

    /// Reports literals among the type arguments of `ty`, which were parsed as expressions.
    pub(crate) fn type_arguments(&mut self, ty: ExprId) -> ExprId {
        if let ExprKind::Index { indices, .. } = &self.tree.exprs[ty].kind {
            let is_literal = |x: &&ExprId| matches!(self.tree.exprs[**x].kind, ExprKind::BasicLit(_));
            if let Some(literal) = indices.iter().find(is_literal).copied() {
                let at = self.tree.exprs[literal].span.start;
                let message = format!("unexpected literal {}, expected type", self.text_of(literal));
                self.tree.exprs[literal].kind = ExprKind::Bad;
                self.syntax_error(at, &message);
            }
        }
        ty
    }

    /// `x[]`, where `wanted` is missing.
    pub(crate) fn empty_brackets(
        &mut self,
        start: u32,
        x: ExprId,
        pos: u32,
        close: u32,
        wanted: &str,
        end: u32,
    ) -> ExprId {
        self.syntax_error(close, &format!("unexpected ], expected {wanted}"));
        let index = self.bad_expr(close);
        self.expr(start, pos, ExprKind::Index { x, indices: vec![index] }, end)
    }

    pub(crate) fn binary(&mut self, start: u32, x: ExprId, pos: u32, op: BinaryOp, y: ExprId, end: u32) -> ExprId {
        self.expr(start, pos, ExprKind::Binary { op, x, y }, end)
    }

    pub(crate) fn unary(&mut self, start: u32, op: UnaryOp, x: ExprId, end: u32) -> ExprId {
        self.expr(start, start, ExprKind::Unary { op, x }, end)
    }

    /// `<-x`: a receive operation, or a channel type to which the arrow belongs. As in Go, `<-chan T` whose `T` is a
    /// channel type with an arrow of its own hands that arrow on: `<-(chan<- T)` is `<-chan (<-T)`.
    pub(crate) fn arrow(&mut self, start: u32, x: ExprId, end: u32) -> ExprId {
        if !matches!(self.tree.exprs[x].kind, ExprKind::ChanType { .. }) {
            return self.unary(start, UnaryOp::Receive, x, end);
        }
        let mut ty = x;
        loop {
            let at = self.tree.exprs[ty].span.start;
            let ExprKind::ChanType { dir, elem } = &mut self.tree.exprs[ty].kind else {
                let message = format!("unexpected {}, expected chan", self.text_of(ty));
                self.syntax_error(at, &message);
                break;
            };
            let (old, elem) = (std::mem::replace(dir, ChanDir::Receive), *elem);
            if old == ChanDir::Receive {
                self.syntax_error(at, "unexpected <-, expected chan");
            }
            if old != ChanDir::Send {
                break;
            }
            ty = elem;
        }
        let outer = &mut self.tree.exprs[x];
        outer.span.start = start;
        outer.pos = start;
        x
    }

    #[expect(clippy::too_many_arguments, reason = "one per symbol of the production")]
    pub(crate) fn full_slice(
        &mut self,
        start: u32,
        x: ExprId,
        pos: u32,
        bounds: (Option<ExprId>, Option<ExprId>, Option<ExprId>),
        colon: u32,
        close: u32,
        end: u32,
    ) -> ExprId {
        let (lo, hi, max) = bounds;
        let hi = hi.or_else(|| {
            self.fault(colon, "middle index required in 3-index slice");
            Some(self.bad_expr(colon))
        });
        let max = max.or_else(|| {
            self.fault(close, "final index required in 3-index slice");
            Some(self.bad_expr(close))
        });
        self.expr(start, pos, ExprKind::Slice { x, lo, hi, max, full: true }, end)
    }

    pub(crate) fn type_guard(&mut self, start: u32, x: ExprId, pos: u32, end: u32) -> ExprId {
        let guard = self.expr(start, pos, ExprKind::TypeAssert { x, ty: None }, end);
        self.guards.push(guard);
        guard
    }

    pub(crate) fn call(
        &mut self,
        start: u32,
        fun: ExprId,
        pos: u32,
        (args, has_dots): (Vec<ExprId>, bool),
        end: u32,
    ) -> ExprId {
        self.expr(start, pos, ExprKind::Call { fun, args, has_dots }, end)
    }

    pub(crate) fn composite(
        &mut self,
        start: u32,
        ty: Option<ExprId>,
        (lbrace, elements): (u32, Vec<ExprId>),
        end: u32,
    ) -> ExprId {
        if ty.is_some_and(|ty| matches!(self.tree.exprs[ty].kind, ExprKind::Paren(_))) {
            self.syntax_error(lbrace, "cannot parenthesize type in composite literal");
        }
        if let Some(ExprKind::Index { indices, .. }) = ty.map(|ty| &self.tree.exprs[ty].kind)
            && let [index] = indices[..]
            && self.is_value(index)
        {
            // As in Go the brace does not belong to the indexed value, which ends the statement.
            self.syntax_error(lbrace, "unexpected { at end of statement");
        }
        self.expr(start, lbrace, ExprKind::CompositeLit { ty, elements, rbrace: end - 1 }, end)
    }

    /// Whether `x` can only be a value, so that `a[x]` is no type.
    fn is_value(&self, x: ExprId) -> bool {
        match &self.tree.exprs[x].kind {
            ExprKind::BasicLit(_)
            | ExprKind::CompositeLit { .. }
            | ExprKind::FuncLit { .. }
            | ExprKind::Slice { .. }
            | ExprKind::TypeAssert { .. }
            | ExprKind::Call { .. }
            | ExprKind::Unary { .. }
            | ExprKind::Binary { .. } => true,
            ExprKind::Paren(x) => self.is_value(*x),
            ExprKind::Index { x, indices } => {
                self.is_value(*x) || matches!(indices[..], [index] if self.is_value(index))
            }
            _ => false,
        }
    }

    pub(crate) fn func_lit(&mut self, start: u32, signature: Signature, body: Block, end: u32) -> ExprId {
        self.expr(start, start, ExprKind::FuncLit { signature, body }, end)
    }

    pub(crate) fn barred_type_params(&mut self, at: u32) {
        self.syntax_error(at, "function type must have no type parameters");
    }

    pub(crate) fn func_type(&mut self, start: u32, signature: Signature, end: u32) -> ExprId {
        let pos = signature.pos;
        self.expr(start, pos, ExprKind::FuncType(signature), end)
    }

    pub(crate) fn field(
        &mut self,
        start: u32,
        names: Vec<IdentId>,
        ty: ExprId,
        tag: Option<ExprId>,
        end: u32,
    ) -> Field {
        Field { names, ty, tag, span: self.span(start, end) }
    }

    pub(crate) fn parenthesised_embedded(&mut self, at: u32, ty: ExprId) -> ExprId {
        self.syntax_error(at, "cannot parenthesize embedded type");
        ty
    }

    pub(crate) fn method(&mut self, start: u32, name: IdentId, signature: Signature, end: u32) -> InterfaceElement {
        InterfaceElement::Method { name, signature, span: self.span(start, end) }
    }
}
