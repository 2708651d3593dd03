//! One file's tree. Owns [`File`] and [`Ident`]; its arenas are filled by the parser and read-only afterwards.

use std::ops::Index;

use cranelift_entity::PrimaryMap;
use source::{FileId, Span, Symbol};

use crate::{Decl, Directive, Expr, ExprId, ExprKind, IdentId, ImportSpec, Stmt, StmtId};

/// One occurrence of an identifier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ident {
    /// The name.
    pub name: Symbol,
    /// Where it is written; empty for a name the parser made up (`_` where a name is missing).
    pub span: Span,
}

/// The tree of one file.
#[derive(Clone, Debug)]
pub struct File {
    /// The file.
    pub file: FileId,
    /// The whole text's range.
    pub span: Span,
    /// The name in the package clause; `None` if there is no usable package clause.
    pub package: Option<IdentId>,
    /// All imports, in order, groups flattened.
    pub imports: Vec<ImportSpec>,
    /// All other top-level declarations, in order.
    pub decls: Vec<Decl>,
    /// Whether the whole text was read. If not, bodies of functions and the elements of composite literals that are
    /// initial values of package variables may be missing: the tree tells what the file declares, not what it does.
    pub has_bodies: bool,
    /// The expressions and types.
    pub exprs: PrimaryMap<ExprId, Expr>,
    /// The statements.
    pub stmts: PrimaryMap<StmtId, Stmt>,
    /// The identifiers.
    pub idents: PrimaryMap<IdentId, Ident>,
    /// Directives that belong to no declaration, in order: those above the package clause, those that are misplaced,
    /// and every `//line`.
    pub directives: Vec<Directive>,
}

impl File {
    /// An empty tree for `file`, a text of `len` bytes.
    pub fn new(file: FileId, len: u32) -> Self {
        File {
            file,
            span: Span::new(file, 0, len),
            package: None,
            imports: Vec::new(),
            decls: Vec::new(),
            has_bodies: true,
            exprs: PrimaryMap::new(),
            stmts: PrimaryMap::new(),
            idents: PrimaryMap::new(),
            directives: Vec::new(),
        }
    }

    /// The name of `ident`.
    pub fn name(&self, ident: IdentId) -> Symbol {
        self.idents[ident].name
    }

    /// What `expr` is.
    pub fn kind(&self, expr: ExprId) -> &ExprKind {
        &self.exprs[expr].kind
    }

    /// `expr` without the parentheses around it.
    pub fn unparen(&self, mut expr: ExprId) -> ExprId {
        while let ExprKind::Paren(inner) = self.exprs[expr].kind {
            expr = inner;
        }
        expr
    }

    /// The identifier that `expr` consists of, parentheses not removed.
    pub fn as_name(&self, expr: ExprId) -> Option<IdentId> {
        match self.exprs[expr].kind {
            ExprKind::Name(ident) => Some(ident),
            _ => None,
        }
    }

    /// The empty span at `offset` of this file, for diagnostics at a `pos`.
    pub fn at(&self, offset: u32) -> Span {
        Span::point(self.file, offset)
    }
}

impl Index<ExprId> for File {
    type Output = Expr;
    fn index(&self, id: ExprId) -> &Expr {
        &self.exprs[id]
    }
}

impl Index<StmtId> for File {
    type Output = Stmt;
    fn index(&self, id: StmtId) -> &Stmt {
        &self.stmts[id]
    }
}

impl Index<IdentId> for File {
    type Output = Ident;
    fn index(&self, id: IdentId) -> &Ident {
        &self.idents[id]
    }
}
