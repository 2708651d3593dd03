//! A file as a sequence of top-level items. Owns their boundaries and the rounds of parsing and recovery for each.

use std::cell::Cell;

use diagnostics::{Code, Diagnostic, Sink};
use lalrpop_util::ParseError;
use lexer::{Lexed, Lexeme, SemicolonKind, Token};
use rustc_hash::FxHashSet;
use source::{FileId, Span};

use crate::actions::{Builder, TopLevel};
use crate::block_braces::Marked;
use crate::go::TopLevelItemParser;
use crate::recovery::Container;
use crate::{errors, recovery};

/// How often one item is parsed again after an error.
const MAX_ROUNDS: usize = 10;

/// After so many items that cannot be read the rest of the file is not looked at: each may end only with the file.
const MAX_FAILURES: usize = 200;

/// How often the tokens of a file are rewritten and marked again.
const MAX_REWRITES: usize = 20;

struct Items<'t> {
    file: FileId,
    text: &'t str,
    builder: Builder<'t>,
    grammar: TopLevelItemParser,
    faults: Vec<Diagnostic>,
    /// Whether the lexer reported anything.
    has_lexical_errors: bool,
}

/// Parses the tokens of a file.
pub(crate) fn parse(
    file: FileId,
    text: &str,
    lexed: Lexed,
    has_lexical_errors: bool,
    all_errors: bool,
    sink: &mut Sink,
) -> ast::File {
    let directives = lexed.directives.into_iter().map(|directive| {
        let behind = lexed.tokens.iter().skip(lexed.tokens.partition_point(|l| l.start < directive.span.end));
        let mut behind =
            behind.filter(|l| !matches!(l.token, Token::Semicolon(kind) if kind != SemicolonKind::Written));
        (behind.next().map_or(u32::MAX, |l| l.start), directive)
    });
    let builder = Builder::new(file, text, directives.collect());
    let grammar = TopLevelItemParser::new();
    let mut items = Items { file, text, builder, grammar, faults: Vec::new(), has_lexical_errors };
    items.parse(lexed.tokens);
    let Items { builder, mut faults, .. } = items;
    let (tree, found) = builder.finish(faults.iter().any(|f| f.message.starts_with("syntax error")));
    faults.extend(found);
    report(faults, text, all_errors, sink);
    tree
}

/// Hands `faults` to the sink, each once and at most one syntax error a line unless all are wanted.
fn report(mut faults: Vec<Diagnostic>, text: &str, all_errors: bool, sink: &mut Sink) {
    if faults.is_empty() {
        return;
    }
    faults.sort_by_key(|fault| fault.span.start);
    let lines = source::LineIndex::new(text);
    let mut seen = FxHashSet::default();
    for fault in faults {
        let line = lines.line_column(fault.span.start).line;
        let is_syntax_error = !all_errors && fault.message.starts_with("syntax error:");
        let key = if is_syntax_error { (line, String::new()) } else { (fault.span.start, fault.message.clone()) };
        if seen.insert((is_syntax_error, key)) {
            sink.report(fault);
        }
    }
}

fn starts_item(token: Token) -> bool {
    matches!(token, Token::Import | Token::Const | Token::Type | Token::Var | Token::Func)
}

