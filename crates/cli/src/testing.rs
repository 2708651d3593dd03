//! `gowex test`. Owns the flags of Go's test programs, the run of each package's tests, and the lines that sum them up,
//! which are those of `go test`.

use std::io::Write;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use driver::{BuildMode, NamedPackage, Options};

use crate::arguments::BuildOptions;
use crate::disk::Disk;
use crate::host::{Host, Plugin, Stream, Streams, engine, load_module};
use crate::module_path::compiler_options;
use crate::node::{self, End, ModuleFile};
use crate::report::Report;

/// Flags of `gowex test`; most are the test program's.
#[derive(Args, Debug, Clone, Default)]
pub struct TestOptions {
    /// Print every test's name and log.
    #[arg(short = 'v')]
    pub verbose: bool,
    /// Run only tests, examples and fuzz targets that match.
    #[arg(long, value_name = "REGEXP")]
    pub run: Option<String>,
    /// Leave out tests, examples, fuzz targets and benchmarks that match.
    #[arg(long, value_name = "REGEXP")]
    pub skip: Option<String>,
    /// List what matches and run nothing.
    #[arg(long, value_name = "REGEXP")]
    pub list: Option<String>,
    /// Run benchmarks that match, too.
    #[arg(long, value_name = "REGEXP")]
    pub bench: Option<String>,
    /// How long each benchmark runs: a duration, or a number of iterations followed by `x`.
    #[arg(long = "benchtime", value_name = "TIME")]
    pub bench_time: Option<String>,
    /// Print what benchmarks allocate.
    #[arg(long = "benchmem")]
    pub bench_memory: bool,
    /// Run everything this many times.
    #[arg(long, value_name = "N")]
    pub count: Option<u32>,
    /// How many parallel tests run at once.
    #[arg(long, value_name = "N")]
    pub parallel: Option<u32>,
    /// Run tests in random order: `on`, `off` or a seed.
    #[arg(long, value_name = "ORDER")]
    pub shuffle: Option<String>,
    /// Tell tests to be quick.
    #[arg(long)]
    pub short: bool,
    /// Stop after the first test that fails.
    #[arg(long)]
    pub failfast: bool,
    /// How long the tests of a package may take; 0 for ever.
    #[arg(long, value_name = "DURATION", default_value = "10m0s")]
    pub timeout: String,
    /// Compile the tests to a module and run nothing.
    #[arg(short = 'c')]
    pub compile_only: bool,
    /// Where to write the module; by default none is written unless `-c` is given.
    #[arg(short = 'o', value_name = "FILE")]
    pub output: Option<String>,
}

impl TestOptions {
    /// The arguments of the test program.
    fn program_arguments(&self) -> Vec<String> {
        let mut arguments = vec!["-test.paniconexit0".to_owned(), format!("-test.timeout={}", self.timeout)];
        let texts = [
            ("run", &self.run),
            ("skip", &self.skip),
            ("list", &self.list),
            ("bench", &self.bench),
            ("benchtime", &self.bench_time),
            ("shuffle", &self.shuffle),
        ];
        let numbers = [("count", self.count), ("parallel", self.parallel)];
        let switches =
            [("v", self.verbose), ("benchmem", self.bench_memory), ("short", self.short), ("failfast", self.failfast)];
        let texts = texts.iter().filter_map(|(name, value)| Some(format!("-test.{name}={}", value.as_ref()?)));
        let numbers = numbers.iter().filter_map(|(name, value)| Some(format!("-test.{name}={}", (*value)?)));
        let switches = switches.iter().filter(|(_, is_on)| *is_on).map(|(name, _)| format!("-test.{name}=true"));
        arguments.extend(switches.chain(texts).chain(numbers));
        arguments
    }

    /// Whether what passing tests print is shown.
    fn shows_all(&self) -> bool {
        self.verbose || self.list.is_some()
    }
}

/// How the tests of a package went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    Good,
    Bad,
}

