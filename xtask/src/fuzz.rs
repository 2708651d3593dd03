//! `cargo xtask fuzz`: texts that no one would write, for the lexer, the parser and the checker. Owns the mutation of
//! programs and what must hold for each text: nothing panics, nothing takes seconds, equal texts give equal results.
//!
//! Programs are mutated by tokens, so that most texts get past the lexer: deep inside a parser faults are found by texts
//! that are nearly right. A run is determined by `--seed`; a fault is reported with the seed that repeats it alone.
//! The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, ValueEnum};
use diagnostics::{Diagnostic, Sink};
use indexmap::IndexMap;
use source::{FileId, SourceMap, Symbol};
use types::{Gc64, PackageInput, Program, check_package};

use crate::process::{root, target_directory};

/// What the threads of the compiler have.
const STACK_BYTES: usize = 256 << 20;

/// No text of this size may take longer.
const LIMIT: Duration = Duration::from_secs(5);

/// Longer programs are cut.
const MAX_SEED_BYTES: usize = 6_000;

/// What to run.
#[derive(Args)]
pub struct Options {
    /// How long, in seconds, for each target.
    #[arg(long, default_value_t = 60)]
    time: u64,
    /// The number of the first text.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only the text of `--seed`, which is printed.
    #[arg(long)]
    once: bool,
    /// The targets; all by default.
    targets: Vec<Target>,
}

/// A part of the front end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Target {
    /// Text to tokens.
    Lexer,
    /// Text to trees.
    Parser,
    /// Text to objects and types.
    Checker,
}

/// Runs the targets for as long as they may.
///
/// # Errors
/// At the first fault.
pub fn fuzz(options: &Options) -> Result<()> {
    let programs = programs()?;
    let all = [Target::Lexer, Target::Parser, Target::Checker];
    let targets = if options.targets.is_empty() { all.to_vec() } else { options.targets.clone() };
    let current = target_directory().join("fuzz-current");
    for target in targets {
        let run = || run(target, options, &programs, &current);
        std::thread::scope(|scope| -> Result<()> {
            let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run)?;
            thread.join().map_err(|_| anyhow::anyhow!("the fuzzer panicked"))?
        })?;
    }
    Ok(())
}

fn run(target: Target, options: &Options, programs: &[String], current: &Path) -> Result<()> {
    let start = Instant::now();
    let mut seed = options.seed;
    while options.once || start.elapsed() < Duration::from_secs(options.time) {
        let text = Mutator { state: seed, programs }.text();
        if options.once {
            println!("{text}");
        }
        // A stack that overflows ends the process: the file then has the number.
        std::fs::write(current, format!("{target:?} --seed {seed}\n"))?;
        if let Err(fault) = probe(target, &text) {
            let smaller = smallest(target, &text);
            bail!("{target:?} --seed {seed}: {fault:#}\n--- smallest text\n{smaller}\n---");
        }
        seed += 1;
        if options.once {
            break;
        }
    }
    println!("{target:?}: {} texts in {:.0} s", seed - options.seed, start.elapsed().as_secs_f64());
    Ok(())
}

/// Runs the target on `text` twice and compares.
fn probe(target: Target, text: &str) -> Result<()> {
    let start = Instant::now();
    let results = std::panic::catch_unwind(|| (outcome(target, text), outcome(target, text)));
    let Ok((first, second)) = results else { bail!("a panic") };
    ensure!(first? == second?, "two runs differ");
    let mut elapsed = start.elapsed();
    if elapsed >= LIMIT {
        // A busy machine may have kept the thread waiting: only a text that is slow again is at fault.
        let start = Instant::now();
        outcome(target, text)?;
        elapsed = start.elapsed();
    }
    ensure!(elapsed < LIMIT, "{:.1} s for {} bytes", elapsed.as_secs_f64(), text.len());
    Ok(())
}

/// What the target reports.
fn outcome(target: Target, text: &str) -> Result<Vec<Diagnostic>> {
    let mut sources = SourceMap::new();
    let id = sources.add("fuzz.go", text);
    let mut sink = Sink::new();
    match target {
        Target::Lexer => {
            let mut end = 0;
            for lexeme in lexer::lex(id, text, &mut sink).tokens {
                ensure!(end <= lexeme.start && lexeme.start <= lexeme.end, "tokens overlap at {}", lexeme.start);
                ensure!(text.get(lexeme.start as usize..lexeme.end as usize).is_some(), "a token splits a character");
                end = lexeme.end;
            }
            ensure!(end as usize <= text.len(), "a token behind the end");
        }
        Target::Parser => {
            let tree = parser::parse_file(id, text, &mut sink);
            for (_, expr) in tree.exprs.iter() {
                ensure!(expr.span.start <= expr.span.end && expr.span.end as usize <= text.len(), "a span outside");
            }
        }
        Target::Checker => {
            let files = [parser::parse_file(id, text, &mut sink)];
            let mut program = Program::new();
            let imports = IndexMap::new();
            let input = PackageInput {
                path: "fuzz",
                name: Symbol::intern("fuzz"),
                files: &files,
                sources: &sources,
                imports: &imports,
                go_version: (1, 27),
                allow_missing_bodies: false,
                allow_unused_imports: false,
                strict_wasm: false,
            };
            check_package(&mut program, &input, &Gc64, &mut sink);
        }
    }
    let errors = sink.into_sorted();
    let is_inside = |error: &&Diagnostic| error.span.end as usize <= text.len();
    ensure!(errors.iter().all(|error| is_inside(&error)), "an error behind the end");
    for error in errors.iter().take(10) {
        diagnostics::render::concise(&sources, error);
        diagnostics::render::rich(&sources, error, false);
    }
    Ok(errors)
}

