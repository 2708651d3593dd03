//! Declarations. Owns imports, groups of specs and functions.
//!
//! A declaration's directives are those that stand between the token before it and its own first token, as in
//! `cmd/compile`; those above a parenthesised group belong to nothing and are in [`File::directives`](crate::File).

use source::Span;

use crate::{Block, Directive, ExprId, Field, IdentId, Signature};

/// A declaration other than an import.
#[derive(Clone, PartialEq, Debug)]
pub enum Decl {
    /// `const …`
    Const(Group<ConstSpec>),
    /// `var …`
    Var(Group<VarSpec>),
    /// `type …`
    Type(Group<TypeSpec>),
    /// `func …`, only at the top level.
    Func(Box<FuncDecl>),
}

/// One keyword and the specs declared with it.
#[derive(Clone, PartialEq, Debug)]
pub struct Group<S> {
    /// The specs, in order.
    pub specs: Vec<S>,
    /// Whether the specs are in parentheses.
    pub is_parenthesised: bool,
    /// All of its text, keyword included.
    pub span: Span,
}

/// `name "path"`
#[derive(Clone, PartialEq, Debug)]
pub struct ImportSpec {
    /// The local name, which may be `.` or `_`.
    pub name: Option<IdentId>,
    /// The decoded path; empty if it was malformed, which was reported.
    pub path: Box<str>,
    /// The path literal's place.
    pub path_span: Span,
    /// All of its text.
    pub span: Span,
    /// Directives above it.
    pub directives: Vec<Directive>,
}

/// `a, b T = x, y` in a constant declaration.
#[derive(Clone, PartialEq, Debug)]
pub struct ConstSpec {
    /// The names.
    pub names: Vec<IdentId>,
    /// The type, if written.
    pub ty: Option<ExprId>,
    /// The values, if written.
    pub values: Vec<ExprId>,
    /// The spec's index in its group, the value of `iota`.
    pub iota: u32,
    /// If neither type nor values are written: the index in the group of the spec that is repeated. `None` also when
    /// there is nothing to repeat.
    pub repeats: Option<u32>,
    /// All of its text.
    pub span: Span,
    /// Directives above it.
    pub directives: Vec<Directive>,
}

/// `a, b T = x, y` in a variable declaration.
#[derive(Clone, PartialEq, Debug)]
pub struct VarSpec {
    /// The names.
    pub names: Vec<IdentId>,
    /// The type, if written.
    pub ty: Option<ExprId>,
    /// The values, if written.
    pub values: Vec<ExprId>,
    /// All of its text.
    pub span: Span,
    /// Directives above it.
    pub directives: Vec<Directive>,
}

/// `Name[P C] T` or `Name[P C] = T`
#[derive(Clone, PartialEq, Debug)]
pub struct TypeSpec {
    /// The declared name.
    pub name: IdentId,
    /// The type parameters; every field has names.
    pub type_params: Vec<Field>,
    /// Whether it is an alias.
    pub is_alias: bool,
    /// The type.
    pub ty: ExprId,
    /// All of its text.
    pub span: Span,
    /// Directives above it.
    pub directives: Vec<Directive>,
}

/// `func (recv) Name[P C](params) results {…}`
#[derive(Clone, PartialEq, Debug)]
pub struct FuncDecl {
    /// The receiver of a method, with at most one name.
    pub recv: Option<Field>,
    /// The name.
    pub name: IdentId,
    /// The type parameters; every field has names.
    pub type_params: Vec<Field>,
    /// Parameters and results.
    pub signature: Signature,
    /// The body, unless it is declared elsewhere.
    pub body: Option<Block>,
    /// All of its text, body included.
    pub span: Span,
    /// The offset Go gives the declaration: the token behind `func`.
    pub pos: u32,
    /// Directives above it.
    pub directives: Vec<Directive>,
}
