//! Expressions and types, which share one kind as in Go's own trees. Owns [`Expr`] and the operators.

use source::Span;

use crate::{ArrayLen, Block, ChanDir, ExprId, Field, IdentId, InterfaceElement, Signature};

/// An expression or type.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// All of its text; the start is where Go's checker reports most errors about it (`StartPos`).
    pub span: Span,
    /// The offset of the token that names the production (`Pos()` in `cmd/compile`): the operator of a binary
    /// expression, the `.` of a selector or type assertion, the `[` of an index or slice expression, the `(` of a
    /// call, the `{` of a composite literal, the `:` of a key-value pair, the `(` or `[` behind the `func` of a
    /// function type; otherwise the first token.
    pub pos: u32,
}

/// What an expression is.
#[derive(Clone, PartialEq, Debug)]
pub enum ExprKind {
    /// Something that did not parse; an error was reported.
    Bad,
    /// `x`
    Name(IdentId),
    /// `1`, `1.5`, `2i`, `'a'`, `"s"`
    BasicLit(BasicLit),
    /// `T{…}`, or `{…}` inside another literal.
    CompositeLit {
        /// The type, unless elided.
        ty: Option<ExprId>,
        /// Elements; those with a key are [`ExprKind::KeyValue`].
        elements: Vec<ExprId>,
        /// Offset of `}`.
        rbrace: u32,
    },
    /// `func(…) … {…}`
    FuncLit {
        /// Parameters and results.
        signature: Signature,
        /// The body.
        body: Block,
    },
    /// `(x)`
    Paren(ExprId),
    /// `x.sel`, also a package-qualified name.
    Selector {
        /// What is selected from.
        x: ExprId,
        /// The selected name.
        sel: IdentId,
    },
    /// `x[i]`, also an instantiation `x[T, U]`; there is at least one index.
    Index {
        /// The operand, function or generic type.
        x: ExprId,
        /// The index or the type arguments.
        indices: Vec<ExprId>,
    },
    /// `x[lo:hi]`, `x[lo:hi:max]`
    Slice {
        /// The operand.
        x: ExprId,
        /// Low bound.
        lo: Option<ExprId>,
        /// High bound.
        hi: Option<ExprId>,
        /// Capacity bound.
        max: Option<ExprId>,
        /// Whether there are two colons.
        full: bool,
    },
    /// `x.(T)`
    TypeAssert {
        /// The operand.
        x: ExprId,
        /// The type; `None` for `x.(type)` outside a type switch, which was reported.
        ty: Option<ExprId>,
    },
    /// `f(a, b...)`, also a conversion.
    Call {
        /// The function or type.
        fun: ExprId,
        /// The arguments.
        args: Vec<ExprId>,
        /// Whether the last argument is followed by `...`.
        has_dots: bool,
    },
    /// `*x`, a pointer type or an indirection.
    Star(ExprId),
    /// `op x`
    Unary {
        /// The operator.
        op: UnaryOp,
        /// The operand.
        x: ExprId,
    },
    /// `x op y`; `|` also joins the terms of a union.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Left operand.
        x: ExprId,
        /// Right operand.
        y: ExprId,
    },
    /// `key: value` in a composite literal.
    KeyValue {
        /// Field name, index or map key.
        key: ExprId,
        /// The element.
        value: ExprId,
    },
    /// `[n]T`, `[...]T`, `[]T`
    ArrayType {
        /// The length, or that it is a slice type.
        len: ArrayLen,
        /// Element type.
        elem: ExprId,
    },
    /// `struct{…}`
    StructType {
        /// The fields; one without names is embedded.
        fields: Vec<Field>,
    },
    /// `func(…) …`
    FuncType(Signature),
    /// `interface{…}`
    InterfaceType {
        /// Methods and embedded elements, in order.
        elements: Vec<InterfaceElement>,
    },
    /// `map[K]V`
    MapType {
        /// Key type.
        key: ExprId,
        /// Element type.
        value: ExprId,
    },
    /// `chan T`, `chan<- T`, `<-chan T`
    ChanType {
        /// The direction.
        dir: ChanDir,
        /// Element type.
        elem: ExprId,
    },
    /// `...T`, the type of a final parameter.
    Ellipsis(ExprId),
}

