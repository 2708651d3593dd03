//! Automatic semicolons. Owns [`Semicolons`], an iterator adapter that also drops line ends and comments.
//!
//! Go specification, "Semicolons", rule 1; rule 2 (before `)` and `}`) is the grammar's.

use crate::token::{SemicolonKind, Token};
use crate::{Lexeme, SourceText};

/// Turns a stream with line ends and comments into one with semicolons.
pub(crate) struct Semicolons<'t, I> {
    tokens: I,
    text: SourceText<'t>,
    ends_statement: bool,
    /// Where the file ends; a last semicolon goes there.
    is_done: bool,
}

impl<'t, I: Iterator<Item = Lexeme>> Semicolons<'t, I> {
    pub(crate) fn new(tokens: I, text: &'t str) -> Self {
        Semicolons { tokens, text, ends_statement: false, is_done: false }
    }
}

impl<I: Iterator<Item = Lexeme>> Iterator for Semicolons<'_, I> {
    type Item = Lexeme;

    fn next(&mut self) -> Option<Lexeme> {
        let semicolon = |kind, start, end| Some(Lexeme { token: Token::Semicolon(kind), start, end });
        while !self.is_done {
            let Some(lexeme) = self.tokens.next() else {
                self.is_done = true;
                let end = self.text.len() as u32;
                return if self.ends_statement { semicolon(SemicolonKind::EndOfFile, end, end) } else { None };
            };
            match lexeme.token {
                Token::Newline | Token::Comment => {
                    let text = &self.text[lexeme.start as usize..lexeme.end as usize];
                    // A comment of several lines acts like a line's end.
                    if self.ends_statement && text.contains('\n') {
                        self.ends_statement = false;
                        return semicolon(SemicolonKind::Newline, lexeme.start, lexeme.start);
                    }
                }
                Token::Error => {}
                token => {
                    self.ends_statement = token.ends_statement();
                    return Some(lexeme);
                }
            }
        }
        None
    }
}
