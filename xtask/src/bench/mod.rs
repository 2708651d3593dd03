//! `cargo xtask bench`: sizes and times of `benches/programs` against Go's port and native Go, in one run. Owns the table;
//! asserts only that outputs are equal.

mod builds;
mod exports;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::process::{capture, gowex_command, root, run, target_directory};
use crate::setup::{sdk, sdk_go};

/// Runs of each program, of which the fastest counts. Those of the three builds take turns, so that a machine that is slow
/// for a while is slow for all.
const RUNS: usize = 5;

struct Row {
    name: String,
    size: u64,
    go_size: u64,
    seconds: f64,
    go_seconds: f64,
    native_seconds: f64,
    same: bool,
}

/// Benches the programs named, or all that gowex compiles; `goroutines` names those of `benches/goroutines`, `exports` times calls of
/// `benches/exports`, `builds` times `gowex build`.
pub fn bench(names: &[String]) -> Result<()> {
    sdk()?;
    // The profile does not matter: what is timed is the module, which the engine has compiled before.
    let gowex = gowex_command()?;
    let out = target_directory().join("bench");
    std::fs::create_dir_all(&out)?;
    if let [name] = names
        && name == "goroutines"
    {
        return goroutines(&gowex, &out);
    }
    if let [name] = names
        && name == "exports"
    {
        return exports::exports(&gowex, &out);
    }
    if let [name] = names
        && name == "builds"
    {
        return builds::builds(&out);
    }
    let programs = root().join("benches/programs");
    let mut all = directories(&programs)?;
    all.retain(|name| names.is_empty() || names.contains(name));
    if all.is_empty() {
        bail!("no program of that name in benches/programs");
    }
    let mut rows = Vec::new();
    for name in &all {
        match row(name, &gowex, &programs, &out) {
            Ok(Some(row)) => {
                println!("{}", line(&row));
                rows.push(row);
            }
            Ok(None) => println!("| {name} | not compiled yet | | | | |"),
            Err(error) => println!("| {name} | {error:#} | | | | |"),
        }
    }
    println!("\n| program | bytes | Go's port ÷ gowex | seconds | Go's port ÷ gowex | gowex ÷ native Go |");
    println!("|---|---|---|---|---|---|");
    for row in &rows {
        println!("{}", line(row));
    }
    same_outputs(&rows)
}

/// The names of the directories in `directory`, sorted.
fn directories(directory: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(directory)?.filter_map(|entry| entry.ok());
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Ok(names)
}

fn same_outputs(rows: &[Row]) -> Result<()> {
    match rows.iter().find(|r| !r.same) {
        Some(row) => bail!("{} prints something else than native Go under wasmtime or Node", row.name),
        None => Ok(()),
    }
}

/// Nanoseconds for each of the operations that a program of `benches/goroutines` says it makes, or the number it prints.
fn goroutines(gowex: &Path, out: &Path) -> Result<()> {
    let programs = root().join("benches/goroutines");
    let out = out.join("goroutines");
    std::fs::create_dir_all(&out)?;
    println!("| program | operations | gowex ns | Go's port ns | native Go ns |");
    println!("|---|---|---|---|---|");
    let mut rows = Vec::new();
    for name in directories(&programs)? {
        let text = std::fs::read_to_string(programs.join(&name).join("main.go"))?;
        let says = |what: &str| text.lines().find_map(|line| line.strip_prefix(what));
        if let Some(what) = says("// Prints: ") {
            let Printed { ours, ports, natives } = printed(&name, gowex, &programs, &out)?;
            println!("| {name} | {what} | {ours} | {ports} | {natives} |");
            continue;
        }
        let operations =
            says("// Operations: ").with_context(|| format!("{name} does not say how many operations it makes"))?;
        let count: f64 = operations.split(' ').next().unwrap_or_default().parse()?;
        let row = row(&name, gowex, &programs, &out)?.with_context(|| format!("{name} is not compiled"))?;
        let each = |seconds: f64| seconds * 1e9 / count;
        println!(
            "| {name} | {operations} | {:.0} | {:.0} | {:.0} |",
            each(row.seconds),
            each(row.go_seconds),
            each(row.native_seconds)
        );
        rows.push(row);
    }
    same_outputs(&rows)
}

