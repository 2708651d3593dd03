//! The tokens. Owns [`Token`], their scanning with logos, and the names messages use; literals are scanned by
//! [`crate::literal`].

use logos::{FilterResult, Lexer, Logos};

use crate::literal;

/// What the scanner collects besides tokens: messages with their byte ranges, relative to the text.
#[derive(Default, Debug)]
pub struct Faults {
    pub(crate) list: Vec<(u32, u32, String)>,
}

impl Faults {
    pub(crate) fn push(&mut self, start: usize, end: usize, message: impl Into<String>) {
        self.list.push((start as u32, end as u32, message.into()));
    }
}

/// A token of Go. Its text is that of its range in the file.
#[derive(Logos, Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[logos(extras = Faults, skip r"[ \t\r]+")]
pub enum Token {
    /// An identifier.
    #[regex(r"[\p{L}_][\p{L}\p{Nd}_]*")]
    Name,
    /// An integer literal.
    #[regex(r"[0-9]", literal::scan_number)]
    #[regex(r"\.[0-9]", literal::scan_number)]
    Number(NumberKind),
    /// A rune literal.
    #[token("'", literal::scan_rune)]
    Rune(Validity),
    /// A string literal, raw or interpreted.
    #[token("\"", literal::scan_string)]
    #[token("`", literal::scan_raw_string)]
    String(Validity),

    /// `break`
    #[token("break")]
    Break,
    /// `case`
    #[token("case")]
    Case,
    /// `chan`
    #[token("chan")]
    Chan,
    /// `const`
    #[token("const")]
    Const,
    /// `continue`
    #[token("continue")]
    Continue,
    /// `default`
    #[token("default")]
    Default,
    /// `defer`
    #[token("defer")]
    Defer,
    /// `else`
    #[token("else")]
    Else,
    /// `fallthrough`
    #[token("fallthrough")]
    Fallthrough,
    /// `for`
    #[token("for")]
    For,
    /// `func`
    #[token("func")]
    Func,
    /// `go`
    #[token("go")]
    Go,
    /// `goto`
    #[token("goto")]
    Goto,
    /// `if`
    #[token("if")]
    If,
    /// `import`
    #[token("import")]
    Import,
    /// `interface`
    #[token("interface")]
    Interface,
    /// `map`
    #[token("map")]
    Map,
    /// `package`
    #[token("package")]
    Package,
    /// `range`
    #[token("range")]
    Range,
    /// `return`
    #[token("return")]
    Return,
    /// `select`
    #[token("select")]
    Select,
    /// `struct`
    #[token("struct")]
    Struct,
    /// `switch`
    #[token("switch")]
    Switch,
    /// `type`
    #[token("type")]
    Type,
    /// `var`
    #[token("var")]
    Var,