/// Runs `gowex test`; the exit code.
///
/// # Errors
/// If a file cannot be written or the host cannot run modules.
pub(crate) fn test(
    build: &BuildOptions,
    test: &TestOptions,
    patterns: &[String],
    arguments: &[String],
) -> anyhow::Result<u8> {
    let options = compiler_options(build, BuildMode::Command)?;
    let named = match driver::list_packages(&options, &Disk, patterns) {
        Ok(named) => named,
        Err(failure) => {
            Report::new(build).failure(&failure);
            return Ok(1);
        }
    };
    Report::new(build).warnings(&named.warnings);
    anyhow::ensure!(!named.packages.is_empty(), "no packages to test");
    anyhow::ensure!(
        test.output.is_none() || named.packages.len() == 1,
        "with -o only the tests of one package can be compiled"
    );
    let streams_output = patterns.is_empty() || test.bench.is_some() || test.shows_all() && named.packages.len() == 1;
    let run = TestRun { build, test, options: &options, arguments, streams_output, is_list: !patterns.is_empty() };
    let mut worst = Verdict::Good;
    for package in &named.packages {
        if run.package(package)? == Verdict::Bad {
            worst = Verdict::Bad;
        }
    }
    if worst == Verdict::Good {
        return Ok(0);
    }
    if !patterns.is_empty() && !test.compile_only {
        println!("FAIL");
    }
    Ok(1)
}

/// What is wrong with a run.
enum Failure {
    /// Its exit status.
    Status(i32),
    /// What the host says.
    Host(String),
}

struct TestRun<'a> {
    build: &'a BuildOptions,
    test: &'a TestOptions,
    options: &'a Options,
    /// What the program gets besides the flags of tests.
    arguments: &'a [String],
    /// Whether output is shown as it comes, instead of after the tests and only if they fail.
    streams_output: bool,
    is_list: bool,
}

impl TestRun<'_> {
    fn package(&self, package: &NamedPackage) -> anyhow::Result<Verdict> {
        let path = &package.path;
        let wasm = match driver::compile_tests(self.options, &Disk, &package.patterns) {
            Ok(program) => program.wasm,
            Err(failure) => {
                Report::new(self.build).failure(&failure);
                // As in Go: what cannot be loaded fails before anything is built.
                let is_load_error = failure.packages.iter().all(|package| package.package.is_none());
                let stage = if is_load_error && !failure.packages.is_empty() { "setup" } else { "build" };
                println!("FAIL\t{path} [{stage} failed]");
                return Ok(Verdict::Bad);
            }
        };
        let Some(wasm) = wasm else {
            println!("?   \t{path}\t[no test files]");
            return Ok(Verdict::Good);
        };
        let name = package.directory.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("main");
        if self.test.compile_only || self.test.output.is_some() {
            let output = self.test.output.clone().unwrap_or_else(|| format!("{name}.test.wasm"));
            std::fs::write(&output, &wasm).with_context(|| output)?;
        }
        if self.test.compile_only {
            return Ok(Verdict::Good);
        }
        let mut arguments = self.test.program_arguments();
        arguments.extend_from_slice(self.arguments);
        let start = Instant::now();
        let (output, failure) = if self.options.goos == "js" {
            self.run_with_node(package, name, &wasm, &arguments)?
        } else {
            self.run(package, name, &wasm, arguments)?
        };
        self.sum_up(path, start.elapsed(), output, failure)
    }

    /// Standard error goes where standard output goes.
    fn streams(&self) -> Streams {
        let output = if self.streams_output { Stream::Tee(Vec::new()) } else { Stream::Capture(Vec::new()) };
        Streams { output, error: Stream::Output }
    }

    /// Runs the tests; what they print, and what is wrong.
    fn run(
        &self,
        package: &NamedPackage,
        name: &str,
        wasm: &[u8],
        arguments: Vec<String>,
    ) -> anyhow::Result<(Vec<u8>, Option<Failure>)> {
        let mut host = Host::new(self.streams());
        host.arguments = vec![format!("{name}.test")];
        host.arguments.extend(arguments);
        host.environment = environment(&package.directory);
        host.preopen(Path::new("/"), "/").context("the root directory")?;
        let module = load_module(&engine()?, wasm)?;
        let watch = self.watch(&package.path);
        let mut plugin = Plugin::new(&module, host)?;
        let ended = plugin.start();
        drop(watch);
        let (output, _) = plugin.host().streams.take();
        let failure = match ended {
            Ok(0) => None,
            Ok(status) => Some(Failure::Status(status)),
            Err(error) => Some(Failure::Host(error.to_string())),
        };
        Ok((output, failure))
    }

    /// The same for `GOOS=js`.
    fn run_with_node(
        &self,
        package: &NamedPackage,
        name: &str,
        wasm: &[u8],
        arguments: &[String],
    ) -> anyhow::Result<(Vec<u8>, Option<Failure>)> {
        let file = ModuleFile::new(&format!("{name}.test"), wasm)?;
        let mut command = node::command(self.options.goroot.as_deref(), file.path(), arguments)?;
        command.current_dir(&package.directory).env("PWD", &package.directory);
        let (output, end) = node::capture(command, self.streams_output, self.limit())?;
        let failure = match end {
            End::Status(0) => None,
            End::Status(status) => Some(Failure::Status(status)),
            End::Signal => Some(Failure::Host("node was ended by a signal".to_owned())),
            End::Killed => {
                let seconds = self.limit().unwrap_or_default().as_secs_f64();
                Some(Failure::Host(format!("*** Test killed: ran too long ({seconds:.0}s).")))
            }
        };
        Ok((output, failure))
    }

    /// Prints how the tests of a package went.
    fn sum_up(
        &self,
        path: &str,
        time: Duration,
        mut output: Vec<u8>,
        failure: Option<Failure>,
    ) -> anyhow::Result<Verdict> {
        let seconds = time.as_secs_f64();
        let has_no_tests = contains(&output, b"testing: warning: no tests to run\n");
        // Traps say nothing themselves.
        if failure.is_some() && !self.streams_output && !output.is_empty() && !output.ends_with(b"\n") {
            output.push(b'\n');
        }
        let mut stdout = std::io::stdout().lock();
        if !self.streams_output && (failure.is_some() || self.test.shows_all()) {
            stdout.write_all(&output)?;
        }
        let Some(failure) = failure else {
            let note = if has_no_tests { " [no tests to run]" } else { "" };
            writeln!(stdout, "ok  \t{path}\t{seconds:.3}s{note}")?;
            return Ok(Verdict::Good);
        };
        match failure {
            Failure::Status(status) if output.is_empty() || !self.is_list => {
                writeln!(stdout, "exit status {status}")?;
            }
            Failure::Status(_) => {}
            Failure::Host(text) => writeln!(stdout, "{text}")?,
        }
        writeln!(stdout, "FAIL\t{path}\t{seconds:.3}s")?;
        Ok(Verdict::Bad)
    }

    /// How long the tests of a package may take before they are ended from outside: longer than they are told, since they
    /// end themselves with a report.
    fn limit(&self) -> Option<Duration> {
        const GRACE: Duration = Duration::from_secs(60);
        duration(&self.test.timeout).filter(|limit| !limit.is_zero()).map(|limit| limit + GRACE)
    }

    /// Ends the process when tests take much longer than they may: a loop without end cannot be told to stop. Dropping
    /// what is returned calls it off.
    fn watch(&self, path: &str) -> Option<mpsc::Sender<()>> {
        let limit = self.limit()?;
        let (sender, receiver) = mpsc::channel();
        let path = path.to_owned();
        std::thread::spawn(move || {
            if receiver.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                let seconds = limit.as_secs_f64();
                println!("*** Test killed: ran too long ({seconds:.0}s).\nFAIL\t{path}\t{seconds:.3}s\nFAIL");
                std::process::exit(1);
            }
        });
        Some(sender)
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// The process's variables, with the package's directory as the working directory.
fn environment(directory: &str) -> Vec<String> {
    let inherited = std::env::vars().filter(|(name, _)| name != "PWD");
    let inherited = inherited.map(|(name, value)| format!("{name}={value}"));
    inherited.chain([format!("PWD={directory}")]).collect()
}

