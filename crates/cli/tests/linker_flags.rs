//! `-ldflags`: variables that start with other strings. Runs a program that prints them.

use std::process::Command;

const PROGRAM: &str = r#"package main

const none = "none"

var version, commit, empty = "dev", none, ""

var unset string

var computed = first("computed")

var number = 3

func first(s string) string { return s }

func main() {
	println(version, commit, empty, unset, computed, number)
}
"#;

fn run(flags: &str) -> String {
    let directory = std::env::temp_dir().join(format!("gowex-linker-flags-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory can be made");
    let file = directory.join("main.go");
    std::fs::write(&file, PROGRAM).expect("the program can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_gowex"));
    let output = command.args(["run", "-ldflags", flags]).arg(&file).output().expect("gowex runs");
    std::fs::remove_dir_all(&directory).expect("the directory can be removed");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn strings_are_set() {
    assert_eq!(run(""), "dev none   computed 3\n");
    let flags = "-X main.version=1.2 -X=main.commit=a=b -X 'main.empty=two words' -X main.unset=set -s";
    assert_eq!(run(flags), "1.2 a=b two words set computed 3\n");
    // What runs stays, and there need be no such variable.
    assert_eq!(run("-X main.computed=x -X main.none=x -X other.name=x"), "dev none   computed 3\n");
    let refused = "main.number: cannot set with -X: not a var of type string (type:int)\n";
    assert_eq!(run("-X main.number=4"), refused);
    assert_eq!(run("-X version=1.2"), "gowex: -ldflags: -X wants importpath.name=value, not \"version=1.2\"\n");
    assert_eq!(run("-extldflags x"), "gowex: -ldflags: -extldflags is not supported; -s, -w and -X are\n");
}