impl Items<'_> {
    fn error(&mut self, code: Code, at: u32, message: impl Into<String>) {
        self.faults.push(Diagnostic::error(code, Span::point(self.file, at), message));
    }

    fn syntax_error(&mut self, at: u32, message: &str) {
        self.error(Code::SyntaxError, at, format!("syntax error: {message}"));
    }

    fn parse(&mut self, tokens: Vec<Lexeme>) {
        let mut marked = Marked::brackets(tokens);
        let mut rewrites = 0;
        let mut failures = 0;
        if let Some(bracket) = marked.too_deep {
            self.error(Code::NestingTooDeep, marked.tokens[bracket].start, "brackets nested too deeply");
        }
        let end_of_text = self.text.len() as u32;
        if marked.token(0) != Some(Token::Package) {
            let at = marked.tokens.first().map_or(end_of_text, |l| l.start);
            return self.syntax_error(at, "package statement must be first");
        }
        let end = self.item_end(&marked, 0);
        let package = self.parse_item(marked.tokens[..end].to_vec(), &marked.tokens[end..]);
        if !matches!(package, Parsed::Whole) || marked.too_deep.is_some() {
            return;
        }
        let mut start = end;
        let mut previous = Token::Import;
        while let Some(lexeme) = marked.tokens.get(start).copied() {
            if !starts_item(lexeme.token) {
                if lexeme.token == Token::LeftBrace && self.ends_with_bodyless_function() {
                    self.syntax_error(lexeme.start, "unexpected semicolon or newline before {");
                } else {
                    self.syntax_error(lexeme.start, "non-declaration statement outside function body");
                }
                start = self.next_item(&marked, start + 1);
                continue;
            }
            if lexeme.token == Token::Import && previous != Token::Import {
                self.syntax_error(lexeme.start, "imports must appear before other declarations");
            }
            previous = lexeme.token;
            let end = self.item_end(&marked, start);
            let parsed = self.parse_item(marked.tokens[start..end].to_vec(), &marked.tokens[end..]);
            failures += usize::from(!matches!(parsed, Parsed::Whole));
            if failures > MAX_FAILURES {
                return;
            }
            start = match parsed {
                // Outside brackets Go goes on at the next declaration, wherever it starts.
                Parsed::Failed { outside_brackets: Some(at) } => self.next_item(&marked, start + at).min(end),
                Parsed::EndedAt(at) => self.next_item(&marked, start + at),
                Parsed::UpTo(next) => start + next,
                Parsed::Rewritten(item) if rewrites < MAX_REWRITES => {
                    rewrites += 1;
                    let mut tokens = marked.untagged();
                    tokens.splice(start..end, item);
                    marked = Marked::brackets(tokens);
                    start
                }
                _ => end,
            };
        }
    }

    fn ends_with_bodyless_function(&self) -> bool {
        matches!(self.builder.tree.decls.last(), Some(ast::Decl::Func(func)) if func.body.is_none())
    }

    /// The next keyword that starts an item in the first column or outside brackets.
    fn next_item(&self, marked: &Marked, from: usize) -> usize {
        let mut i = from;
        while let Some(token) = marked.token(i) {
            let is_bracket = matches!(token, Token::LeftParen | Token::LeftBracket | Token::LeftBrace);
            match marked.partner(i) {
                Some(close) if is_bracket && close > i => i = close + 1,
                _ if starts_item(token) => return i,
                _ => i += 1,
            }
        }
        i
    }

    /// The index behind the semicolon that ends the item at `start`. If brackets do not match, a keyword in the first
    /// column ends the item too.
    fn item_end(&self, marked: &Marked, start: usize) -> usize {
        let mut i = start;
        while let Some(token) = marked.token(i) {
            let is_open = matches!(
                token,
                Token::LeftParen | Token::LeftBracket | Token::LeftBrace | Token::BodyBrace | Token::TypeParamBracket
            );
            match token {
                Token::Semicolon(_) => return i + 1,
                _ if is_open => match marked.partner(i) {
                    Some(close) => i = close + 1,
                    None => {
                        let in_first_column = |i: &usize| {
                            let lexeme = marked.tokens[*i];
                            starts_item(lexeme.token) && self.text[..lexeme.start as usize].ends_with('\n')
                        };
                        return (i + 1..marked.tokens.len()).find(in_first_column).unwrap_or(marked.tokens.len());
                    }
                },
                _ => i += 1,
            }
        }
        i
    }

    /// Reads the item up to the error at `at`, if it could end there or if only a type is missing there.
    fn parse_up_to(&mut self, marked: &Marked, at: usize, expected: &[String]) -> Option<Parsed> {
        let accepts = |name: &str| expected.iter().any(|e| e.trim_matches('"') == name);
        let start = marked.tokens.get(at)?.start;
        let zero_width = |token: Token| Lexeme { token, start, end: start };
        let semicolon = |i: &usize| matches!(marked.token(*i), Some(Token::Semicolon(_)));
        let semicolon = (at..marked.tokens.len()).find(semicolon).map_or(marked.tokens.len(), |i| i + 1);
        let mut tokens = marked.tokens[..at].to_vec();
        let parsed = if accepts(";") {
            Parsed::EndedAt(at)
        } else if marked.token(0) == Some(Token::Import) {
            return Some(Parsed::UpTo(semicolon));
        } else if marked.token(0) == Some(Token::Type) && at >= 2 && accepts("name") && accepts("chan") {
            tokens.push(zero_width(Token::Name));
            Parsed::UpTo(semicolon)
        } else {
            return None;
        };
        tokens.push(zero_width(Token::Semicolon(SemicolonKind::Written)));
        let input = tokens.iter().map(|lexeme| Ok((lexeme.start, lexeme.token, lexeme.end)));
        let item = self.grammar.parse(&mut self.builder, input).ok()?;
        self.add(item);
        Some(parsed)
    }

    fn add(&mut self, item: TopLevel) {
        match item {
            TopLevel::Package(name) => self.builder.tree.package = Some(name),
            TopLevel::Imports(specs) => self.builder.tree.imports.extend(specs),
            TopLevel::Decl(decl) => self.builder.tree.decls.push(decl),
        }
    }

    /// Parses one item, behind which `following` stands, and adds it to the tree.
    fn parse_item(&mut self, mut tokens: Vec<Lexeme>, following: &[Lexeme]) -> Parsed {
        if !matches!(tokens.last().map(|l| l.token), Some(Token::Semicolon(_))) {
            let end = tokens.last().map_or(0, |l| l.end);
            if end as usize >= self.text.trim_end().len() {
                let token = Token::Semicolon(SemicolonKind::EndOfFile);
                tokens.push(Lexeme { token, start: self.text.len() as u32, end: self.text.len() as u32 });
            }
        }
        for round in 0..MAX_ROUNDS {
            let marked = Marked::new(tokens);
            let pulled = Cell::new(0);
            let input = marked.tokens.iter().map(|lexeme| {
                pulled.set(pulled.get() + 1);
                Ok((lexeme.start, lexeme.token, lexeme.end))
            });
            let result = self.grammar.parse(&mut self.builder, input);
            let (at, expected) = match result {
                Ok(item) => {
                    self.add(item);
                    return if round == 0 { Parsed::Whole } else { Parsed::Partly };
                }
                Err(ParseError::UnrecognizedToken { expected, .. }) => (pulled.get() - 1, expected),
                Err(ParseError::UnrecognizedEof { expected, .. }) => (marked.tokens.len(), expected),
                Err(_) => (marked.tokens.len(), Vec::new()),
            };
            self.builder.forget_guards();
            if round == 0 || at < marked.tokens.len() {
                self.report_unexpected(&marked, at, &expected, following);
            }
            if let Some(tokens) = recovery::rewritten(&marked, at, &expected) {
                return Parsed::Rewritten(tokens);
            }
            if round == 0 && marked.token(0) != Some(Token::Package) {
                let is_outside = recovery::container_of(&marked, at) == Container::TopLevel;
                if is_outside && let Some(parsed) = self.parse_up_to(&marked, at, &expected) {
                    return parsed;
                }
            }
            match recovery::without_element(&marked, at) {
                Some(kept) => tokens = kept,
                None => {
                    let is_outside = round == 0 && recovery::container_of(&marked, at) == Container::TopLevel;
                    return Parsed::Failed { outside_brackets: is_outside.then_some(at) };
                }
            }
        }
        Parsed::Partly
    }

    /// Reports the token at `at`, which is none of `expected`.
    fn report_unexpected(&mut self, marked: &Marked, at: usize, expected: &[String], following: &[Lexeme]) {
        let ends_statement = at.checked_sub(1).and_then(|i| marked.token(i)).is_some_and(Token::ends_statement);
        let is_end = marked.token(at) == Some(Token::Semicolon(SemicolonKind::EndOfFile)) && !ends_statement;
        match (marked.tokens.get(at), following) {
            // What is missing at the end of the file is a consequence of earlier errors.
            (Some(_), _) if is_end && self.has_errors() => {}
            (None, []) if self.has_errors() => {}
            (Some(lexeme), _) => {
                if let Some(colon) = errors::label_without_statement(marked, at) {
                    return self.syntax_error(colon, "missing statement after label");
                }
                let message = errors::message(marked, at, expected, self.text);
                let span = Span::new(self.file, lexeme.start, lexeme.end);
                let message = format!("syntax error: {message}");
                self.faults.push(Diagnostic::error(Code::SyntaxError, span, message));
            }
            // The item has no end; Go takes the next function for a literal that should have no name.
            (None, [func, name, ..]) if func.token == Token::Func && name.token == Token::Name => {
                let shown = &self.text[name.start as usize..name.end as usize];
                self.syntax_error(name.start, &format!("unexpected name {shown}, expected ("));
            }
            (None, _) => {
                let message = errors::message(marked, at, expected, self.text);
                let offset = following.first().map_or(self.text.len() as u32, |l| l.start);
                self.syntax_error(offset, &message);
            }
        }
    }

    fn has_errors(&self) -> bool {
        self.has_lexical_errors || !self.faults.is_empty() || !self.builder.faults.is_empty()
    }
}

/// What became of an item.
enum Parsed {
    /// It is in the tree.
    Whole,
    /// It is in the tree without what was in error.
    Partly,
    /// It is not in the tree.
    Failed {
        /// The token in error, if it stands outside all brackets.
        outside_brackets: Option<usize>,
    },
    /// It is in the tree as if it ended at this token; Go goes on at the next declaration.
    EndedAt(usize),
    /// The tree has what it needs; Go goes on at this token of the item.
    UpTo(usize),
    /// Its tokens, with the token in error replaced: they may end elsewhere.
    Rewritten(Vec<Lexeme>),
}