/// A duration as Go writes it, such as `1h30m` or `1.5s`; `None` if it is none, which the test program will say.
fn duration(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let mut rest = text;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let value: f64 = rest[..digits].parse().ok()?;
        let units = &rest[digits..];
        let length = units.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(units.len());
        seconds += value
            * match &units[..length] {
                "h" => 3600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 1e-3,
                "us" | "µs" => 1e-6,
                "ns" => 1e-9,
                _ => return None,
            };
        rest = &units[length..];
    }
    (!text.is_empty()).then(|| Duration::try_from_secs_f64(seconds).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_go() {
        assert_eq!(duration("1h1m0s"), Some(Duration::from_secs(3660)));
        assert_eq!(duration("1.5s"), Some(Duration::from_millis(1500)));
        assert_eq!(duration("0"), Some(Duration::ZERO));
        assert_eq!((duration("10"), duration(""), duration("1x")), (None, None, None));
    }

    #[test]
    fn flags_become_those_of_test_programs() {
        let options = TestOptions {
            verbose: true,
            run: Some("A|B".to_owned()),
            count: Some(2),
            timeout: "1m".to_owned(),
            ..TestOptions::default()
        };
        let expected = ["-test.paniconexit0", "-test.timeout=1m", "-test.v=true", "-test.run=A|B", "-test.count=2"];
        assert_eq!(options.program_arguments(), expected);
    }
}
