//! `cargo xtask differential`: generated programs, compiled by Go's compiler and by gowex, must print the same. Owns the
//! comparison; programs come from [`generator`].
//!
//! A run is determined by `--seed`. What differs is reported with the seed that makes the program again.

mod expressions;
mod generator;
mod statements;

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use wait_timeout::ChildExt;

use crate::process::{capture, gowex_command, target_directory};
use crate::setup::{sdk, sdk_go};

/// Programs that one call of Go's compiler builds.
const BATCH: u64 = 16;

/// A program that takes longer is at fault.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What to run.
#[derive(Args)]
pub struct Options {
    /// How many programs.
    #[arg(long, default_value_t = 100)]
    programs: u64,
    /// The number of the first program.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Collect garbage at every allocation.
    #[arg(long)]
    stress: bool,
    /// Suspend goroutines at every call that may suspend.
    #[arg(long)]
    suspend: bool,
    /// Build without names and lines.
    #[arg(long)]
    strip: bool,
    /// Only prints the program of `--seed`.
    #[arg(long)]
    print: bool,
}

/// Runs the programs with both.
///
/// # Errors
/// If an output differs, or Go refuses a program.
pub fn differential(options: &Options) -> Result<()> {
    if options.print {
        print!("{}", generator::program(options.seed));
        return Ok(());
    }
    ensure!(options.programs > 0, "no programs");
    sdk()?;
    let gowex = gowex_command()?;
    let scratch = target_directory().join("differential");
    let end = options.seed + options.programs;
    let mut differences = 0;
    for first in (options.seed..end).step_by(BATCH as usize) {
        let seeds = first..end.min(first + BATCH);
        differences += batch(options, &gowex, &scratch, seeds)?;
    }
    println!("{} programs, {differences} differences", options.programs);
    if differences > 0 {
        bail!("outputs differ");
    }
    Ok(())
}

/// Compares some programs; how many differ.
fn batch(options: &Options, gowex: &Path, scratch: &Path, seeds: std::ops::Range<u64>) -> Result<usize> {
    if scratch.exists() {
        std::fs::remove_dir_all(scratch)?;
    }
    // One binary for Go, since linking takes longest: there the programs are packages.
    let mut driver = String::from("package main\n\nimport (\n\t\"os\"\n");
    let mut cases = String::new();
    for seed in seeds.clone() {
        let (directory, package) = (scratch.join(format!("p{seed}")), scratch.join(format!("native/p{seed}")));
        std::fs::create_dir_all(&directory)?;
        std::fs::create_dir_all(&package)?;
        let text = generator::program(seed);
        let renamed = text.replacen("package main", &format!("package p{seed}"), 1);
        std::fs::write(package.join("main.go"), renamed.replacen("func main()", "func Main()", 1))?;
        std::fs::write(directory.join("main.go"), text)?;
        writeln!(driver, "\t\"differential/native/p{seed}\"")?;
        writeln!(cases, "\tcase \"p{seed}\":\n\t\tp{seed}.Main()")?;
    }
    writeln!(driver, ")\n\nfunc main() {{\n\tswitch os.Args[1] {{\n{cases}\t}}\n}}")?;
    std::fs::write(scratch.join("native/main.go"), driver)?;
    std::fs::write(scratch.join("go.mod"), "module differential\n\ngo 1.27\n")?;
    let mut go = Command::new(sdk_go());
    go.args(["build", "-o", "programs", "./native"]).current_dir(scratch);
    go.env("GOTOOLCHAIN", "local").env("GOPROXY", "off").env("GOFLAGS", "");
    let built = capture(&mut go)?;
    if !built.status.success() {
        println!("Go refuses a program: {}", String::from_utf8_lossy(&built.stderr));
        return Ok(1);
    }
    let mut differences = 0;
    for seed in seeds {
        let name = format!("p{seed}");
        let mut command = Command::new(scratch.join("programs"));
        command.arg(&name);
        let native = output(command, scratch)?;
        let mut command = Command::new(gowex);
        command.arg("run");
        let flags = [(options.stress, "--gc-stress"), (options.suspend, "--suspend-stress"), (options.strip, "-s")];
        command.args(flags.iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag));
        command.arg(format!("./{name}"));
        let ours = output(command, scratch)?;
        if native != ours {
            differences += 1;
            println!("program {seed}: {}", first_difference(&native, &ours));
        }
    }
    Ok(differences)
}

/// What a command prints, standard error included.
fn output(mut command: Command, directory: &Path) -> Result<String> {
    let path = directory.join("output");
    let file = std::fs::File::create(&path)?;
    command.current_dir(directory).stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
    let mut child = command.spawn().context("cannot run a program")?;
    let status = child.wait_timeout(TIMEOUT)?;
    if status.is_none() {
        child.kill()?;
        child.wait()?;
    }
    let mut text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
    text.push_str(if status.is_none() { "timeout\n" } else { "" });
    Ok(text)
}

fn first_difference(native: &str, ours: &str) -> String {
    let mut lines = native.lines().zip(ours.lines()).enumerate();
    match lines.find(|(_, (native, ours))| native != ours) {
        Some((number, (native, ours))) => format!("line {}: Go prints {native:?}, gowex {ours:?}", number + 1),
        None => format!("Go prints {} lines, gowex {}", native.lines().count(), ours.lines().count()),
    }
}
