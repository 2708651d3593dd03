//! `cargo xtask conformance`: Go's own tests of its front end, its programs and its library. Owns the suites' names and what all of
//! them share: running cases on two threads, comparing outcomes with the known failures, the report.
//!
//! The sources are read where a package installs them and are never part of the repository.

mod comments;
mod disk;
mod error_comments;
mod execution;
mod go_regexp;
mod go_tests;
mod known;
mod library_tests;
mod oracle;
mod recipe;
mod syntax_tests;
mod type_tests;
mod workbench;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, ValueEnum};

use crate::setup;
use known::Known;

/// Threads that run cases.
const THREADS: usize = 2;

/// The checker recurses as deeply as the source nests.
const STACK_BYTES: usize = 512 << 20;

/// What to run.
#[derive(Args)]
pub struct Options {
    /// The suite.
    suite: Suite,
    /// Which programs of `gotest`.
    #[arg(long, default_value = "errorcheck")]
    mode: Mode,
    /// Go's `test` directory, for `gotest`; otherwise `$GOTEST_DIR` or Debian's package `golang-1.19-src`.
    #[arg(long, value_name = "DIRECTORY")]
    dir: Option<PathBuf>,
    /// Only cases whose path contains this; with `std` the one package of this path, or those whose path contains it.
    #[arg(long, default_value = "")]
    only: String,
    /// Print what is wrong with each failing case, also with those that are known to fail.
    #[arg(long, short)]
    verbose: bool,
    /// Remove cases that pass from the list of known failures.
    #[arg(long)]
    bless: bool,
    /// With `gotest`: show how the messages of Go's compiler differ for each failing case.
    #[arg(long)]
    oracle: bool,
    /// With `gotest`: the language version, as Go's `-lang`.
    #[arg(long, default_value = "go1.19")]
    lang: String,
    /// With `gotest --mode run`: collect garbage at every allocation.
    #[arg(long)]
    stress: bool,
    /// Suspend goroutines at every call that may suspend.
    #[arg(long)]
    suspend: bool,
    /// With `gotest --mode run`: packages that programs may import, separated by commas, or `all`.
    #[arg(long, default_value = "unsafe")]
    imports: String,
}

/// A suite.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Suite {
    /// The checker's tests in the SDK.
    Types,
    /// The parser's tests in the SDK.
    Syntax,
    /// The programs of Go's `test` directory.
    Gotest,
    /// The tests of the SDK's packages, compared with Go's port to WASI.
    Std,
}

/// What is done with the programs of Go's `test` directory.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// Those with errors are checked.
    Errorcheck,
    /// Those without are checked.
    Compile,
    /// Those of one file are compiled and run.
    Run,
    /// Those of a directory are compiled and run.
    Rundir,
}