/// A literal of a basic type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BasicLit {
    /// The literal as written.
    pub text: Box<str>,
    /// Its kind and, for runes and strings, its value.
    pub value: Literal,
    /// Whether the literal is malformed, which was reported.
    pub is_bad: bool,
}

/// Kind of a basic literal; values of numbers are left to the constant evaluator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Literal {
    /// An integer literal.
    Int,
    /// A floating-point literal.
    Float,
    /// An imaginary literal.
    Imaginary,
    /// A rune literal and its code point.
    Rune(u32),
    /// A string literal and its bytes, which need not be UTF-8.
    String(Box<[u8]>),
}

macro_rules! operators {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $op_doc:literal])+ $op:ident = $text:literal,)* }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $name { $($(#[doc = $op_doc])+ $op,)* }

        impl $name {
            /// The operator as written.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$op => $text,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

operators! {
    /// Prefix operators, except `*`.
    UnaryOp {
        /// Identity.
        Plus = "+",
        /// Negation.
        Minus = "-",
        /// Logical not.
        Not = "!",
        /// Bitwise complement.
        Complement = "^",
        /// Address.
        Address = "&",
        /// Receive.
        Receive = "<-",
        /// Underlying type, in constraints.
        Tilde = "~",
    }
}

operators! {
    /// Infix operators, also those of assignment operations.
    BinaryOp {
        /// Conditional or.
        LogicalOr = "||",
        /// Conditional and.
        LogicalAnd = "&&",
        /// Equal.
        Equal = "==",
        /// Not equal.
        NotEqual = "!=",
        /// Less.
        Less = "<",
        /// Less or equal.
        LessEqual = "<=",
        /// Greater.
        Greater = ">",
        /// Greater or equal.
        GreaterEqual = ">=",
        /// Sum or concatenation.
        Add = "+",
        /// Difference.
        Sub = "-",
        /// Bitwise or; union of types.
        Or = "|",
        /// Bitwise exclusive or.
        Xor = "^",
        /// Product.
        Mul = "*",
        /// Quotient.
        Div = "/",
        /// Remainder.
        Rem = "%",
        /// Bitwise and.
        And = "&",
        /// Bit clear.
        AndNot = "&^",
        /// Left shift.
        ShiftLeft = "<<",
        /// Right shift.
        ShiftRight = ">>",
    }
}

impl BinaryOp {
    /// Binding strength from 1 (`||`) to 5 (`*`).
    pub fn precedence(self) -> u8 {
        use BinaryOp::*;
        match self {
            LogicalOr => 1,
            LogicalAnd => 2,
            Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => 3,
            Add | Sub | Or | Xor => 4,
            Mul | Div | Rem | And | AndNot | ShiftLeft | ShiftRight => 5,
        }
    }

    /// Whether the operator compares.
    pub fn is_comparison(self) -> bool {
        self.precedence() == 3
    }

    /// Whether the operator shifts.
    pub fn is_shift(self) -> bool {
        matches!(self, BinaryOp::ShiftLeft | BinaryOp::ShiftRight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_bind_as_in_the_specification() {
        let strengths = [BinaryOp::LogicalOr, BinaryOp::LogicalAnd, BinaryOp::Less, BinaryOp::Xor, BinaryOp::AndNot];
        assert_eq!(strengths.map(BinaryOp::precedence), [1, 2, 3, 4, 5]);
        assert!(BinaryOp::NotEqual.is_comparison() && !BinaryOp::Or.is_comparison());
        assert_eq!(UnaryOp::Receive.to_string() + BinaryOp::AndNot.as_str(), "<-&^");
    }
}
