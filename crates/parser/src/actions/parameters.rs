//! Actions of parameter lists: which of the entries are names and which are types.
//!
//! After the Go specification, "Function types" and "Type parameter declarations"; errors as `cmd/compile` words them.

use ast::{ExprId, ExprKind, Field, IdentId, InterfaceElement, Signature};
use diagnostics::Code;

use super::{Builder, Parameter};

impl Builder<'_> {
    /// Parameters, where the last may be variadic, or results. `close` is the offset of the `)`.
    pub(crate) fn params(&mut self, entries: Vec<Parameter>, is_variadic_allowed: bool, close: u32) -> Vec<Field> {
        let mut fields = self.distribute(entries, false, close);
        let last = fields.len();
        let mut is_reported = false;
        for (i, field) in fields.iter_mut().enumerate() {
            let ExprKind::Ellipsis(elem) = self.tree.exprs[field.ty].kind else { continue };
            if is_variadic_allowed && i + 1 == last && field.names.len() <= 1 {
                continue;
            }
            let at = self.tree.exprs[field.ty].pos;
            if !std::mem::replace(&mut is_reported, true) {
                let message = "can only use ... with final parameter";
                let message = if is_variadic_allowed { message } else { "invalid use of ..." };
                self.fault_of(Code::MisplacedDotDotDot, at, message);
            }
            field.ty = elem;
        }
        fields
    }

    /// Type parameters: all have names. `close` is the offset of the `]`.
    pub(crate) fn type_params(&mut self, entries: Vec<Parameter>, close: u32) -> Vec<Field> {
        if entries.is_empty() {
            self.syntax_error(close, "empty type parameter list");
        }
        let mut fields = self.distribute(entries, true, close);
        let mut is_reported = false;
        for field in &mut fields {
            let ExprKind::Ellipsis(elem) = self.tree.exprs[field.ty].kind else { continue };
            if !std::mem::replace(&mut is_reported, true) {
                self.fault_of(Code::MisplacedDotDotDot, self.tree.exprs[field.ty].pos, "invalid use of ...");
            }
            field.ty = elem;
        }
        fields
    }

    /// The element `name[…]` of an interface type, with a signature behind it or with nothing between the brackets:
    /// methods have no type parameters, and nothing is no list of type arguments.
    #[expect(clippy::too_many_arguments, reason = "one per symbol of the production")]
    pub(crate) fn bracketed_element(
        &mut self,
        start: u32,
        name: IdentId,
        open: u32,
        entries: Vec<Parameter>,
        close: u32,
        signature: Option<Signature>,
        end: u32,
    ) -> InterfaceElement {
        let is_empty = entries.is_empty();
        if !is_empty {
            // Only their form matters.
            self.distribute(entries, false, close);
        }
        let Some(signature) = signature else {
            self.fault(close, "empty type argument list");
            return InterfaceElement::Embedded(self.name(name));
        };
        match is_empty {
            true => self.fault(close, "empty type parameter list"),
            false => self.fault(open, "interface method must have no type parameters"),
        }
        self.method(start, name, signature, end)
    }

    /// The receiver of a method. `behind` is the offset of the token behind the `)`.
    pub(crate) fn receiver(&mut self, entries: Vec<Parameter>, close: u32, behind: u32) -> Option<Field> {
        let count = entries.len();
        let mut fields = self.params(entries, false, close);
        let names: usize = fields.iter().map(|field| field.names.len().max(1)).sum();
        if count == 0 {
            self.fault(behind, "method has no receiver");
        } else if names > 1 {
            self.fault(behind, "method has multiple receivers");
        }
        let mut field = if fields.is_empty() { None } else { Some(fields.swap_remove(0)) }?;
        field.names.truncate(1);
        Some(field)
    }

    /// A signature with one unnamed result.
    pub(crate) fn signature(&mut self, pos: u32, params: Vec<Field>, result: ExprId) -> Signature {
        let span = self.tree.exprs[result].span;
        Signature { params, results: vec![Field { names: Vec::new(), ty: result, tag: None, span }], pos }
    }

    fn distribute(&mut self, entries: Vec<Parameter>, needs_names: bool, close: u32) -> Vec<Field> {
        let named = entries.iter().filter(|p| p.name.is_some() && p.ty.is_some()).count();
        let typed = entries.iter().filter(|p| p.ty.is_some()).count();
        let count = entries.len();
        if named == 0 && !needs_names {
            return entries.into_iter().map(|p| self.unnamed(p)).collect();
        }
        let mut fields = Vec::new();
        let mut names = Vec::new();
        let mut start = None;
        let mut error = None;
        for p in entries {
            let from = *start.get_or_insert(p.start);
            match (p.name, p.ty) {
                (Some(name), Some(ty)) => {
                    names.push(name);
                    let span = self.span(from, p.end);
                    fields.push(Field { names: std::mem::take(&mut names), ty, tag: None, span });
                    start = None;
                }
                (None, Some(ty)) => {
                    error.get_or_insert(p.start);
                    names.push(self.blank_ident(p.start));
                    let span = self.span(from, p.end);
                    fields.push(Field { names: std::mem::take(&mut names), ty, tag: None, span });
                    start = None;
                }
                (name, None) => names.extend(name),
            }
        }
        if let Some(first) = names.first() {
            let at = self.tree.idents[*first].span.start;
            error.get_or_insert(at);
            let ty = self.bad_expr(at);
            let span = self.span(at, close);
            fields.push(Field { names, ty, tag: None, span });
        }
        if let Some(at) = error {
            match (named == typed, needs_names) {
                (true, true) => self.syntax_error(close, "missing type constraint"),
                (true, false) => self.syntax_error(close, "missing parameter type"),
                (false, true) if count == 1 => {
                    self.syntax_error(at, "missing type parameter name or invalid array length");
                }
                (false, true) => self.syntax_error(at, "missing type parameter name"),
                (false, false) => self.syntax_error(at, "missing parameter name"),
            }
        }
        fields
    }

    fn unnamed(&mut self, p: Parameter) -> Field {
        let ty = match (p.ty, p.name) {
            (Some(ty), _) => ty,
            (None, Some(name)) => self.name(name),
            (None, None) => self.bad_expr(p.start),
        };
        Field { names: Vec::new(), ty, tag: None, span: self.span(p.start, p.end) }
    }
}
