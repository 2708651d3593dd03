//! The grammar's semantic actions. Owns [`Builder`], which makes nodes; what is specific to declarations, expressions
//! and statements is in the files of those names. Never looks at tokens.

mod declarations;
mod expressions;
mod parameters;
mod statements;

use ast::{Decl, Directive, Expr, ExprId, ExprKind, File, Ident, IdentId, ImportSpec, Stmt, StmtId, StmtKind};
use diagnostics::{Code, Diagnostic};
use source::{FileId, Span, Symbol};

/// How deep expressions may nest, brackets not counted separately.
const MAX_NESTING: u32 = 3_000;
/// How long chains of left operands, of selectors and calls, and of `else if` may be.
const MAX_CHAIN: u32 = 10_000;

/// A top-level item as the grammar delivers it.
pub(crate) enum TopLevel {
    Package(IdentId),
    Imports(Vec<ImportSpec>),
    Decl(Decl),
}

/// An entry of a parameter list before names and types are told apart: a lone name is either.
pub(crate) struct Parameter {
    pub(crate) name: Option<IdentId>,
    pub(crate) ty: Option<ExprId>,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// What stands between `if`, `for` or `switch` and the body's brace.
pub(crate) struct Header {
    pub(crate) init: Option<StmtId>,
    pub(crate) semicolon: Option<u32>,
    pub(crate) cond: Option<StmtId>,
}

/// The values without their boxes.
pub(crate) fn unboxed<T>(list: Vec<Box<T>>) -> Vec<T> {
    list.into_iter().map(|value| *value).collect()
}

/// How a walker descends through a node.
#[derive(Clone, Copy, Default)]
struct Depth {
    nesting: u32,
    chain: u32,
}

/// Makes the nodes of one file.
pub(crate) struct Builder<'t> {
    pub(crate) tree: File,
    /// Faults the actions found, in order.
    pub(crate) faults: Vec<Diagnostic>,
    text: &'t str,
    expr_depths: Vec<Depth>,
    stmt_depths: Vec<Depth>,
    /// `x.(type)` outside a type switch, as far as is known yet.
    guards: Vec<ExprId>,
    /// Directives with the start of the token behind them, and whether a declaration took them.
    directives: Vec<(u32, Directive, bool)>,
    is_too_deep: bool,
}

impl<'t> Builder<'t> {
    pub(crate) fn new(file: FileId, text: &'t str, directives: Vec<(u32, Directive)>) -> Self {
        Builder {
            tree: File::new(file, text.len() as u32),
            faults: Vec::new(),
            text,
            expr_depths: Vec::new(),
            stmt_depths: Vec::new(),
            guards: Vec::new(),
            directives: directives.into_iter().map(|(at, directive)| (at, directive, false)).collect(),
            is_too_deep: false,
        }
    }

    /// The tree and the faults; the token stream may have had syntax errors.
    pub(crate) fn finish(mut self, has_syntax_errors: bool) -> (File, Vec<Diagnostic>) {
        // The checker's error in Go, which does not check what breaks the grammar.
        let is_checked = !has_syntax_errors && !self.faults.iter().any(|f| f.message.starts_with("syntax error"));
        for guard in std::mem::take(&mut self.guards).into_iter().filter(|_| is_checked) {
            let start = self.tree.exprs[guard].span.start;
            let message = "invalid syntax tree: use of .(type) outside type switch";
            self.fault_of(Code::InvalidSyntaxTree, start, message);
        }
        let unused = self.directives.into_iter().filter(|(_, _, is_taken)| !is_taken);
        self.tree.directives = unused.map(|(_, directive, _)| directive).collect();
        (self.tree, self.faults)
    }

    /// Forgets type switch guards of an attempt that failed.
    pub(crate) fn forget_guards(&mut self) {
        self.guards.clear();
    }

    fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.tree.file, start, end.max(start))
    }

    fn slice(&self, start: u32, end: u32) -> &'t str {
        &self.text[start as usize..end as usize]
    }

    fn text_of(&self, expr: ExprId) -> &'t str {
        let span = self.tree.exprs[expr].span;
        self.slice(span.start, span.end)
    }

    /// An error that Go's parser reports although the text follows the grammar.
    fn fault(&mut self, at: u32, message: impl Into<String>) {
        self.fault_of(Code::SyntaxError, at, message);
    }

    fn fault_of(&mut self, code: Code, at: u32, message: impl Into<String>) {
        let span = Span::point(self.tree.file, at);
        self.faults.push(Diagnostic::error(code, span, message));
    }

    fn syntax_error(&mut self, at: u32, message: &str) {
        self.fault(at, format!("syntax error: {message}"));
    }

    /// The directives above the token at `offset`.
    fn take_directives(&mut self, offset: u32) -> Vec<Directive> {
        let first = self.directives.partition_point(|(at, ..)| *at < offset);
        let here = self.directives[first..].iter_mut().take_while(|(at, ..)| *at == offset);
        here.filter(|(_, directive, _)| !directive.is_line())
            .map(|(_, directive, is_taken)| {
                *is_taken = true;
                directive.clone()
            })
            .collect()
    }

    pub(crate) fn ident(&mut self, start: u32, end: u32) -> IdentId {
        let name = Symbol::intern(self.slice(start, end));
        let span = self.span(start, end);
        self.tree.idents.push(Ident { name, span })
    }

    /// A name that is missing in the text.
    fn blank_ident(&mut self, at: u32) -> IdentId {
        let span = self.span(at, at);
        self.tree.idents.push(Ident { name: Symbol::intern("_"), span })
    }

    pub(crate) fn expr(&mut self, start: u32, pos: u32, kind: ExprKind, end: u32) -> ExprId {
        let depth = self.expr_depth(&kind);
        let is_too_deep = depth.nesting > MAX_NESTING || depth.chain > MAX_CHAIN;
        let span = self.span(start, end);
        let (kind, depth) = if is_too_deep {
            self.report_depth(pos);
            (ExprKind::Bad, Depth::default())
        } else {
            (kind, depth)
        };
        self.expr_depths.push(depth);
        self.tree.exprs.push(Expr { kind, span, pos })
    }

    fn report_depth(&mut self, at: u32) {
        if !std::mem::replace(&mut self.is_too_deep, true) {
            let span = Span::point(self.tree.file, at);
            self.faults.push(Diagnostic::error(Code::NestingTooDeep, span, "expression nested too deeply"));
        }
    }

    fn expr_depth(&self, kind: &ExprKind) -> Depth {
        use ExprKind::*;
        let of = |x: &ExprId| self.expr_depths[x.as_u32() as usize];
        let inside = |list: &mut dyn Iterator<Item = &ExprId>| list.map(|x| of(x).nesting + 1).max().unwrap_or(0);
        let chained = |x: &ExprId, nesting: u32| Depth { nesting: of(x).nesting.max(nesting), chain: of(x).chain + 1 };
        let nested = |nesting| Depth { nesting, chain: 0 };
        let field = |f: &ast::Field| of(&f.ty).nesting + 1;
        let fields = |list: &[ast::Field]| list.iter().map(field).max().unwrap_or(0);
        match kind {
            Bad | Name(_) | BasicLit(_) => Depth::default(),
            CompositeLit { ty, elements, .. } => nested(inside(&mut ty.iter().chain(elements))),
            FuncLit { signature, .. } | FuncType(signature) => {
                nested(fields(&signature.params).max(fields(&signature.results)))
            }
            Paren(x) | Star(x) | Ellipsis(x) | Unary { x, .. } | ChanType { elem: x, .. } => nested(of(x).nesting + 1),
            Selector { x, .. } => chained(x, 0),
            Index { x, indices } => chained(x, inside(&mut indices.iter())),
            Slice { x, lo, hi, max, .. } => chained(x, inside(&mut lo.iter().chain(hi).chain(max))),
            TypeAssert { x, ty } => chained(x, inside(&mut ty.iter())),
            Call { fun, args, .. } => chained(fun, inside(&mut args.iter())),
            Binary { x, y, .. } => chained(x, of(y).nesting + 1),
            KeyValue { key, value } | MapType { key, value } => nested(inside(&mut [*key, *value].iter())),
            ArrayType { len, elem } => {
                let len = if let ast::ArrayLen::Expr(len) = len { of(len).nesting } else { 0 };
                nested(len.max(of(elem).nesting) + 1)
            }
            StructType { fields: list } => nested(fields(list)),
            InterfaceType { elements } => {
                let depth = elements.iter().map(|element| match element {
                    ast::InterfaceElement::Method { signature, .. } => {
                        fields(&signature.params).max(fields(&signature.results))
                    }
                    ast::InterfaceElement::Embedded(ty) => of(ty).nesting + 1,
                });
                nested(depth.max().unwrap_or(0))
            }
        }
    }

    pub(crate) fn stmt(&mut self, start: u32, pos: u32, kind: StmtKind, end: u32) -> StmtId {
        let chain = match &kind {
            StmtKind::If { otherwise: Some(inner), .. } | StmtKind::Labeled { stmt: inner, .. } => {
                self.stmt_depths[inner.as_u32() as usize].chain + 1
            }
            _ => 0,
        };
        let span = self.span(start, end);
        let (kind, chain) = if chain > MAX_CHAIN {
            self.report_depth(pos);
            (StmtKind::Bad, 0)
        } else {
            (kind, chain)
        };
        self.stmt_depths.push(Depth { nesting: 0, chain });
        self.tree.stmts.push(Stmt { kind, span, pos })
    }

    pub(crate) fn name(&mut self, ident: IdentId) -> ExprId {
        let Span { start, end, .. } = self.tree.idents[ident].span;
        if start == end {
            // What recovery put where a name or a type is missing.
            return self.bad_expr(start);
        }
        self.expr(start, start, ExprKind::Name(ident), end)
    }

    fn bad_expr(&mut self, at: u32) -> ExprId {
        self.expr(at, at, ExprKind::Bad, at)
    }
}
