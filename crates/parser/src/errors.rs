//! The wording of syntax errors. Owns the step from "this token cannot come here" to Go's message; never changes
//! tokens or trees.
//!
//! The messages are those of `cmd/compile`, whose parser knows what it is in the middle of; here that is found out from
//! the innermost open bracket and the tokens that would have been accepted.

use lexer::{Lexeme, SemicolonKind, Token};

use crate::block_braces::Marked;
use crate::recovery::{Container, container_of};

/// The offset of the colon if the token at `at` starts a clause right behind a label, which needs a statement there.
pub(crate) fn label_without_statement(marked: &Marked, at: usize) -> Option<u32> {
    let colon = at.checked_sub(1)?;
    let before_label = at.checked_sub(3).and_then(|i| marked.token(i));
    let starts_statement =
        matches!(before_label, Some(Token::Semicolon(_) | Token::Colon | Token::LeftBrace | Token::BodyBrace));
    let is_label = marked.token(colon.checked_sub(1)?) == Some(Token::Name) && starts_statement;
    let is_clause = matches!(marked.token(at), Some(Token::Case | Token::Default));
    (is_clause && marked.token(colon) == Some(Token::Colon) && is_label).then(|| marked.tokens[colon].start)
}

/// How messages name a token.
fn token_name(lexeme: &Lexeme, text: &str) -> String {
    let written = &text[lexeme.start as usize..lexeme.end as usize];
    match lexeme.token {
        Token::Name => format!("name {written}"),
        Token::Number(_) | Token::Rune(_) | Token::String(_) => format!("literal {written}"),
        Token::Semicolon(SemicolonKind::Written) => "semicolon".into(),
        Token::Semicolon(SemicolonKind::Newline) => "newline".into(),
        Token::Semicolon(SemicolonKind::EndOfFile) => "EOF".into(),
        Token::Comma => "comma".into(),
        token if token.is_keyword() => format!("keyword {written}"),
        _ => written.into(),
    }
}

/// The message about a token that cannot continue the header of an `if`, `for` or `switch`.
fn header_message(marked: &Marked, at: usize, found: &str) -> String {
    let is_keyword = |i: &usize| matches!(marked.token(*i), Some(Token::If | Token::For | Token::Switch));
    let keyword = (0..at).rev().find(is_keyword).unwrap_or(0);
    let in_header = |wanted: fn(Token) -> bool| marked.tokens[keyword..at].iter().any(|l| wanted(l.token));
    let has_semicolon = in_header(|token| matches!(token, Token::Semicolon(_)));
    match marked.token(keyword) {
        Some(Token::Switch) if has_semicolon => "missing { after switch clause".into(),
        Some(Token::For) if has_semicolon || in_header(|token| token == Token::Range) => {
            format!("unexpected {found}, expected {{ after for clause")
        }
        Some(Token::If) if has_semicolon => format!("unexpected {found}, expected {{ after if clause"),
        _ => format!("unexpected {found}, expected {{"),
    }
}

