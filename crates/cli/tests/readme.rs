//! The first command of the README, run as it stands there but for `cargo run`: it must do what the README says, with
//! and without a Go SDK at hand. Owns the reading of the README.

use std::process::{Command, Output, Stdio};

use testkit::repository;

/// The words behind `--` of the first command that runs gowex; quotes are the shell's.
fn words() -> Vec<String> {
    let readme = std::fs::read_to_string(repository().join("README.md")).expect("the repository has a README");
    let command = readme.lines().find(|line| line.starts_with("cargo run ")).expect("the README runs gowex");
    let (_, arguments) = command.split_once(" -- ").expect("the command passes arguments");
    arguments.split_whitespace().map(|word| word.trim_matches('\'').to_owned()).collect()
}

fn run(goroot: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gowex"));
    command.args(words()).current_dir(repository()).env_remove("GOROOT");
    if let Some(goroot) = goroot {
        command.env("GOROOT", goroot);
    }
    command.output().expect("gowex runs")
}

#[test]
fn first_command_runs_the_event_plugin() {
    let missing = repository().join("tests/no-sdk-here");
    for goroot in [None, missing.to_str()] {
        let output = run(goroot);
        let printed = String::from_utf8_lossy(&output.stdout);
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{printed}\n{complaints}");
        for number in 1..=3 {
            assert!(printed.contains(&format!("process_a({number})\nseen() = {number}\n")), "{printed}");
        }
    }
}

#[test]
fn output_that_nobody_reads_is_no_fault() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gowex"))
        .args(["dump", "--stage=opt", "./examples/events"])
        .current_dir(repository())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("gowex runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("gowex ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(141));
}
