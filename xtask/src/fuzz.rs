//! `cargo xtask fuzz`: texts that no one would write, for the lexer, the parser and the checker. Owns how the targets of
//! `fuzz/` are built and run; what must hold for a text and how texts are mutated is theirs.
//!
//! The instrumentation of coverage needs no nightly compiler: the flags are those of `cargo fuzz run --sanitizer none`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, ValueEnum};

use crate::process::{capture, cargo, root, run, target_directory};

/// No text may take longer, in seconds; a busy machine is allowed for.
const LIMIT_SECONDS: u32 = 20;

/// Longer programs are cut.
const MAX_SEED_BYTES: usize = 6_000;

/// Texts are not longer.
const MAX_TEXT_BYTES: usize = 16_000;

/// Counters at every edge, a table of their places, and the operands of comparisons.
const INSTRUMENTATION: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1";

/// What to run.
#[derive(Args)]
pub struct Options {
    /// How long, in seconds, for each target.
    #[arg(long, default_value_t = 60)]
    time: u64,
    /// A file to run instead of new texts.
    #[arg(long)]
    input: Option<PathBuf>,
    /// Looks for a smaller text that fails as the file of `--input` does.
    #[arg(long, requires = "input")]
    minimize: bool,
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

impl Target {
    fn name(self) -> &'static str {
        match self {
            Target::Lexer => "lexer",
            Target::Parser => "parser",
            Target::Checker => "checker",
        }
    }
}

/// Runs the targets for as long as they may.
///
/// # Errors
/// At the first fault; libFuzzer has then written the text and its path.
pub fn fuzz(options: &Options) -> Result<()> {
    let host = host()?;
    let directory = target_directory().join("fuzz");
    let manifest = root().join("fuzz/Cargo.toml");
    let mut build = cargo(&["build", "--release", "--locked", "--quiet", "--target", &host, "--manifest-path"]);
    // Building for a named target keeps the flags away from build scripts.
    run(build.arg(manifest).env("CARGO_TARGET_DIR", &directory).env("RUSTFLAGS", INSTRUMENTATION))?;
    let programs = directory.join(host).join("release");
    let all = [Target::Lexer, Target::Parser, Target::Checker];
    let targets = if options.targets.is_empty() { all.to_vec() } else { options.targets.clone() };
    for target in targets {
        let mut command = Command::new(programs.join(target.name()));
        command.arg(format!("-timeout={LIMIT_SECONDS}")).arg("-rss_limit_mb=4096");
        match &options.input {
            Some(input) if options.minimize => {
                command.args(["-minimize_crash=1", "-max_total_time=120"]).arg(input);
            }
            Some(input) => {
                command.arg(input);
            }
            None => {
                let seeds = write_seeds(&directory.join("seeds"))?;
                let corpus = directory.join("corpus").join(target.name());
                std::fs::create_dir_all(&corpus)?;
                command.args(["-verbosity=0", "-print_final_stats=1", "-reload=0", "-len_control=0"]);
                command.arg(format!("-max_len={MAX_TEXT_BYTES}")).arg(format!("-max_total_time={}", options.time));
                command.arg(format!("-artifact_prefix={}/{}-", directory.display(), target.name()));
                command.args([corpus, seeds]);
            }
        }
        println!("{}:", target.name());
        run(&mut command)?;
    }
    Ok(())
}

/// The triple of this machine.
fn host() -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = capture(Command::new(rustc).arg("-vV"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    match text.lines().find_map(|line| line.strip_prefix("host: ")) {
        Some(host) => Ok(host.to_owned()),
        None => bail!("rustc -vV does not name the host"),
    }
}

/// Writes the programs that are mutated first: the repository's own tests, and those in the SDK if there is one.
fn write_seeds(seeds: &Path) -> Result<PathBuf> {
    let mut directories: Vec<PathBuf> =
        ["tests/run", "tests/errors", "crates/types/tests/check"].iter().map(|path| root().join(path)).collect();
    if let Some(goroot) = std::env::var_os("GOROOT").map(PathBuf::from) {
        let testdata = ["check", "examples", "fixedbugs", "spec"];
        directories.extend(testdata.iter().map(|d| goroot.join("src/internal/types/testdata").join(d)));
        directories.push(goroot.join("src/cmd/compile/internal/syntax/testdata"));
    }
    std::fs::create_dir_all(seeds)?;
    let mut count = 0;
    for directory in directories {
        let entries = std::fs::read_dir(&directory).with_context(|| directory.display().to_string())?;
        let paths = entries.flatten().map(|entry| entry.path());
        for path in paths.filter(|path| path.extension().is_some_and(|e| e == "go")) {
            let mut text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
            let mut end = MAX_SEED_BYTES.min(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
            std::fs::write(seeds.join(format!("{count}.go")), text)?;
            count += 1;
        }
    }
    ensure!(count > 0, "there is no program to mutate");
    Ok(seeds.to_owned())
}
