//! Cases: files and directories of a test directory. Owns their discovery, and running them all.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A test case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// Its name: that of the file or directory.
    pub name: String,
    /// The file, or the directory of a program of several files.
    pub path: PathBuf,
    /// The file with the directives: the file itself, or the directory's `main.go`.
    pub main: PathBuf,
}

/// Threads that run cases. Each case compiles and runs a program or two.
const THREADS: usize = 2;

/// Guests and the compiler recurse deeply.
const STACK_BYTES: usize = 512 << 20;

/// The root of the repository.
pub fn repository() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own).to_owned()
}

/// All `.go` files of `directory`, and all its directories that have a `main.go`, in order of name. `GOWEX_TEST` in the
/// environment selects those whose name contains it.
///
/// # Errors
/// If the directory cannot be read, or has no case.
pub fn find_cases(directory: &Path) -> anyhow::Result<Vec<Case>> {
    let filter = std::env::var("GOWEX_TEST").unwrap_or_default();
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let main = if path.is_dir() { path.join("main.go") } else { path.clone() };
        if main.extension().is_some_and(|extension| extension == "go") && main.is_file() && name.contains(&filter) {
            cases.push(Case { name, path, main });
        }
    }
    anyhow::ensure!(!cases.is_empty(), "no test case in {}", directory.display());
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

/// Why a harness failed. Shown as plain text, without a backtrace, when a test returns it.
pub struct Failed(String);

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: fmt::Display> From<E> for Failed {
    fn from(error: E) -> Failed {
        Failed(format!("{error:#}"))
    }
}

/// Runs `run` on every case of `directory`, several at a time.
///
/// # Errors
/// Names each case that failed, with its error.
pub fn run_all(directory: &Path, run: impl Fn(&Case) -> anyhow::Result<()> + Sync) -> Result<(), Failed> {
    let cases = find_cases(directory)?;
    let next = AtomicUsize::new(0);
    let failures: Mutex<Vec<(usize, String)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| -> anyhow::Result<()> {
        let mut threads = Vec::new();
        for _ in 0..THREADS {
            let work = || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(index) else { break };
                    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(case)));
                    let message = match result {
                        Ok(Ok(())) => continue,
                        Ok(Err(error)) => format!("{error:#}"),
                        Err(_) => "the compiler panicked".to_owned(),
                    };
                    if let Ok(mut failures) = failures.lock() {
                        failures.push((index, message));
                    }
                }
            };
            threads.push(std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work)?);
        }
        Ok(())
    })?;
    let mut failures = failures.into_inner().unwrap_or_default();
    failures.sort();
    let report: Vec<String> =
        failures.iter().map(|(index, message)| format!("--- {}\n{message}", cases[*index].name)).collect();
    if !report.is_empty() {
        return Err(Failed(format!("{} of {} failed\n{}", report.len(), cases.len(), report.join("\n"))));
    }
    println!("{} cases in {}", cases.len(), directory.display());
    Ok(())
}
