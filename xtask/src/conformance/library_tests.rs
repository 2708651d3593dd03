//! The tests of the SDK's packages: each is run through `gowex test` and through Go's port to WASI, under the same host,
//! and what became of each test is compared. Owns the list of packages, the two runs and the table.
//!
//! A case is a top-level test, `package.TestName`, with all tests inside it, or a package, which passes if its tests
//! compile. It passes if gowex does no worse than Go's port: what fails there need not pass here.
//! A test that ends the program, or that never ends, is left out of a further run, so that it hides no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use regex::Regex;
use wait_timeout::ChildExt;

use super::{Options, Outcome, goroot, report};
use crate::process::{capture, gowex_command, target_directory};

/// The packages, in the order in which they are run: those that others are tested with come first.
const PACKAGES: &[&str] = &[
    "errors",
    "cmp",
    "sort",
    "strings",
    "strconv",
    "bytes",
    "unicode",
    "unicode/utf8",
    "unicode/utf16",
    "slices",
    "maps",
    "iter",
    "bufio",
    "container/heap",
    "container/list",
    "container/ring",
    "path",
    "path/filepath",
    "encoding/base32",
    "encoding/base64",
    "encoding/binary",
    "encoding/csv",
    "encoding/hex",
    "encoding/pem",
    "math",
    "math/bits",
    "math/cmplx",
    "math/rand",
    "math/big",
    "html",
    "io",
    "io/fs",
    "context",
    "fmt",
    "time",
    "sync",
    "sync/atomic",
    "internal/synctest",
    "testing/synctest",
    "unique",
    "reflect",
    "regexp",
    "text/scanner",
    "text/tabwriter",
    "text/template",
    "encoding/json",
    "encoding/xml",
    "encoding/gob",
    "hash",
    "hash/adler32",
    "hash/crc32",
    "hash/crc64",
    "hash/fnv",
    "hash/maphash",
    "log",
    "log/slog",
    "mime",
    "net/netip",
    "net/url",
    "compress/bzip2",
    "compress/flate",
    "compress/gzip",
    "compress/lzw",
    "compress/zlib",
    "crypto/md5",
    "crypto/sha1",
    "crypto/sha256",
    "crypto/sha512",
    "crypto/aes",
    "crypto/hmac",
    "crypto/ed25519",
    "archive/tar",
    "archive/zip",
    "go/scanner",
    "go/token",
    "go/ast",
    "go/parser",
    "go/printer",
    "go/format",
    "go/types",
];

/// Tests of a package that take longer are at fault.
const TIMEOUT: Duration = Duration::from_secs(300);

/// After this time the program ends itself, and says in which test.
const TIMEOUT_FLAG: &str = "-timeout=240s";

/// Runs of a package in which another test ended the program.
const MOST_RUNS: usize = 12;

/// What became of a test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Status {
    Passed,
    Failed,
    Skipped,
    /// It began, and the program ended.
    Unfinished,
}

/// What became of the tests of a package.
#[derive(Default)]
struct Results {
    tests: BTreeMap<String, Status>,
    /// Whether they compiled.
    is_built: bool,
    output: String,
}

impl Results {
    fn read(output: String, is_built: bool) -> Result<Results> {
        let line = Regex::new(r"(?m)(?:^=== RUN +|--- (PASS|FAIL|SKIP): )(\S+)")?;
        // Some tests name what they test by its address.
        let address = Regex::new("0x[0-9a-f]{5,}")?;
        let mut tests = BTreeMap::new();
        for found in line.captures_iter(&output) {
            let status = match found.get(1).map(|word| word.as_str()) {
                Some("PASS") => Status::Passed,
                Some("FAIL") => Status::Failed,
                Some(_) => Status::Skipped,
                None => Status::Unfinished,
            };
            tests.insert(address.replace_all(&found[2], "0x").into_owned(), status);
        }
        Ok(Results { tests, is_built, output })
    }

