//! `cargo xtask bench`: sizes and times of `benches/programs` against Go's port and native Go, in one run. Owns the table;
//! asserts only that outputs are equal.

use std::path::Path;
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

/// Benches the programs named, or all that gowex compiles.
pub fn bench(names: &[String]) -> Result<()> {
    sdk()?;
    // The profile does not matter: what is timed is the module, which the engine has compiled before.
    let gowex = gowex_command()?;
    let out = target_directory().join("bench");
    std::fs::create_dir_all(&out)?;
    let programs = root().join("benches/programs");
    let mut all: Vec<String> = std::fs::read_dir(&programs)?
        .filter_map(|entry| entry.ok())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    all.sort();
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
    if let Some(row) = rows.iter().find(|r| !r.same) {
        bail!("{} prints something else than native Go", row.name);
    }
    Ok(())
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

fn row(name: &str, gowex: &Path, programs: &Path, out: &Path) -> Result<Option<Row>> {
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
        same: output == expected,
    }))
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
