//! Every program of `tests/run`, and with an SDK those of `tests/library`: compiled, validated, run as it is, with a collection
//! at every allocation and, without names and places, with a suspension at every call that may suspend, and its output, exit status and calls compared
//! with what its comments say. Owns the comparison.

use anyhow::{Context, ensure};
use driver::{BuildMode, Options};
use gowex::disk::Disk;
use gowex::host::{Host, Plugin, Streams, engine, load_module};
use gowex::{Call, CallOutcome, show_values};
use testkit::{Case, Directives, Expected, Failed, repository, run_all, without_traces};
use wasmtime::Engine;

#[test]
fn programs_do_what_their_comments_say() -> Result<(), Failed> {
    let engine = engine()?;
    run_all(&repository().join("tests/run"), |case| run_case(&engine, None, case))
}

#[test]
fn programs_with_the_library_do_what_their_comments_say() -> Result<(), Failed> {
    let engine = engine()?;
    let Some(goroot) = gowex::sdk::find() else {
        eprintln!("no Go SDK: tests/library is left out; run `cargo xtask sdk`, or set GOROOT");
        return Ok(());
    };
    let goroot = goroot.display().to_string();
    run_all(&repository().join("tests/library"), |case| run_case(&engine, Some(&goroot), case))
}

fn run_case(engine: &Engine, goroot: Option<&str>, case: &Case) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(&case.main)?;
    let directives = Directives::parse(&text)?;
    let first = compile(case, goroot, &directives, |_| {})?;
    ensure!(first == compile(case, goroot, &directives, |_| {})?, "two builds differ");
    run_module(engine, &first, &directives)?;
    if !directives.without_stress {
        let stressed = compile(case, goroot, &directives, |options| options.gc_stress = true)?;
        run_module(engine, &stressed, &directives).context("with a collection at every allocation")?;
    }
    if !directives.without_suspension {
        let stressed = compile(case, goroot, &directives, |options| {
            options.suspend_stress = true;
            options.strip = !directives.has_traces && !directives.without_strip;
        })?;
        run_module(engine, &stressed, &directives).context("with a suspension at every call that may suspend")?;
    }
    Ok(())
}

fn compile(
    case: &Case,
    goroot: Option<&str>,
    directives: &Directives,
    change: impl FnOnce(&mut Options),
) -> anyhow::Result<Vec<u8>> {
    let directory = case.main.parent().and_then(|path| path.to_str()).context("no directory")?;
    let mut options = Options::new(directory);
    options.goroot = goroot.map(str::to_owned);
    options.verify = true;
    options.trim_paths = true;
    change(&mut options);
    if !directives.calls.is_empty() {
        options.build_mode = BuildMode::Reactor;
    }
    let pattern = if case.path.is_dir() { "." } else { case.name.as_str() };
    let compiled = driver::compile(&options, &Disk, &[pattern.to_owned()]);
    let wasm = compiled.map_err(|failure| anyhow::anyhow!(failure.render(driver::Form::Concise)))?.wasm;
    driver::validate(&wasm).map_err(anyhow::Error::msg)?;
    Ok(wasm)
}

fn run_module(engine: &Engine, wasm: &[u8], directives: &Directives) -> anyhow::Result<()> {
    let module = load_module(engine, wasm)?;
    let mut plugin = Plugin::new(&module, Host::new(Streams::capture()))?;
    let mut faults = Vec::new();
    let mut status = 0;
    if directives.calls.is_empty() {
        match plugin.start() {
            Ok(exit) => status = exit,
            Err(error) => faults.push(format!("_start: {error}")),
        }
    } else {
        if let Err(error) = plugin.initialize() {
            faults.push(format!("_initialize: {error}"));
        }
        for expectation in &directives.calls {
            let call = Call::parse(&expectation.call).map_err(anyhow::Error::msg)?;
            let got = match call.run(&mut plugin) {
                CallOutcome::Results(results) => Expected::Results(show_values(&results)),
                CallOutcome::Failed(gowex::host::CallError::Trap(_) | gowex::host::CallError::StackExhausted(_)) => {
                    Expected::Trap
                }
                CallOutcome::Failed(error) => {
                    faults.push(format!("{call}: {error}"));
                    continue;
                }
            };
            if got != expectation.expected {
                faults.push(format!("{call}: {got:?}, not {:?}", expectation.expected));
            }
        }
    }
    let (mut output, error) = plugin.host().streams.take();
    output.extend_from_slice(&error);
    let output = String::from_utf8_lossy(&output);
    let shown = |text: &str| if directives.has_traces { text.to_owned() } else { without_traces(text) };
    let (got, expected) = (shown(&output), shown(&directives.output));
    if got != expected {
        let line = got.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count() + 1;
        faults.push(format!("output differs in line {line}\n--- got\n{got}--- expected\n{expected}"));
    }
    if status != directives.exit {
        faults.push(format!("exit status {status}, not {}", directives.exit));
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