    fn count(&self, wanted: &[Status]) -> usize {
        self.tests.values().filter(|status| wanted.contains(status)).count()
    }

    /// The top-level test that was running when the program ended, if it did not end by itself.
    fn ended_by(&self, package: &str) -> Option<String> {
        let is_whole = [format!("ok  \t{package}\t"), format!("\nFAIL\nFAIL\t{package}\t")];
        if is_whole.iter().any(|end| self.output.contains(end)) {
            return None;
        }
        let marks = ["=== RUN   ", "=== CONT  ", "=== NAME  ", "--- FAIL: "];
        let test = |line: &str| marks.iter().find_map(|mark| line.strip_prefix(mark)).map(str::to_owned);
        let name = self.output.lines().filter_map(test).next_back()?;
        name.split(['/', ' ']).next().filter(|name| !name.is_empty()).map(str::to_owned)
    }

    /// Top-level tests of which it is known what became of them.
    fn finished(&self) -> impl Iterator<Item = &String> {
        let is_finished = |(name, status): &(&String, &Status)| **status != Status::Unfinished && !name.contains('/');
        self.tests.iter().filter(is_finished).map(|(name, _)| name)
    }

    /// The columns of the table.
    fn columns(&self) -> String {
        if !self.is_built {
            return "not compiled | |".to_owned();
        }
        let failed = self.count(&[Status::Failed, Status::Unfinished]);
        format!("{} | {failed} | {}", self.count(&[Status::Passed]), self.count(&[Status::Skipped]))
    }
}

/// The two ways.
struct Bench {
    gowex: PathBuf,
    goroot: PathBuf,
    /// Where modules of Go's port and what they printed are kept: they do not change.
    directory: PathBuf,
}

/// Runs the suite.
pub fn run(options: &Options) -> Result<()> {
    let goroot = goroot()?;
    let directory = target_directory().join("conformance/std");
    std::fs::create_dir_all(&directory)?;
    let bench = Bench { gowex: gowex_command()?, goroot, directory };
    let is_exact = PACKAGES.contains(&options.only.as_str());
    let is_wanted = |name: &&str| if is_exact { *name == options.only } else { name.contains(&options.only) };
    let packages: Vec<&str> = PACKAGES.iter().copied().filter(is_wanted).collect();
    ensure!(!packages.is_empty(), "the suite has no such package");
    println!("| package | Go's port: passed | failed | skipped | gowex: passed | failed | skipped | no worse |");
    println!("|---|---|---|---|---|---|---|---|");
    let mut outcomes: BTreeMap<String, Outcome> = BTreeMap::new();
    let mut equal = 0;
    for package in &packages {
        let ports = bench.go_port(package)?;
        let ours = bench.gowex(package)?;
        let cases = compare(package, &ports, &ours);
        let is_equal = cases.values().all(|outcome| matches!(outcome, Outcome::Pass));
        equal += usize::from(is_equal);
        let verdict = if is_equal { "yes" } else { "" };
        println!("| {package} | {} | {} | {verdict} |", ports.columns(), ours.columns());
        outcomes.extend(cases);
    }
    println!("{equal} of {} packages are no worse than with Go's port", packages.len());
    let outcomes: BTreeMap<&str, Outcome> =
        outcomes.iter_mut().map(|(name, outcome)| (name.as_str(), std::mem::replace(outcome, Outcome::Pass))).collect();
    report(options, "std", packages.len() < PACKAGES.len(), &outcomes)
}

