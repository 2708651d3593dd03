//! `cargo xtask bench builds`: how long a build takes, beside `go build` with nothing and with everything in its cache.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use super::{RUNS, go};
use crate::process::{root, run, target_directory};
use crate::setup::sdk_go;

/// The programs that are built: one with `fmt`, one with much of the library.
const PROGRAMS: [&str; 2] = ["hellofmt", "jsonrt"];

/// Prints the table. gowex is built with optimisation and keeps no cache: each of its builds starts from the sources.
pub fn builds(out: &Path) -> Result<()> {
    run(Command::new("cargo").args(["build", "--release", "--package", "gowex", "--bins"]).current_dir(root()))?;
    let gowex = target_directory().join("release/gowex");
    let goroot = sdk_go().parent().and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default();
    let out = out.join("builds");
    std::fs::create_dir_all(&out)?;
    println!("| program | gowex s | Go's port, cold s | Go's port, warm s | native Go, cold s | native Go, warm s |");
    println!("|---|---|---|---|---|---|");
    for name in PROGRAMS {
        let source = root().join("benches/programs").join(name);
        let mut ours = f64::MAX;
        for _ in 0..RUNS {
            let mut build = Command::new(&gowex);
            build.env("GOROOT", &goroot).args(["build", "-s", "-o"]).arg(out.join(name)).arg(&source);
            ours = ours.min(seconds(&mut build)?);
        }
        let (port_cold, port_warm) = go_times(name, &out, true)?;
        let (native_cold, native_warm) = go_times(name, &out, false)?;
        println!("| {name} | {ours:.2} | {port_cold:.1} | {port_warm:.2} | {native_cold:.1} | {native_warm:.2} |");
    }
    Ok(())
}

/// Seconds of `go build` with an empty cache, and the least with the libraries in it and a program that has changed.
fn go_times(name: &str, out: &Path, is_port: bool) -> Result<(f64, f64)> {
    let (package, cache) = (out.join(format!("{name}-source")), out.join("cache"));
    for directory in [&package, &cache] {
        if directory.exists() {
            std::fs::remove_dir_all(directory).with_context(|| directory.display().to_string())?;
        }
        std::fs::create_dir_all(directory)?;
    }
    std::fs::write(package.join("go.mod"), "module example.com/program\n\ngo 1.27\n")?;
    let text = std::fs::read_to_string(root().join("benches/programs").join(name).join("main.go"))?;
    let build = |change: usize| {
        std::fs::write(package.join("main.go"), format!("{text}\nconst change{change} = {change}\n"))?;
        let mut command = go(&package);
        if is_port {
            command.env("GOOS", "wasip1").env("GOARCH", "wasm");
        }
        seconds(command.env("GOCACHE", &cache).args(["build", "-o"]).arg(out.join("program")).arg("."))
    };
    let cold = build(0)?;
    let mut warm = f64::MAX;
    for change in 1..=RUNS {
        warm = warm.min(build(change)?);
    }
    Ok((cold, warm))
}

fn seconds(command: &mut Command) -> Result<f64> {
    let start = Instant::now();
    run(command)?;
    Ok(start.elapsed().as_secs_f64())
}