/// The message about the token at `at`, which is none of `expected`.
pub(crate) fn message(marked: &Marked, at: usize, expected: &[String], text: &str) -> String {
    let accepts = |name: &str| expected.iter().any(|e| e.trim_matches('"') == name);
    let found = marked.tokens.get(at).map_or("EOF".into(), |lexeme| token_name(lexeme, text));
    let token = marked.token(at);
    let container = container_of(marked, at);
    let before = at.checked_sub(1).and_then(|i| marked.token(i));
    let wants_operand = accepts("number");
    let wants_type = !wants_operand && accepts("name") && accepts("chan");

    if before == Some(Token::Else) {
        return "else must be followed by if or statement block".into();
    }
    if accepts("{b") && !wants_operand {
        return header_message(marked, at, &found);
    }
    if matches!(before, Some(Token::Select)) {
        return "missing { after select clause".into();
    }
    if before == Some(Token::Dots) && wants_type {
        return "... is missing type".into();
    }
    if wants_type && before == Some(Token::Chan)
        || wants_type && before == Some(Token::Arrow) && at >= 2 && marked.token(at - 2) == Some(Token::Chan)
    {
        return "missing channel element type".into();
    }
    if before == Some(Token::Dot) && accepts("name") && accepts("(") {
        return format!("unexpected {found}, expected name or (");
    }
    if token == Some(Token::Define) && accepts("=") && !accepts(":=") {
        return format!("unexpected {found}, expected =");
    }
    if before == Some(Token::Func) && matches!(container, Container::TopLevel) {
        return format!("unexpected {found}, expected name or (");
    }
    if token == Some(Token::Var) && matches!(before, Some(Token::If | Token::For | Token::Switch)) {
        let keyword = marked.tokens[at - 1];
        let keyword = &text[keyword.start as usize..keyword.end as usize];
        return format!("var declaration not allowed in {keyword} initializer");
    }
    if accepts(":=") && accepts("=") && accepts(",") && !accepts(";") {
        return format!("unexpected {found}, expected := or = or comma");
    }
    if accepts("[t") && accepts("=") || wants_type && before == Some(Token::Assign) {
        return format!("unexpected {found} in type declaration");
    }
    if accepts("string") && !accepts("number") && !accepts(";") {
        return match token {
            Some(Token::Number(_) | Token::Rune(_)) => "import path must be a string".into(),
            _ => "missing import path".into(),
        };
    }
    if before == Some(Token::Return) && wants_operand {
        return format!("unexpected {found}, expected expression");
    }
    let closes = |close: &str| accepts(",") && accepts(close);
    if wants_type
        && matches!(before, Some(Token::Comma | Token::LeftParen | Token::LeftBracket | Token::TypeParamBracket))
    {
        match container {
            Container::Parameters => return format!("unexpected {found}, expected )"),
            Container::TypeParameters => return format!("unexpected {found}, expected ]"),
            _ => {}
        }
    }
    match container {
        Container::Call | Container::Parentheses if closes(")") => {
            return format!("unexpected {found} in argument list; possibly missing comma or )");
        }
        Container::Parameters if closes(")") => {
            return format!("unexpected {found} in parameter list; possibly missing comma or )");
        }
        Container::TypeParameters if closes("]") => {
            return format!("unexpected {found} in parameter list; possibly missing comma or ]");
        }
        Container::Literal if closes("}") => {
            return format!("unexpected {found} in composite literal; possibly missing comma or }}");
        }
        Container::Group if accepts(";") && accepts(")") => {
            return format!("unexpected {found} in grouped declaration; possibly missing semicolon or newline or )");
        }
        Container::Struct if accepts(";") && accepts("}") && !accepts("name") => {
            return format!("unexpected {found} in struct type; possibly missing semicolon or newline or }}");
        }
        Container::Struct if accepts("}") && accepts("name") && !accepts("chan") => {
            return format!("unexpected {found}, expected field name or embedded type");
        }
        Container::Interface if accepts(";") && accepts("}") => {
            return format!("unexpected {found} in interface type; possibly missing semicolon or newline or }}");
        }
        Container::Index if closes("]") => return format!("unexpected {found}, expected comma, : or ]"),
        Container::Statements => {
            let starts_statement =
                matches!(before, Some(Token::Semicolon(_) | Token::LeftBrace | Token::BodyBrace | Token::Colon) | None);
            if accepts("case") && (starts_statement || !accepts("if")) {
                return format!("unexpected {found}, expected case or default or }}");
            }
            if starts_statement && accepts("}") && accepts("if") {
                return format!("unexpected {found}, expected }}");
            }
            if accepts(";") && accepts("}") {
                return format!("unexpected {found} at end of statement");
            }
        }
        Container::TopLevel if accepts(";") && marked.token(0) == Some(Token::Package) => {
            return format!("unexpected {found}, expected semicolon or newline");
        }
        Container::TopLevel if accepts(";") => {
            return format!("unexpected {found} after top level declaration");
        }
        _ => {}
    }
    if wants_operand {
        return format!("unexpected {found}, expected expression");
    }
    if wants_type {
        return format!("unexpected {found}, expected type");
    }
    if accepts(";") {
        return match container {
            Container::TopLevel => format!("unexpected {found} after top level declaration"),
            _ => format!("unexpected {found} at end of statement"),
        };
    }
    for (name, shown) in [("name", "name"), (")", ")"), ("]", "]"), ("}", "}"), ("(", "("), ("{", "{"), (":", ":")] {
        if accepts(name) {
            return format!("unexpected {found}, expected {shown}");
        }
    }
    match expected {
        [only] => match only.trim_matches('"') {
            keyword if keyword.starts_with(char::is_alphabetic) => {
                format!("unexpected {found}, expected keyword {keyword}")
            }
            only => format!("unexpected {found}, expected {only}"),
        },
        _ => format!("unexpected {found}"),
    }
}
