//! `cargo xtask bench exports`: what a call of an export costs under wasmtime and Node, against Go's port and an export
//! written by hand.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{capture, root, run, target_directory};
use crate::setup::sdk_go;

/// Nanoseconds by export.
type Times = BTreeMap<String, f64>;

/// Prints the table.
pub fn exports(gowex: &Path, out: &Path) -> Result<()> {
    let source = root().join("benches/exports");
    let goroot = sdk_go().parent().and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default();
    let (ours, ports, hand) = (out.join("exports.wasm"), out.join("exports.go.wasm"), out.join("exports.hand.wasm"));
    let mut build = Command::new(gowex);
    run(build.env("GOROOT", goroot).args(["build", "-buildmode=c-shared", "-o"]).arg(&ours).arg(&source))?;
    let mut build = Command::new(sdk_go());
    build.current_dir(&source).env("GOTOOLCHAIN", "local").env("GOPROXY", "off");
    run(build.env("GOOS", "wasip1").env("GOARCH", "wasm").args(["build", "-buildmode=c-shared", "-o"]).arg(&ports))?;
    std::fs::write(&hand, wat::parse_file(source.join("add.wat"))?)?;
    // The engine's own share of a call counts here, so it is an optimised one.
    run(Command::new("cargo").args(["build", "--release", "--package", "gowex", "--examples"]).current_dir(root()))?;
    let wasmtime = target_directory().join("release/examples/export_calls");
    println!("| host | export | gowex ns | Go's port ns | by hand ns | gowex ÷ by hand |");
    println!("|---|---|---|---|---|---|");
    for host in ["wasmtime", "Node"] {
        let times = |module: &Path| -> Result<Times> {
            let mut command = match host {
                "Node" => Command::new("node"),
                _ => Command::new(&wasmtime),
            };
            if host == "Node" {
                command.arg("--no-warnings").arg(source.join("calls.mjs"));
            }
            measure(command.arg(module))
        };
        let (ours, ports, hand) = (times(&ours)?, times(&ports)?, times(&hand)?);
        for (name, what) in [("add", "cannot block"), ("wake", "wakes a goroutine"), ("spawn", "starts a goroutine")] {
            let show = |times: &Times| times.get(name).map_or_else(|| "–".to_owned(), |ns| format!("{ns:.1}"));
            let ratio = ours.get(name).zip(hand.get(name)).map_or_else(String::new, |(a, b)| format!("{:.2}", a / b));
            println!("| {host} | {name}: {what} | {} | {} | {} | {ratio} |", show(&ours), show(&ports), show(&hand));
        }
    }
    Ok(())
}

/// What a host prints before it ends: Go's port, which leaves the goroutines of earlier calls behind, runs out of memory in
/// the last row.
fn measure(command: &mut Command) -> Result<Times> {
    let output = capture(command)?;
    let text = String::from_utf8_lossy(&output.stdout);
    anyhow::ensure!(!text.is_empty(), "{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    let row = |line: &str| -> Result<(String, f64)> {
        let (name, ns) = line.split_once(' ').with_context(|| format!("{line} is no row"))?;
        Ok((name.to_owned(), ns.parse()?))
    };
    text.lines().map(row).collect()
}
