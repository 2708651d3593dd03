//! Tokens of the Go language: literals, automatic semicolons and directives.
//!
//! Owns: the text-to-token half of the front end. Never does: input or output, or fail; what is no token becomes a
//! diagnostic and is left out.
//!
//! Invariants: tokens are in order and do not overlap; a text of one token a byte still fits `u32` offsets.
#![deny(missing_docs)]

mod bodies;
mod build_constraints;
mod directives;
mod literal;
mod semicolons;
mod token;

pub use build_constraints::BuildConstraint;
pub use directives::Directive;
pub use literal::{rune_value, string_value};
pub use token::{NumberKind, SemicolonKind, Token, Validity};

use diagnostics::{Code, Sink};
use logos::Logos;
use source::{FileId, Span};

use bodies::BodySkipper;
use semicolons::Semicolons;
use token::Faults;

type SourceText<'t> = &'t str;

/// A token and its byte range; empty for an automatic semicolon.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lexeme {
    /// The token.
    pub token: Token,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

/// The tokens and directives of a file.
#[derive(Clone, Debug, Default)]
pub struct Lexed {
    /// All tokens, automatic semicolons included, in order.
    pub tokens: Vec<Lexeme>,
    /// All `//go:` and `//line` comments, in order.
    pub directives: Vec<Directive>,
}

/// Splits `text` into tokens; reports what is none.
pub fn lex(file: FileId, text: &str, sink: &mut Sink) -> Lexed {
    lex_with(file, text, None, sink)
}

/// As [`lex`], but between the braces of the bodies of functions, and of the composite literals that are initial values of
/// package variables, there are no tokens and no directives, and nothing is reported. What names and types a file declares
/// does not depend on what is left out. Braces with a `//line` directive between them and those that nothing closes are
/// kept, and so are those inside other brackets or where they count the length of an array.
pub fn lex_declarations(file: FileId, text: &str, sink: &mut Sink) -> Lexed {
    lex_with(file, text, Some(BodySkipper::default()), sink)
}

fn lex_with(file: FileId, text: &str, skipper: Option<BodySkipper>, sink: &mut Sink) -> Lexed {
    let mut directives = Vec::new();
    let (raw, mut faults) = scan(text, skipper);
    for comment in raw.iter().filter(|lexeme| lexeme.token == Token::Comment) {
        directives.extend(directives::read(file, text, comment.start, comment.end));
    }
    for (at, message) in directives.iter().filter_map(|directive| directive.read_line_base()?.err()) {
        faults.push(at as usize, at as usize, message);
    }
    for (at, message) in stray_characters(text) {
        faults.push(at, at + message.1, message.0);
    }
    for (start, end, message) in faults.list {
        sink.error(Code::InvalidToken, Span::new(file, start, end), message);
    }
    Lexed { tokens: Semicolons::new(raw.into_iter(), text).collect(), directives }
}

/// Raw tokens, line ends and comments.
fn scan(text: &str, mut skipper: Option<BodySkipper>) -> (Vec<Lexeme>, Faults) {
    let mut raw: Vec<Lexeme> = Vec::with_capacity(text.len() / 4);
    let mut lexer = Token::lexer(text);
    let mut extras = Faults::default();
    // The end of the last name that contains a character that no name has: what follows is part of the name.
    let mut bad_name_end = None;
    while let Some(result) = lexer.next() {
        let span = lexer.span();
        let (start, end) = (span.start as u32, span.end as u32);
        match result {
            Ok(Token::Name) if bad_name_end == Some(start) => {
                bad_name_end = Some(end);
                if let Some(last) = raw.last_mut() {
                    last.end = end;
                }
            }
            Ok(token) => {
                raw.push(Lexeme { token, start, end });
                if let Some(skipper) = &mut skipper {
                    lexer.bump(skipper.body_behind(token, lexer.remainder()));
                }
            }
            Err(()) => {
                let bad = &text[span.clone()];
                for (i, c) in bad.char_indices() {
                    let at = span.start + i;
                    if c == '\0' || c == '\u{feff}' {
                        continue;
                    }
                    let shown = literal::unicode_name(u32::from(c));
                    if c.is_ascii() {
                        extras.push(at, at + 1, format!("invalid character {shown}"));
                        continue;
                    }
                    let glued = raw.last().is_some_and(|l| l.token == Token::Name && l.end as usize == at);
                    let message = if c.is_numeric() && !glued {
                        format!("identifier cannot begin with digit {shown}")
                    } else {
                        format!("invalid character {shown} in identifier")
                    };
                    let next = (at + c.len_utf8()) as u32;
                    extras.push(at, next as usize, message);
                    match raw.last_mut().filter(|_| glued) {
                        Some(last) => last.end = next,
                        None => raw.push(Lexeme { token: Token::Name, start: at as u32, end: next }),
                    }
                    bad_name_end = Some(next);
                }
            }
        }
    }
    let mut faults = lexer.extras;
    faults.list.append(&mut extras.list);
    (raw, faults)
}

