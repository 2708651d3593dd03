//! Actions of declarations, among them whether brackets behind a type's name hold type parameters or a length.

use ast::{ArrayLen, BinaryOp, Block, ConstSpec, Decl, ExprId, ExprKind, Field, FuncDecl, Group, IdentId, ImportSpec};
use ast::{Signature, TypeSpec, UnaryOp, VarSpec};
use lexer::{Validity, string_value};

use super::{Builder, Parameter};

impl Builder<'_> {
    pub(crate) fn import_spec(
        &mut self,
        start: u32,
        name: Option<IdentId>,
        path_start: u32,
        validity: Validity,
        end: u32,
    ) -> ImportSpec {
        let path = match validity {
            // What is not UTF-8 becomes a character that no path may have.
            Validity::Good => String::from_utf8_lossy(&string_value(self.slice(path_start, end))).into_owned(),
            Validity::Bad => String::new(),
        };
        let directives = self.take_directives(start);
        let (path_span, span) = (self.span(path_start, end), self.span(start, end));
        ImportSpec { name, path: path.into(), path_span, span, directives }
    }

    pub(crate) fn import_directives(&mut self, mut spec: ImportSpec, keyword: u32) -> ImportSpec {
        spec.directives.splice(0..0, self.take_directives(keyword));
        spec
    }

    pub(crate) fn const_group(&mut self, start: u32, mut specs: Vec<ConstSpec>, in_parens: bool, end: u32) -> Decl {
        let mut last = None;
        for (i, spec) in specs.iter_mut().enumerate() {
            spec.iota = i as u32;
            if spec.ty.is_some() || !spec.values.is_empty() {
                last = Some(i as u32);
            } else {
                spec.repeats = last;
            }
        }
        if let ([spec], false) = (&mut specs[..], in_parens) {
            spec.directives.splice(0..0, self.take_directives(start));
        }
        Decl::Const(Group { specs, is_parenthesised: in_parens, span: self.span(start, end) })
    }

    pub(crate) fn var_group(&mut self, start: u32, mut specs: Vec<VarSpec>, in_parens: bool, end: u32) -> Decl {
        if let ([spec], false) = (&mut specs[..], in_parens) {
            spec.directives.splice(0..0, self.take_directives(start));
        }
        Decl::Var(Group { specs, is_parenthesised: in_parens, span: self.span(start, end) })
    }

    pub(crate) fn type_group(&mut self, start: u32, mut specs: Vec<TypeSpec>, in_parens: bool, end: u32) -> Decl {
        if let ([spec], false) = (&mut specs[..], in_parens) {
            spec.directives.splice(0..0, self.take_directives(start));
        }
        Decl::Type(Group { specs, is_parenthesised: in_parens, span: self.span(start, end) })
    }

    pub(crate) fn const_spec(
        &mut self,
        start: u32,
        names: Vec<IdentId>,
        ty: Option<ExprId>,
        values: Vec<ExprId>,
        end: u32,
    ) -> ConstSpec {
        let directives = self.take_directives(start);
        ConstSpec { names, ty, values, iota: 0, repeats: None, span: self.span(start, end), directives }
    }

    pub(crate) fn var_spec(
        &mut self,
        start: u32,
        names: Vec<IdentId>,
        ty: Option<ExprId>,
        values: Vec<ExprId>,
        end: u32,
    ) -> VarSpec {
        let directives = self.take_directives(start);
        VarSpec { names, ty, values, span: self.span(start, end), directives }
    }

    pub(crate) fn type_spec(
        &mut self,
        start: u32,
        name: IdentId,
        type_params: Vec<Field>,
        is_alias: bool,
        ty: ExprId,
        end: u32,
    ) -> TypeSpec {
        let directives = self.take_directives(start);
        TypeSpec { name, type_params, is_alias, ty, span: self.span(start, end), directives }
    }

    /// `type T[x] ty`: an array type, unless `x` can only be a type parameter and its constraint.
    #[expect(clippy::too_many_arguments, reason = "one per symbol of the production")]
    pub(crate) fn array_or_generic(
        &mut self,
        start: u32,
        name: IdentId,
        bracket: u32,
        x: ExprId,
        close: u32,
        is_alias: bool,
        ty: ExprId,
        end: u32,
    ) -> TypeSpec {
        if let Some((param, constraint)) = self.split_constraint(x, false) {
            let param = self.type_param(param, Some(constraint));
            let type_params = self.type_params(vec![param], close);
            return self.type_spec(start, name, type_params, is_alias, ty, end);
        }
        if is_alias {
            let at = close + self.text[close as usize..].find('=').unwrap_or(0) as u32;
            self.syntax_error(at, "unexpected =, expected type");
        }
        let ty = self.array(bracket, ArrayLen::Expr(x), ty, end);
        self.type_spec(start, name, Vec::new(), false, ty, end)
    }

    /// `type T[x, rest] ty`: type parameters, the first of which was parsed as an expression.
    #[expect(clippy::too_many_arguments, reason = "one per symbol of the production")]
    pub(crate) fn generic_after_expr(
        &mut self,
        start: u32,
        name: IdentId,
        x: ExprId,
        rest: Vec<Parameter>,
        close: u32,
        is_alias: bool,
        ty: ExprId,
        end: u32,
    ) -> TypeSpec {
        let split = match self.tree.as_name(x) {
            Some(param) => Some((param, None)),
            None => self.split_constraint(x, true).map(|(param, constraint)| (param, Some(constraint))),
        };
        let Some((param, constraint)) = split else {
            let at = self.comma_behind(x);
            self.syntax_error(at, "unexpected comma; expected ]");
            return self.type_spec(start, name, Vec::new(), is_alias, ty, end);
        };
        let mut params = vec![self.type_param(param, constraint)];
        params.extend(rest);
        let type_params = self.type_params(params, close);
        self.type_spec(start, name, type_params, is_alias, ty, end)
    }

    fn type_param(&self, name: IdentId, ty: Option<ExprId>) -> Parameter {
        let span = self.tree.idents[name].span;
        let end = ty.map_or(span.end, |ty| self.tree.exprs[ty].span.end);
        Parameter { name: Some(name), ty, start: span.start, end }
    }

    /// Reads `P *C`, `P (C)` and `P *C|D`, which parsed as a product, a call and a disjunction, as a name and a
    /// constraint. Does so only if some part can be nothing but a type, or if `is_forced`.
    fn split_constraint(&mut self, x: ExprId, is_forced: bool) -> Option<(IdentId, ExprId)> {
        let end = self.tree.exprs[x].span.end;
        let pos = self.tree.exprs[x].pos;
        match self.tree.exprs[x].kind.clone() {
            ExprKind::Binary { op: BinaryOp::Mul, x: left, y } => {
                let name = self.tree.as_name(left)?;
                (is_forced || self.is_type_element(y)).then(|| (name, self.expr(pos, pos, ExprKind::Star(y), end)))
            }
            ExprKind::Binary { op: BinaryOp::Or, x: left, y } => {
                let is_forced = is_forced || self.is_type_element(y);
                let (name, first) = self.split_constraint(left, is_forced)?;
                let start = self.tree.exprs[first].span.start;
                Some((name, self.binary(start, first, pos, BinaryOp::Or, y, end)))
            }
            ExprKind::Call { fun, args, has_dots: false } if args.len() == 1 => {
                let name = self.tree.as_name(fun)?;
                (is_forced || self.is_type_element(args[0]))
                    .then(|| (name, self.expr(pos, pos, ExprKind::Paren(args[0]), end)))
            }
            _ => None,
        }
    }

    /// Whether `x` can be a type only.
    fn is_type_element(&self, x: ExprId) -> bool {
        match &self.tree.exprs[x].kind {
            ExprKind::ArrayType { .. }
            | ExprKind::StructType { .. }
            | ExprKind::FuncType(_)
            | ExprKind::InterfaceType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => true,
            ExprKind::Binary { x, y, .. } => self.is_type_element(*x) || self.is_type_element(*y),
            ExprKind::Unary { op, x } => *op == UnaryOp::Tilde || self.is_type_element(*x),
            ExprKind::Star(x) | ExprKind::Paren(x) => self.is_type_element(*x),
            _ => false,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one per symbol of the production")]
    pub(crate) fn func_decl(
        &mut self,
        start: u32,
        pos: u32,
        recv: Option<Field>,
        name: IdentId,
        type_params: Option<Vec<Field>>,
        signature: Signature,
        body: Option<Block>,
        end: u32,
    ) -> FuncDecl {
        let directives = self.take_directives(start);
        let type_params = type_params.unwrap_or_default();
        FuncDecl { recv, name, type_params, signature, body, span: self.span(start, end), pos, directives }
    }
}
