//! The syntax tree of one Go file.
//!
//! Owns: nodes in arenas, their ids, the walker and the text dump.
//! Never does: hold types, resolve names or judge; what Go's grammar accepts and its checker rejects is in the tree.
//!
//! Invariants: ids are dense per file, so that later phases keep side tables by `(FileId, ExprId)` and
//! `(FileId, IdentId)`; a node has at most one parent.
//!
//! Shape after Go's `cmd/compile/internal/syntax`, with two exceptions: names declared together share one [`Field`],
//! and parentheses are always kept.
#![deny(missing_docs)]

mod declarations;
mod dump;
mod expressions;
mod file;
mod ids;
mod statements;
mod type_expressions;
mod visit;

pub use declarations::{ConstSpec, Decl, FuncDecl, Group, ImportSpec, TypeSpec, VarSpec};
pub use dump::dump;
pub use expressions::{BasicLit, BinaryOp, Expr, ExprKind, Literal, UnaryOp};
pub use file::{File, Ident};
pub use ids::{ExprId, IdentId, StmtId};
pub use lexer::{BuildConstraint, Directive};
pub use statements::{Block, BranchKind, CaseClause, CommClause, Stmt, StmtKind};
pub use type_expressions::{ArrayLen, ChanDir, Field, InterfaceElement, Signature};
pub use visit::{Visitor, walk_block, walk_decl, walk_expr, walk_fields, walk_file, walk_signature, walk_stmt};