    /// `+`
    #[token("+")]
    Plus,
    /// `-`
    #[token("-")]
    Minus,
    /// `*`
    #[token("*")]
    Star,
    /// `/`
    #[token("/")]
    Slash,
    /// `%`
    #[token("%")]
    Percent,
    /// `&`
    #[token("&")]
    And,
    /// `|`
    #[token("|")]
    Or,
    /// `^`
    #[token("^")]
    Caret,
    /// `<<`
    #[token("<<")]
    ShiftLeft,
    /// `>>`
    #[token(">>")]
    ShiftRight,
    /// `&^`
    #[token("&^")]
    AndNot,
    /// `+=`
    #[token("+=")]
    PlusAssign,
    /// `-=`
    #[token("-=")]
    MinusAssign,
    /// `*=`
    #[token("*=")]
    StarAssign,
    /// `/=`
    #[token("/=")]
    SlashAssign,
    /// `%=`
    #[token("%=")]
    PercentAssign,
    /// `&=`
    #[token("&=")]
    AndAssign,
    /// `|=`
    #[token("|=")]
    OrAssign,
    /// `^=`
    #[token("^=")]
    CaretAssign,
    /// `<<=`
    #[token("<<=")]
    ShiftLeftAssign,
    /// `>>=`
    #[token(">>=")]
    ShiftRightAssign,
    /// `&^=`
    #[token("&^=")]
    AndNotAssign,
    /// `&&`
    #[token("&&")]
    LogicalAnd,
    /// `||`
    #[token("||")]
    LogicalOr,
    /// `<-`
    #[token("<-")]
    Arrow,
    /// `++`
    #[token("++")]
    Increment,
    /// `--`
    #[token("--")]
    Decrement,
    /// `==`
    #[token("==")]
    Equal,
    /// `!=`
    #[token("!=")]
    NotEqual,
    /// `<`
    #[token("<")]
    Less,
    /// `<=`
    #[token("<=")]
    LessEqual,
    /// `>`
    #[token(">")]
    Greater,
    /// `>=`
    #[token(">=")]
    GreaterEqual,
    /// `=`
    #[token("=")]
    Assign,
    /// `:=`
    #[token(":=")]
    Define,
    /// `!`
    #[token("!")]
    Not,
    /// `~`
    #[token("~")]
    Tilde,
    /// `(`
    #[token("(")]
    LeftParen,
    /// `)`
    #[token(")")]
    RightParen,
    /// `[`
    #[token("[")]
    LeftBracket,
    /// `]`
    #[token("]")]
    RightBracket,
    /// `{`
    #[token("{")]
    LeftBrace,
    /// `}`
    #[token("}")]
    RightBrace,
    /// `,`
    #[token(",")]
    Comma,
    /// `.`
    #[token(".")]
    Dot,
    /// `...`
    #[token("...")]
    Dots,
    /// `:`
    #[token(":")]
    Colon,
    /// `;`, written or automatic.
    #[token(";", |_| SemicolonKind::Written)]
    Semicolon(SemicolonKind),

    /// A line's end; only before semicolons are inserted.
    #[token("\n")]
    Newline,
    /// A comment; only before semicolons are inserted.
    #[regex(r"//[^\n]*", allow_greedy = true)]
    #[token("/*", scan_block_comment)]
    Comment,
    /// What is no token, which was reported; never handed to the parser.
    Error,

    /// The `{` that opens the body of an `if`, `for` or `switch`; made by the parser's token adapter.
    BodyBrace,
    /// The `[` that is known to open type parameters of a type declaration; made by the parser's token adapter.
    TypeParamBracket,
}

/// Kind of a numeric literal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NumberKind {
    /// An integer.
    Int,
    /// A floating-point number.
    Float,
    /// An imaginary number.
    Imaginary,
    /// A malformed number, which was reported.
    Bad,
}

/// Whether a literal is well-formed; if not, that was reported.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Validity {
    /// The literal has a value.
    Good,
    /// The literal is malformed.
    Bad,
}

/// Where a semicolon comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SemicolonKind {
    /// A `;` in the text.
    Written,
    /// Inserted at a line's end.
    Newline,
    /// Inserted at the end of the file.
    EndOfFile,
}

fn scan_block_comment(lexer: &mut Lexer<'_, Token>) -> FilterResult<(), ()> {
    match lexer.remainder().find("*/") {
        Some(length) => lexer.bump(length + 2),
        None => {
            lexer.bump(lexer.remainder().len());
            let span = lexer.span();
            lexer.extras.push(span.start, span.start + 2, "comment not terminated");
        }
    }
    FilterResult::Emit(())
}

impl Token {
    /// Whether a line's end after this token is a semicolon (Go specification, "Semicolons").
    pub fn ends_statement(self) -> bool {
        use Token::*;
        matches!(
            self,
            Name | Number(_)
                | Rune(_)
                | String(_)
                | Break
                | Continue
                | Fallthrough
                | Return
                | Increment
                | Decrement
                | RightParen
                | RightBracket
                | RightBrace
        )
    }

    /// Whether this is a keyword.
    pub fn is_keyword(self) -> bool {
        use Token::*;
        matches!(
            self,
            Break
                | Case
                | Chan
                | Const
                | Continue
                | Default
                | Defer
                | Else
                | Fallthrough
                | For
                | Func
                | Go
                | Goto
                | If
                | Import
                | Interface
                | Map
                | Package
                | Range
                | Return
                | Select
                | Struct
                | Switch
                | Type
                | Var
        )
    }
}
