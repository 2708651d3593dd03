//! Parts of type expressions: fields, signatures, interface elements. Owns no node with an id.

use source::Span;

use crate::{ExprId, IdentId};

/// What stands between the brackets of an array or slice type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ArrayLen {
    /// Nothing: a slice type.
    Slice,
    /// `...`: the literal's elements decide.
    Dots,
    /// A length.
    Expr(ExprId),
}

/// Direction of a channel type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChanDir {
    /// `chan T`
    Both,
    /// `chan<- T`
    Send,
    /// `<-chan T`
    Receive,
}

/// Struct fields, parameters, results, a receiver or type parameters declared together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// The names; none for an unnamed parameter or an embedded field.
    pub names: Vec<IdentId>,
    /// The type or constraint; `...T` only as the last parameter.
    pub ty: ExprId,
    /// A struct field's tag, a string literal.
    pub tag: Option<ExprId>,
    /// Names, type and tag.
    pub span: Span,
}

/// Parameters and results.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// The parameters: either all have names or none has.
    pub params: Vec<Field>,
    /// The results: either all have names or none has.
    pub results: Vec<Field>,
    /// Offset of the `(` (or the `[` of type parameters) that opens the signature.
    pub pos: u32,
}

/// An element of an interface type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InterfaceElement {
    /// `Name(params) results`
    Method {
        /// The method's name.
        name: IdentId,
        /// Its parameters and results.
        signature: Signature,
        /// All of its text.
        span: Span,
    },
    /// An embedded type, `~T` ([`UnaryOp::Tilde`](crate::UnaryOp::Tilde)) or a union of such
    /// ([`BinaryOp::Or`](crate::BinaryOp::Or)).
    Embedded(ExprId),
}
