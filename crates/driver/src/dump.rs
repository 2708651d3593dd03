//! Dumps of every stage, for people and snapshots. Owns [`Stage`] and [`dump`]; every dump is deterministic.

use std::fmt::Write;

use diagnostics::Sink;
use loader::FileProvider;

use crate::check::{check, check_program};
use crate::compile::{emit_module, lower_main, optimize};
use crate::types_dump::dump_types;
use crate::{Failure, Options};

/// A stage of the compiler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The tokens of the named packages' files.
    Tokens,
    /// Their trees.
    Ast,
    /// What the checker found out about them.
    Types,
    /// The program as it was lowered.
    Ir,
    /// The program as it was optimised.
    Opt,
    /// The module in text form.
    Wat,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Stage; 6] = [Stage::Tokens, Stage::Ast, Stage::Types, Stage::Ir, Stage::Opt, Stage::Wat];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Tokens => "tokens",
            Stage::Ast => "ast",
            Stage::Types => "types",
            Stage::Ir => "ir",
            Stage::Opt => "opt",
            Stage::Wat => "wat",
        }
    }
}

/// The text form of what `stage` makes of the packages that `patterns` name.
///
/// # Errors
/// What prevents the stage from being reached. For tokens and trees, errors in the files are no hindrance.
pub fn dump(
    options: &Options,
    provider: &dyn FileProvider,
    patterns: &[String],
    stage: Stage,
) -> Result<String, Failure> {
    match stage {
        Stage::Tokens | Stage::Ast => dump_files(options, provider, patterns, stage),
        Stage::Types => Ok(dump_types(&check(options, provider, patterns)?)),
        Stage::Ir | Stage::Opt | Stage::Wat => {
            let checked = check_program(options, provider, patterns)?;
            let mut module = lower_main(options, &checked)?;
            if stage != Stage::Ir {
                optimize(options, &mut module)?;
            }
            if stage != Stage::Wat {
                return Ok(ir::text::write_module(&module));
            }
            let wasm = emit_module(options, &module)?;
            wasmprinter::print_bytes(&wasm).map_err(|error| Failure::internal(error.to_string()))
        }
    }
}

fn dump_files(
    options: &Options,
    provider: &dyn FileProvider,
    patterns: &[String],
    stage: Stage,
) -> Result<String, Failure> {
    let loaded = loader::load(&options.load_options(), provider, patterns);
    if loaded.packages.is_empty() || loaded.roots.is_empty() {
        let messages = loaded.errors.into_iter().map(|error| error.message).collect();
        return Err(Failure { messages, ..Failure::default() });
    }
    let mut out = String::new();
    for root in loaded.roots {
        for tree in &loaded.packages[root].files {
            let file = loaded.sources.file(tree.file);
            let _ = writeln!(out, "# {}", file.name);
            if stage == Stage::Ast {
                out += &ast::dump(tree);
                continue;
            }
            let mut ignored = Sink::new();
            for lexeme in lexer::lex(tree.file, &file.text, &mut ignored).tokens {
                let at = file.lines().line_column(lexeme.start);
                let text = &file.text[lexeme.start as usize..lexeme.end as usize];
                let _ = writeln!(out, "{}:{} {:?} {text:?}", at.line, at.column, lexeme.token);
            }
        }
    }
    Ok(out)
}