/// NUL characters and byte order marks, which Go rejects even in comments and literals; a mark at the start is fine.
fn stray_characters(text: &str) -> impl Iterator<Item = (usize, (&'static str, usize))> {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(0, b'\xef', bytes).filter_map(move |at| match bytes[at] {
        0 => Some((at, ("invalid NUL character", 1))),
        _ if at > 0 && text[at..].starts_with('\u{feff}') => Some((at, ("invalid BOM in the middle of the file", 3))),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let mut sink = Sink::new();
        let lexed = lex(FileId(0), text, &mut sink);
        let mut out = String::new();
        for l in &lexed.tokens {
            out += &format!("{}..{} {:?} {:?}\n", l.start, l.end, l.token, &text[l.start as usize..l.end as usize]);
        }
        for d in &lexed.directives {
            out += &format!("directive {:?} starts line: {}\n", d.text, d.starts_line);
        }
        for d in sink.into_sorted() {
            out += &format!("{}..{} {}\n", d.span.start, d.span.end, d.message);
        }
        out
    }

    #[test]
    fn semicolons_are_inserted() {
        insta::assert_snapshot!(show("\u{feff}x := y /* a\n */ z++ // end\n\nreturn\nif {\n}"));
    }

    #[test]
    fn literals() {
        insta::assert_snapshot!(show("0x1.8p-3 .5e+3i 1_000 0b11 0o17 017 '\\n' `a\nb` \"\\xff\" x.y 1...2 099.5 08i"));
    }

    #[test]
    fn bodies_are_left_out() {
        let shown = |text: &str| {
            let lexed = lex_declarations(FileId(0), text, &mut Sink::new());
            let tokens = lexed.tokens.iter().map(|l| match &text[l.start as usize..l.end as usize] {
                "" | "\n" => ";",
                token => token,
            });
            tokens.collect::<Vec<_>>().join(" ")
        };
        for (text, expected) in [
            ("func f() { if x { y() } }\nvar a = 1", "func f ( ) { } ; var a = 1 ;"),
            ("func f() { '{'; '\\''; \"}\\\"}\"; `}` /* } */ // }\n }", "func f ( ) { } ;"),
            ("func (T) f() struct{} { return struct{}{} }", "func ( T ) f ( ) struct { } { } ;"),
            (
                "func f[P interface{ m() }](x func() struct{ a int }) (y any) { z }",
                "func f [ P interface { m ( ) } ] ( x func ( ) struct { a int } ) ( y any ) { } ;",
            ),
            ("var f = func() { x }", "var f = func ( ) { } ;"),
            ("var f = g(func() { x })", "var f = g ( func ( ) { x } ) ;"),
            ("var f =\nfunc() { x }\nfunc g() { x }", "var f = func ( ) { } ; func g ( ) { } ;"),
            ("var a, b = [...]T{{1}}, []T{{1}}", "var a , b = [ ... ] T { { 1 } } , [ ] T { } ;"),
            (
                "var (\na struct{ x int } = T{1}\nb = [...]int{1}\nc = &T{1}\n)",
                "var ( a struct { x int } = T { } ; b = [ ... ] int { 1 } ; c = & T { } ; ) ;",
            ),
            ("type T struct{ f func() }\nconst c = 1", "type T struct { f func ( ) } ; const c = 1 ;"),
            ("func f()\nvar x = T{1}", "func f ( ) ; var x = T { } ;"),
            ("func f() {\n//line a.go:1\nx }", "func f ( ) { x } ;"),
            ("func f() { x", "func f ( ) { x ;"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn malformed_literals() {
        let text = "0x 0b12 08 1e 0x1.0 1__0 'ab' '' '\\q' \"\\400\" \"\\ud800\" 0b1.0 0x1e+1 1p3\n\"abc\n'";
        insta::assert_snapshot!(show(text));
    }

    #[test]
    fn characters_that_are_no_tokens() {
        insta::assert_snapshot!(show("a # b\0 \u{feff} x—y ٣ /* open"));
    }

    #[test]
    fn directives_are_kept() {
        let text = "//go:build wasm\nx //go:noinline here\n//line a.go:1\n/*line b.go:2*/ // go:no\n//gopher\r\n";
        insta::assert_snapshot!(show(text));
    }
}