/// A case for the package and one for each of its top-level tests.
fn compare(package: &str, ports: &Results, ours: &Results) -> BTreeMap<String, Outcome> {
    let mut cases = BTreeMap::new();
    if !ours.is_built {
        let outcome = if ports.is_built { Outcome::Fail(ours.output.clone()) } else { Outcome::Pass };
        cases.insert(package.to_owned(), outcome);
        return cases;
    }
    cases.insert(package.to_owned(), Outcome::Pass);
    let mut differences: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let names: BTreeSet<&String> = ports.tests.keys().chain(ours.tests.keys()).collect();
    for name in names {
        let top = name.split('/').next().unwrap_or(name);
        let differences = differences.entry(top).or_default();
        let (port, own) = (ports.tests.get(name), ours.tests.get(name));
        let is_worse = match port {
            Some(Status::Passed) => own != Some(&Status::Passed),
            Some(Status::Skipped) => !matches!(own, Some(Status::Passed | Status::Skipped)),
            _ => false,
        };
        if is_worse {
            differences.push(format!("{name}: Go's port {}, gowex {}", shown(port), shown(own)));
        }
    }
    for (top, differences) in differences {
        let outcome = if differences.is_empty() {
            Outcome::Pass
        } else {
            Outcome::Fail(format!("{}\n{}", differences.join("\n"), part_about(&ours.output, top)))
        };
        cases.insert(format!("{package}.{top}"), outcome);
    }
    cases
}

fn shown(status: Option<&Status>) -> &'static str {
    match status {
        Some(Status::Passed) => "passes",
        Some(Status::Failed) => "fails",
        Some(Status::Skipped) => "skips",
        Some(Status::Unfinished) => "does not end",
        None => "does not run",
    }
}

/// The first lines that were printed about `test`, for the report.
fn part_about(output: &str, test: &str) -> String {
    const LINES: usize = 20;
    let is_start =
        |line: &&str| line.strip_prefix("=== RUN ").is_some_and(|name| name.trim().split('/').next() == Some(test));
    let lines = output.lines().skip_while(|line| !is_start(line)).take(LINES);
    lines.map(|line| format!("    {line}\n")).collect()
}

impl Bench {
    fn file(&self, package: &str, extension: &str) -> PathBuf {
        self.directory.join(format!("{}.{extension}", package.replace('/', "_")))
    }

    fn gowex(&self, package: &str) -> Result<Results> {
        let mut skipped = BTreeSet::new();
        let mut results = self.gowex_run(package, &skipped)?;
        let mut outputs = vec![std::mem::take(&mut results.output)];
        for _ in 1..MOST_RUNS {
            let last = Results { output: outputs.last().cloned().unwrap_or_default(), ..Results::default() };
            let Some(culprit) = last.ended_by(package).filter(|_| results.is_built) else { break };
            skipped.extend(results.finished().cloned());
            skipped.insert(culprit);
            let further = self.gowex_run(package, &skipped)?;
            results.tests.extend(further.tests);
            outputs.push(further.output);
        }
        results.output = outputs.concat();
        std::fs::write(self.file(package, "gowex.txt"), &results.output)?;
        Ok(results)
    }

    /// One run of the tests of a package, without `skipped`.
    fn gowex_run(&self, package: &str, skipped: &BTreeSet<String>) -> Result<Results> {
        let mut command = Command::new(&self.gowex);
        command.args(["test", "-v", "-short", TIMEOUT_FLAG]).env("GOROOT", &self.goroot);
        if !skipped.is_empty() {
            let names: Vec<&str> = skipped.iter().map(String::as_str).collect();
            command.arg(format!("-skip=^({})$", names.join("|")));
        }
        command.arg(package);
        let (output, _) = output(command, &self.goroot, &self.file(package, "gowex.txt"))?;
        let began = ["ok  \t", "FAIL\t"].iter().any(|word| output.contains(&format!("{word}{package}\t")));
        let is_built = began || output.contains("=== RUN ");
        Results::read(output, is_built)
    }

