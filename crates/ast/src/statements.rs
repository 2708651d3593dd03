//! Statements. Owns [`Stmt`] and the clauses of `switch` and `select`.

use source::Span;

use crate::{BinaryOp, Decl, ExprId, IdentId, StmtId};

/// A statement.
#[derive(Clone, PartialEq, Debug)]
pub struct Stmt {
    /// What it is.
    pub kind: StmtKind,
    /// All of its text.
    pub span: Span,
    /// The offset of the token that names the production: the operator of an assignment, the arrow of a send, the
    /// colon of a label, the `range` of a range loop's clause, the `pos` of an expression; otherwise the first token.
    pub pos: u32,
}

/// What a statement is.
#[derive(Clone, PartialEq, Debug)]
pub enum StmtKind {
    /// Something that did not parse; an error was reported.
    Bad,
    /// Nothing.
    Empty,
    /// `label: stmt`
    Labeled {
        /// The label.
        label: IdentId,
        /// The statement, possibly empty.
        stmt: StmtId,
    },
    /// `{…}`
    Block(Block),
    /// An expression, normally a call or a receive.
    Expr(ExprId),
    /// `chan <- value`
    Send {
        /// The channel.
        chan: ExprId,
        /// What is sent.
        value: ExprId,
    },
    /// A constant, variable or type declaration.
    Decl(Decl),
    /// `a, b = x, y`, or `a op= x`.
    Assign {
        /// The operator of an assignment operation.
        op: Option<BinaryOp>,
        /// Left sides; exactly one with an operator.
        lhs: Vec<ExprId>,
        /// Right sides; exactly one with an operator.
        rhs: Vec<ExprId>,
    },
    /// `a, b := x, y`
    Define {
        /// Left sides; the checker reports those that are no names.
        lhs: Vec<ExprId>,
        /// Right sides.
        rhs: Vec<ExprId>,
    },
    /// `x++`, `x--`
    IncDec {
        /// The operand.
        x: ExprId,
        /// Whether it is `++`.
        is_increment: bool,
    },
    /// `break`, `continue`, `goto`, `fallthrough`
    Branch {
        /// Which.
        kind: BranchKind,
        /// The label, mandatory for `goto`.
        label: Option<IdentId>,
    },
    /// `go call`; the checker reports what is no call.
    Go(ExprId),
    /// `defer call`; the checker reports what is no call.
    Defer(ExprId),
    /// `return results`
    Return(Vec<ExprId>),
    /// `if init; cond {…} else …`
    If {
        /// A simple statement.
        init: Option<StmtId>,
        /// The condition.
        cond: ExprId,
        /// The first branch.
        then: Block,
        /// An `if` or a block.
        otherwise: Option<StmtId>,
    },
    /// `for init; cond; post {…}`
    For {
        /// A simple statement.
        init: Option<StmtId>,
        /// The condition; none is `true`.
        cond: Option<ExprId>,
        /// A simple statement.
        post: Option<StmtId>,
        /// The body.
        body: Block,
    },
    /// `for lhs := range x {…}`
    Range {
        /// Left sides, as many as written; more than two are for the checker to report.
        lhs: Vec<ExprId>,
        /// Whether the left sides are declared (`:=`).
        is_define: bool,
        /// What is ranged over.
        x: ExprId,
        /// The offset of `range`.
        range_pos: u32,
        /// The body.
        body: Block,
    },
    /// `switch init; tag {…}`
    Switch {
        /// A simple statement.
        init: Option<StmtId>,
        /// The tag; none is `true`.
        tag: Option<ExprId>,
        /// The clauses.
        clauses: Vec<CaseClause>,
        /// Offset of `{`.
        lbrace: u32,
        /// Offset of `}`.
        rbrace: u32,
    },
    /// `switch init; binding := x.(type) {…}`
    TypeSwitch {
        /// A simple statement.
        init: Option<StmtId>,
        /// The name each clause declares.
        binding: Option<IdentId>,
        /// The operand.
        x: ExprId,
        /// Offset of the `.` of `.(type)`.
        guard_pos: u32,
        /// The clauses; `nil` is a name.
        clauses: Vec<CaseClause>,
        /// Offset of `{`.
        lbrace: u32,
        /// Offset of `}`.
        rbrace: u32,
    },
    /// `select {…}`
    Select {
        /// The clauses.
        clauses: Vec<CommClause>,
        /// Offset of `}`.
        rbrace: u32,
    },
}

/// A braced list of statements.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// The statements.
    pub stmts: Vec<StmtId>,
    /// Braces and all between.
    pub span: Span,
    /// Offset of `}`, where Go reports a missing return.
    pub rbrace: u32,
}

/// A statement that transfers control.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BranchKind {
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `goto`
    Goto,
    /// `fallthrough`
    Fallthrough,
}

impl BranchKind {
    /// The keyword.
    pub fn as_str(self) -> &'static str {
        match self {
            BranchKind::Break => "break",
            BranchKind::Continue => "continue",
            BranchKind::Goto => "goto",
            BranchKind::Fallthrough => "fallthrough",
        }
    }
}

/// `case exprs: …` or `default: …` of an expression or type switch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseClause {
    /// The values or types; empty if and only if this is the default clause.
    pub exprs: Vec<ExprId>,
    /// The statements.
    pub body: Vec<StmtId>,
    /// Offset of the colon, where a type switch's symbol is declared.
    pub colon: u32,
    /// From `case` or `default` to the next clause or the closing brace.
    pub span: Span,
}

/// `case comm: …` or `default: …` of a select statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommClause {
    /// A send, receive or receiving assignment (the checker reports others); `None` is the default clause.
    pub comm: Option<StmtId>,
    /// The statements.
    pub body: Vec<StmtId>,
    /// Offset of the colon.
    pub colon: u32,
    /// From `case` or `default` to the next clause or the closing brace.
    pub span: Span,
}
