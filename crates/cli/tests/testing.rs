//! `gowex test` on the module of `tests/testing`. Owns the reading of its `expected.txt`: commands behind `$`, below each
//! what it prints, standard error first, with `0.00s` for every time and `DIRECTORY` for the module's, and the exit status if
//! it is not 0.

use std::process::Command;

use regex::Regex;
use testkit::repository;

fn run(arguments: &str) -> String {
    let directory = repository().join("tests/testing");
    let mut command = Command::new(env!("CARGO_BIN_EXE_gowex"));
    let output = command.arg("test").args(arguments.split_whitespace()).current_dir(&directory).output();
    let output = output.expect("gowex runs");
    let mut text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stdout));
    if !output.status.success() {
        text.push_str(&format!("exit status {}\n", output.status.code().unwrap_or(-1)));
    }
    let times = Regex::new(r"\d+\.\d+s").expect("the expression is good");
    let text = times.replace_all(&text, "0.00s");
    let text = text.replace(&directory.display().to_string(), "DIRECTORY");
    let rates = Regex::new(r"(?m)^(Benchmark\S+)\s.*$").expect("the expression is good");
    rates.replace_all(&text, "$1").into_owned()
}

#[test]
fn gowex_test_prints_what_go_test_prints() {
    if gowex::sdk::find().is_none() {
        eprintln!("no Go SDK: tests/testing is left out; run `cargo xtask sdk`, or set GOROOT");
        return;
    }
    let path = repository().join("tests/testing/expected.txt");
    let expected = std::fs::read_to_string(&path).expect("there is a list of commands");
    let commands: Vec<&str> = expected.lines().filter_map(|line| line.strip_prefix("$ gowex test")).collect();
    assert!(!commands.is_empty(), "no command");
    let printed: String = commands.iter().map(|command| format!("$ gowex test{command}\n{}", run(command))).collect();
    if std::env::var_os("GOWEX_BLESS").is_some() {
        std::fs::write(&path, &printed).expect("the list can be written");
    }
    assert_eq!(printed, std::fs::read_to_string(&path).unwrap_or_default());
}

#[test]
fn nothing_is_written_unless_asked_for() {
    let Some(goroot) = gowex::sdk::find() else { return };
    let here = std::env::temp_dir().join(format!("gowex-test-{}", std::process::id()));
    std::fs::create_dir_all(&here).expect("a directory can be made");
    let test = |flags: &[&str]| {
        let package = repository().join("tests/testing/command");
        let mut command = Command::new(env!("CARGO_BIN_EXE_gowex"));
        // It is found from the checkout, but the command runs elsewhere.
        command.env("GOROOT", &goroot);
        let status = command.arg("test").args(flags).arg(package).current_dir(&here).status();
        assert!(status.is_ok_and(|status| status.success()));
        let mut names: Vec<String> = std::fs::read_dir(&here)
            .expect("the directory can be read")
            .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
            .collect();
        names.sort();
        names
    };
    assert!(test(&[]).is_empty());
    assert_eq!(test(&["-c", "-o", "x.wasm"]), ["x.wasm"]);
    assert_eq!(test(&["-c"]), ["command.test.wasm", "x.wasm"]);
    std::fs::remove_dir_all(&here).expect("the directory can be removed");
}