/// How a case ended.
pub enum Outcome {
    /// As expected.
    Pass,
    /// Not as the test expects, but word for word as the SDK's own compiler.
    AsGo,
    /// Not as expected; the text says how.
    Fail(String),
    /// It needs something that is not there yet; the text says what.
    Unsupported(String),
    /// It says nothing about gowex; the text says why.
    Skip(&'static str),
}

/// Cases of a suite.
struct Cases {
    /// Their paths, as in the list of known failures.
    names: Vec<String>,
    /// The list's name without its extension.
    list: &'static str,
}

/// Runs a suite.
///
/// # Errors
/// If a case fails that is not known to, or passes that is known to fail.
pub fn conformance(options: &Options) -> Result<()> {
    match options.suite {
        Suite::Types => type_tests::run(options),
        Suite::Syntax => syntax_tests::run(options),
        Suite::Gotest => go_tests::run(options),
        Suite::Std => library_tests::run(options),
    }
}

/// The SDK's directory: `$GOROOT`, or what `cargo xtask sdk` made.
fn goroot() -> Result<PathBuf> {
    let made = setup::sdk_go().ancestors().nth(2).map(PathBuf::from);
    let places = std::env::var_os("GOROOT").map(PathBuf::from).into_iter().chain(made);
    let found = places.into_iter().find(|root| root.join("src/internal/types/testdata").is_dir());
    found.context("no Go SDK with sources; run `cargo xtask sdk`, or set GOROOT")
}

impl Cases {
    /// Runs `run` on every case, each thread with a state of its own, and compares the outcomes with the known failures.
    fn run<S>(
        mut self,
        options: &Options,
        make_state: impl Fn() -> Result<S> + Sync,
        run: impl Fn(&mut S, &str) -> Result<Outcome> + Sync,
    ) -> Result<()> {
        let filtered = !options.only.is_empty();
        self.names.retain(|name| name.contains(&options.only));
        self.names.sort();
        ensure!(!self.names.is_empty(), "the suite has no case");
        let next = AtomicUsize::new(0);
        let outcomes: Mutex<BTreeMap<&str, Outcome>> = Mutex::new(BTreeMap::new());
        std::thread::scope(|scope| -> Result<()> {
            let work = || -> Result<()> {
                let mut state = make_state()?;
                while let Some(name) = self.names.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result =
                        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&mut state, name.as_str())));
                    let outcome = match result {
                        Ok(Ok(outcome)) => outcome,
                        Ok(Err(error)) => Outcome::Fail(format!("{error:#}")),
                        Err(_) => {
                            // A state that a panic left behind is not used again.
                            state = make_state()?;
                            Outcome::Fail("the compiler panicked".to_owned())
                        }
                    };
                    if let Ok(mut outcomes) = outcomes.lock() {
                        outcomes.insert(name, outcome);
                    }
                }
                Ok(())
            };
            let spawn = |_| std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
            let threads = (0..THREADS).map(spawn).collect::<std::io::Result<Vec<_>>>()?;
            for thread in threads {
                thread.join().map_err(|_| anyhow::anyhow!("a worker panicked"))??;
            }
            Ok(())
        })?;
        let outcomes = outcomes.into_inner().map_err(|_| anyhow::anyhow!("a worker panicked"))?;
        report(options, self.list, filtered, &outcomes)
    }
}

/// Prints what happened; fails if it is not what is known.
fn report(options: &Options, list: &str, filtered: bool, outcomes: &BTreeMap<&str, Outcome>) -> Result<()> {
    let mut known = Known::read(list)?;
    let (mut passed, mut as_go, mut known_failures) = (0, 0, 0);
    let mut unexpected = Vec::new();
    let mut fixed = Vec::new();
    let mut unsupported: BTreeMap<&str, usize> = BTreeMap::new();
    let mut skipped: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, outcome) in outcomes {
        match outcome {
            Outcome::Pass | Outcome::AsGo => {
                passed += 1;
                as_go += usize::from(matches!(outcome, Outcome::AsGo));
                if known.reason(name).is_some() {
                    fixed.push((*name).to_owned());
                }
            }
            Outcome::Fail(why) => {
                if known.reason(name).is_none() {
                    unexpected.push(*name);
                } else {
                    known_failures += 1;
                }
                if known.reason(name).is_none() || options.verbose {
                    println!("--- {name}\n{why}");
                }
            }
            Outcome::Unsupported(what) => *unsupported.entry(what).or_default() += 1,
            Outcome::Skip(why) => *skipped.entry(why).or_default() += 1,
        }
    }
    let judged = passed + known_failures + unexpected.len();
    println!("{list}: {} cases, {passed} of {judged} pass", outcomes.len());
    if as_go > 0 {
        println!("  {as_go} of them say what the SDK's compiler says, and the test no longer expects it");
    }
    for (what, count) in unsupported {
        println!("  {count} need {what}");
    }
    for (why, count) in skipped {
        println!("  {count} skipped: {why}");
    }
    println!("  {known_failures} fail as known, {} unexpectedly", unexpected.len());
    if options.bless {
        known.remove(&fixed)?;
        println!("  {} removed from the known failures", fixed.len());
        fixed.clear();
    }
    for name in &fixed {
        println!("  passes: remove it from {}: {name}", known.shown());
    }
    let gone: Vec<&str> =
        if filtered { Vec::new() } else { known.names().filter(|n| !outcomes.contains_key(n)).collect() };
    for name in &gone {
        println!("  no such case: {name}");
    }
    if !unexpected.is_empty() || !fixed.is_empty() || !gone.is_empty() {
        bail!("{list}: {} unexpected failures, {} stale entries", unexpected.len(), fixed.len() + gone.len());
    }
    Ok(())
}
