//! One run of a part of the front end. Owns [`probe`] and what it demands: nothing panics, tokens and spans are in the
//! text, equal texts give equal results.

use diagnostics::{Diagnostic, Sink};
use indexmap::IndexMap;
use source::{FileId, SourceMap, Symbol};
use types::{Gc64, PackageInput, Program, check_package};

/// What the threads of the compiler have.
const STACK_BYTES: usize = 256 << 20;

/// A part of the front end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// Text to tokens.
    Lexer,
    /// Text to trees.
    Parser,
    /// Text to objects and types.
    Checker,
}

/// Runs `target` twice on `data`, whose bytes that are not UTF-8 are replaced as the loader does it.
///
/// # Panics
/// If the target does, or does what it never may.
pub fn probe(target: Target, data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    std::thread::scope(|scope| {
        let both = || assert!(outcome(target, &text) == outcome(target, &text), "two runs differ");
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, both);
        assert!(thread.is_ok_and(|thread| thread.join().is_ok()), "a panic");
    });
}

/// What the target reports.
fn outcome(target: Target, text: &str) -> Vec<Diagnostic> {
    let mut sources = SourceMap::new();
    let id = sources.add("fuzz.go", text);
    let mut sink = Sink::new();
    match target {
        Target::Lexer => {
            check_tokens(text, &lexer::lex(id, text, &mut sink).tokens);
            check_tokens(text, &lexer::lex_declarations(id, text, &mut Sink::new()).tokens);
        }
        Target::Parser => check_parser(id, text, &mut sink),
        Target::Checker => {
            let files = [parser::parse_file(id, text, &mut sink)];
            check(&files, &sources, &mut sink);
            let mut found = Sink::new();
            let declarations = [parser::parse_declarations(id, text, &mut found)];
            check(&declarations, &sources, &mut found);
        }
    }
    let errors = sink.into_sorted();
    assert!(errors.iter().all(|error| error.span.end as usize <= text.len()), "an error behind the end");
    for error in errors.iter().take(10) {
        diagnostics::render::concise(&sources, error);
        diagnostics::render::rich(&sources, error, false);
    }
    errors
}

fn check_tokens(text: &str, tokens: &[lexer::Lexeme]) {
    let mut end = 0;
    for lexeme in tokens {
        assert!(end <= lexeme.start && lexeme.start <= lexeme.end, "tokens overlap at {}", lexeme.start);
        assert!(text.get(lexeme.start as usize..lexeme.end as usize).is_some(), "a token splits a character");
        end = lexeme.end;
    }
    assert!(end as usize <= text.len(), "a token behind the end");
}

fn check_parser(id: FileId, text: &str, sink: &mut Sink) {
    let tree = parser::parse_file(id, text, sink);
    for expr in tree.exprs.values() {
        assert!(expr.span.start <= expr.span.end && expr.span.end as usize <= text.len(), "a span outside");
    }
    if sink.is_empty() {
        // What is left out of a file without errors are no declarations.
        let declarations = parser::parse_declarations(id, text, &mut Sink::new());
        assert_eq!(tree.imports, declarations.imports);
        assert_eq!(tree.decls.len(), declarations.decls.len(), "a declaration is missing");
    }
}

fn check(files: &[ast::File], sources: &SourceMap, sink: &mut Sink) {
    let imports = IndexMap::new();
    let input = PackageInput {
        path: "fuzz",
        name: Symbol::intern("fuzz"),
        files,
        sources,
        imports: &imports,
        go_version: (1, 27),
        allow_missing_bodies: false,
        allow_unused_imports: false,
        strict_wasm: false,
    };
    check_package(&mut Program::new(), &input, &Gc64, sink);
}