    /// What Go's port does, which is kept for the next run.
    fn go_port(&self, package: &str) -> Result<Results> {
        let kept = self.file(package, "go.txt");
        if !kept.is_file() {
            let module = self.file(package, "go.wasm");
            let mut build = Command::new(self.goroot.join("bin/go"));
            build.args(["test", "-c", "-o"]).arg(&module).arg(package);
            build.env("GOROOT", &self.goroot).env("GOOS", "wasip1").env("GOARCH", "wasm");
            let built = capture(build.env("GOTOOLCHAIN", "local").env("GOFLAGS", "").env("GOPROXY", "off"))?;
            if !built.status.success() {
                return Ok(Results {
                    output: String::from_utf8_lossy(&built.stderr).into_owned(),
                    ..Results::default()
                });
            }
            let directory = self.goroot.join("src").join(package);
            let mut command = Command::new(&self.gowex);
            command.args(["run", "--dir", "/"]).arg(&module);
            command.args(["-test.paniconexit0", "-test.v=true", "-test.short=true"]);
            command.env("GOROOT", &self.goroot).env("PWD", &directory);
            let run = self.file(package, "go.running.txt");
            output(command, &directory, &run)?;
            std::fs::rename(&run, &kept)?;
        }
        Results::read(String::from_utf8_lossy(&std::fs::read(&kept)?).into_owned(), true)
    }
}

/// What a command prints, standard error included, and whether it ended in time; written to `file`.
fn output(mut command: Command, directory: &Path, file: &Path) -> Result<(String, bool)> {
    let out = std::fs::File::create(file)?;
    command.current_dir(directory).stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out);
    let mut child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
    let is_in_time = child.wait_timeout(TIMEOUT)?.is_some();
    if !is_in_time {
        child.kill()?;
        child.wait()?;
    }
    Ok((String::from_utf8_lossy(&std::fs::read(file)?).into_owned(), is_in_time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_that_ends_the_program_is_found() -> Result<()> {
        let ended_by = |text: &str| Ok::<_, anyhow::Error>(Results::read(text.to_owned(), true)?.ended_by("p"));
        assert_eq!(ended_by("=== RUN   TestA\n--- FAIL: TestA (0.00s)\nFAIL\nFAIL\tp\t0.1s\nFAIL\n")?, None);
        assert_eq!(ended_by("=== RUN   TestA\n--- PASS: TestA (0.00s)\nPASS\nok  \tp\t0.1s\n")?, None);
        let panics = "=== RUN   TestA\n=== PAUSE TestA\n=== RUN   TestB\n--- FAIL: TestB (0.00s)\npanic: x\nFAIL\tp\t0.1s\nFAIL\n";
        assert_eq!(ended_by(panics)?.as_deref(), Some("TestB"));
        let traps = "=== RUN   TestA\n=== RUN   TestA/x\nwasm trap: y\nFAIL\tp\t0.1s\nFAIL\n";
        assert_eq!(ended_by(traps)?.as_deref(), Some("TestA"));
        Ok(())
    }

    #[test]
    fn tests_are_compared_by_name() -> Result<()> {
        let read = |text: &str| Results::read(text.to_owned(), true);
        let ports = read(
            "=== RUN   TestA\n=== RUN   TestA/x\n--- PASS: TestA (0.00s)\n    --- PASS: TestA/x (0.00s)\n=== RUN   TestB\n--- FAIL: TestB (0.00s)\n",
        )?;
        let ours = read(
            "=== RUN   TestA\n=== RUN   TestA/x\n--- FAIL: TestA (0.00s)\n    --- PASS: TestA/x (0.00s)\n=== RUN   TestB\npanic: x\n",
        )?;
        assert_eq!((ports.columns(), ours.columns()), ("2 | 1 | 0".to_owned(), "1 | 2 | 0".to_owned()));
        let cases = compare("p", &ports, &ours);
        let failed: Vec<&String> =
            cases.iter().filter(|(_, outcome)| !matches!(outcome, Outcome::Pass)).map(|(name, _)| name).collect();
        assert_eq!(failed, ["p.TestA"]);
        assert_eq!(cases.len(), 3);
        Ok(())
    }
}