fn line(row: &Row) -> String {
    format!(
        "| {} | {} | {:.0} | {:.3} | {:.1} | {:.2} |",
        row.name,
        row.size,
        row.go_size as f64 / row.size as f64,
        row.seconds,
        row.go_seconds / row.seconds,
        row.seconds / row.native_seconds
    )
}

fn go(programs: &Path) -> Command {
    let mut command = Command::new(sdk_go());
    command.current_dir(programs).env("GOTOOLCHAIN", "local").env("GOPROXY", "off").env("GOFLAGS", "-mod=mod");
    command
}

/// A program built three times.
struct Builds {
    module: PathBuf,
    go_module: PathBuf,
    native: PathBuf,
}

/// Builds a program with gowex, with Go's port and for this machine; `None` if gowex does not compile it.
fn build(name: &str, gowex: &Path, programs: &Path, out: &Path) -> Result<Option<Builds>> {
    let (module, go_module, native) =
        (out.join(format!("{name}.wasm")), out.join(format!("{name}.go.wasm")), out.join(name));
    let source = programs.join(name);
    let goroot = sdk_go().parent().and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default();
    let built = capture(Command::new(gowex).env("GOROOT", goroot).arg("build").arg("-o").arg(&module).arg(&source))?;
    if !built.status.success() {
        return Ok(None);
    }
    let package = format!("./{name}");
    run(go(programs).env("GOOS", "wasip1").env("GOARCH", "wasm").args(["build", "-o"]).arg(&go_module).arg(&package))?;
    run(go(programs).args(["build", "-o"]).arg(&native).arg(&package))?;
    Ok(Some(Builds { module, go_module, native }))
}

/// The line each build of a program prints.
struct Printed {
    ours: String,
    ports: String,
    natives: String,
}

fn printed(name: &str, gowex: &Path, programs: &Path, out: &Path) -> Result<Printed> {
    let builds = build(name, gowex, programs, out)?.with_context(|| format!("{name} is not compiled"))?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim().to_owned();
    let native = capture(&mut Command::new(&builds.native))?;
    Ok(Printed {
        ours: text(timed(gowex, &builds.module)?.1),
        ports: timed(gowex, &builds.go_module).map_or_else(|_| "–".to_owned(), |(_, printed)| text(printed)),
        natives: text([native.stdout, native.stderr].concat()),
    })
}

fn row(name: &str, gowex: &Path, programs: &Path, out: &Path) -> Result<Option<Row>> {
    let Some(Builds { module, go_module, native }) = build(name, gowex, programs, out)? else { return Ok(None) };
    let (mut seconds, mut go_seconds, mut native_seconds) = (f64::MAX, f64::MAX, f64::MAX);
    let (mut output, mut expected) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (time, printed) = timed(gowex, &module)?;
        seconds = seconds.min(time);
        output = printed;
        go_seconds = go_seconds.min(timed(gowex, &go_module)?.0);
        let start = Instant::now();
        let printed = capture(&mut Command::new(&native))?;
        native_seconds = native_seconds.min(start.elapsed().as_secs_f64());
        expected = [printed.stdout, printed.stderr].concat();
    }
    Ok(Some(Row {
        name: name.to_owned(),
        size: std::fs::metadata(&module)?.len(),
        go_size: std::fs::metadata(&go_module)?.len(),
        seconds,
        go_seconds,
        native_seconds,
        same: output == expected && under_node(&module)? == expected,
    }))
}

/// What a module prints under Node.
fn under_node(module: &Path) -> Result<Vec<u8>> {
    let mut node = Command::new("node");
    let output = capture(node.arg("--no-warnings").arg(root().join("benches/node.mjs")).arg(module))?;
    Ok([output.stdout, output.stderr].concat())
}

/// Seconds a run of a module takes, without the time to compile it, and what it prints.
fn timed(gowex: &Path, module: &Path) -> Result<(f64, Vec<u8>)> {
    let output = capture(Command::new(gowex).args(["run", "--time"]).arg(module))?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let marker = "gowex: ran for ";
    let at = text.rfind(marker).with_context(|| format!("{} failed: {text}", module.display()))?;
    let seconds = text[at + marker.len()..].trim_end().trim_end_matches(" s").parse()?;
    Ok((seconds, [output.stdout, text.as_bytes()[..at].to_vec()].concat()))
}
