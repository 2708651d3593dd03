//! Ids of the nodes of one file. Owns the id types; they mean nothing without their [`File`](crate::File).

use cranelift_entity::entity_impl;

/// An expression or type of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(u32);
entity_impl!(ExprId, "expr");

/// A statement of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StmtId(u32);
entity_impl!(StmtId, "stmt");

/// One occurrence of an identifier in a file, declaring or using.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdentId(u32);
entity_impl!(IdentId, "ident");