/// The text without whatever can be left out and the fault stays, by halves, quarters and so on.
fn smallest(target: Target, text: &str) -> String {
    let mut best = text.to_owned();
    let mut pieces = 2;
    while pieces <= best.len() && pieces < 4_096 {
        let size = best.len().div_ceil(pieces);
        let mut at = 0;
        let mut is_smaller = false;
        while at < best.len() {
            let mut end = (at + size).min(best.len());
            while !best.is_char_boundary(end) {
                end += 1;
            }
            let kept = format!("{}{}", &best[..at], &best[end..]);
            if probe(target, &kept).is_err() {
                best = kept;
                is_smaller = true;
            } else {
                at = end;
            }
        }
        if !is_smaller {
            pieces *= 2;
        }
    }
    best
}

/// The programs that are mutated: the repository's own tests, and those in the SDK if there is one.
fn programs() -> Result<Vec<String>> {
    let mut directories: Vec<PathBuf> =
        ["tests/run", "tests/errors", "crates/types/tests/check"].iter().map(|path| root().join(path)).collect();
    if let Some(goroot) = std::env::var_os("GOROOT").map(PathBuf::from) {
        let testdata = ["check", "examples", "fixedbugs", "spec"];
        directories.extend(testdata.iter().map(|d| goroot.join("src/internal/types/testdata").join(d)));
        directories.push(goroot.join("src/cmd/compile/internal/syntax/testdata"));
    }
    let mut programs = Vec::new();
    for directory in directories {
        let entries = std::fs::read_dir(&directory).with_context(|| directory.display().to_string())?;
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "go")) {
            let mut text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
            let mut end = MAX_SEED_BYTES.min(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
            programs.push(text);
        }
    }
    ensure!(!programs.is_empty(), "there is no program to mutate");
    Ok(programs)
}

/// Makes one text from the programs.
struct Mutator<'p> {
    state: u64,
    programs: &'p [String],
}

impl Mutator<'_> {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// Some program's tokens, each with the white space and comments before it.
    fn tokens(&mut self) -> Vec<String> {
        let index = self.below(self.programs.len());
        let text = &self.programs[index];
        let mut pieces = Vec::new();
        let mut from = 0;
        for lexeme in lexer::lex(FileId(0), text, &mut Sink::new()).tokens {
            pieces.push(text[from..lexeme.end as usize].to_owned());
            from = lexeme.end as usize;
        }
        pieces.push(text[from..].to_owned());
        pieces
    }

    fn text(&mut self) -> String {
        const INSERTED: [&str; 24] = [
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ";",
            "\n",
            " func ",
            " chan ",
            " <-",
            "...",
            " type ",
            " struct{",
            " interface{",
            "//line x:1:1\n",
            "/*line :2:2*/",
            "0x_p",
            "'",
            "`",
            "\u{feff}",
            "\0",
            " T[T] ",
            " := range ",
        ];
        let mut pieces = self.tokens();
        let other = self.tokens();
        for _ in 0..=self.below(5) {
            let at = self.below(pieces.len());
            let length = 1 + self.below(6);
            let end = (at + length).min(pieces.len());
            match self.below(8) {
                0 => drop(pieces.drain(at..end)),
                1 => {
                    let copied = pieces[at..end].to_vec();
                    pieces.splice(at..at, copied);
                }
                2 | 3 => {
                    let from = self.below(other.len());
                    let to = (from + 1 + self.below(12)).min(other.len());
                    pieces.splice(at..end, other[from..to].to_vec());
                }
                4 => {
                    let to = self.below(pieces.len());
                    pieces.swap(at, to);
                }
                5 => {
                    let inserted = INSERTED[self.below(INSERTED.len())];
                    let times = if self.below(20) == 0 { 2_000 } else { 1 };
                    pieces.insert(at, inserted.repeat(times));
                }
                6 => {
                    // One name for another, which the checker then finds to be something else.
                    let from = self.below(pieces.len());
                    pieces[at] = pieces[from].clone();
                }
                _ => pieces.truncate(pieces.len().max(20) - self.below(20).min(pieces.len() / 2)),
            }
            if pieces.is_empty() {
                pieces.push(String::new());
            }
        }
        pieces.concat()
    }
}
