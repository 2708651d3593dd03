//! Go's grammar.
//!
//! Owns: the LALRPOP grammar, the token adapter in front of it, recovery from errors and their wording.
//! Never does: input or output, resolve names, or panic, whatever the text.
//!
//! Invariants: a tree is returned for every text; if it does not represent all of the text, an error was reported. The
//! depth of a tree is limited ([`diagnostics::Code::NestingTooDeep`]), so that recursion over it is safe: at most 3000
//! levels, and at most 10000 for chains of left operands, selectors, calls and `else if`.
#![deny(missing_docs)]

mod actions;
mod block_braces;
mod errors;
mod items;
mod recovery;

lalrpop_util::lalrpop_mod!(
    #[allow(clippy::all, unused, missing_docs, reason = "generated code")]
    go
);

use diagnostics::Sink;
use source::FileId;

/// Parses the text of `file`. Errors are reported to `sink`, several a file; the tree then lacks what is wrong.
/// Of several syntax errors in a line only the first is, as in Go's compiler.
pub fn parse_file(file: FileId, text: &str, sink: &mut Sink) -> ast::File {
    parse_whole(file, text, false, sink)
}

/// As [`parse_file`], but leaves the bodies of functions and the elements of composite literals that initialise package
/// variables unread, as long as the types of all declarations are the same ([`ast::File::has_bodies`]). A file in which an
/// error is found is read whole.
pub fn parse_declarations(file: FileId, text: &str, sink: &mut Sink) -> ast::File {
    let mut found = Sink::new();
    let lexed = lexer::lex_declarations(file, text, &mut found);
    let mut tree = items::parse(file, text, lexed, false, false, &mut found);
    if !found.is_empty() {
        return parse_file(file, text, sink);
    }
    tree.has_bodies = false;
    tree
}

/// As [`parse_file`], but reports every syntax error of a line, as Go's parser does on its own.
pub fn parse_file_with_all_errors(file: FileId, text: &str, sink: &mut Sink) -> ast::File {
    parse_whole(file, text, true, sink)
}

fn parse_whole(file: FileId, text: &str, all_errors: bool, sink: &mut Sink) -> ast::File {
    let before = sink.len();
    let lexed = lexer::lex(file, text, sink);
    let has_lexical_errors = sink.len() > before;
    items::parse(file, text, lexed, has_lexical_errors, all_errors, sink)
}
