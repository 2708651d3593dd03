//! `cargo xtask tidy`: rules about the repository that no compiler checks. Owns the allowed dependencies between crates.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{capture, root};

/// What each crate may use, as in `ARCHITECTURE.md`; crates of others are not listed.
const ARROWS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diagnostics", &["source"]),
    ("lexer", &["source", "diagnostics"]),
    ("ast", &["source", "diagnostics", "lexer"]),
    ("parser", &["source", "diagnostics", "lexer", "ast"]),
    ("constant", &[]),
    ("types", &["source", "diagnostics", "ast", "constant"]),
    ("loader", &["source", "diagnostics", "ast", "parser"]),
    ("overlay", &[]),
    ("abi", &[]),
    ("ir", &[]),
    ("opt", &["ir", "abi"]),
    ("lower", &["source", "diagnostics", "ast", "types", "constant", "ir", "abi"]),
    ("emit", &["ir", "abi"]),
    (
        "driver",
        &[
            "source",
            "diagnostics",
            "lexer",
            "ast",
            "parser",
            "constant",
            "types",
            "loader",
            "overlay",
            "lower",
            "ir",
            "opt",
            "emit",
            "abi",
        ],
    ),
    ("cli", &["driver", "source", "diagnostics", "loader", "emit"]),
    ("testkit", &["driver", "source", "diagnostics", "loader", "gowex", "emit"]),
];

/// Files longer than this own more than one notion.
const MAX_LINES: usize = 900;

/// Checks everything; prints each violation.
pub fn tidy() -> Result<()> {
    let mut problems = Vec::new();
    dependencies(&mut problems)?;
    let architecture = std::fs::read_to_string(root().join("ARCHITECTURE.md"))?;
    // Only the section on crates counts: a short name occurs in prose by chance.
    let section = architecture.split("\n## ").find(|s| s.starts_with("Crates")).unwrap_or_default();
    let named: Vec<&str> = section.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    for entry in std::fs::read_dir(root().join("crates"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !named.contains(&name.as_str()) {
            problems.push(format!("ARCHITECTURE.md does not name the crate {name}"));
        }
    }
    let mut files = Vec::new();
    for directory in ["crates", "fuzz", "xtask"] {
        collect(&root().join(directory), &mut files)?;
    }
    if files.is_empty() {
        bail!("tidy found no source file");
    }
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        let shown = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
        if !text.starts_with("//!") {
            problems.push(format!("{shown}: does not say at its top what it owns"));
        }
        let lines = text.lines().count();
        if lines > MAX_LINES {
            problems.push(format!("{shown}: {lines} lines"));
        }
        for word in ["todo", "unimplemented", "dbg"] {
            if text.contains(&format!("{word}!(")) {
                problems.push(format!("{shown}: {word}"));
            }
        }
        if text.contains(&format!("#[{}", "ignore")) {
            problems.push(format!("{shown}: an ignored test"));
        }
    }
    places_of_this_machine(&mut problems);
    for problem in &problems {
        println!("{problem}");
    }
    if !problems.is_empty() {
        bail!("{} problems", problems.len());
    }
    Ok(())
}

/// A file that git tracks must not name where the project lies: that is another place for everyone else.
fn places_of_this_machine(problems: &mut Vec<String>) {
    let listed = capture(Command::new("git").args(["ls-files", "-z"]).current_dir(root()));
    // An unpacked archive is no checkout. A path of one name, such as `/src`, may be meant otherwise.
    let Some(listed) = listed.ok().filter(|listed| listed.status.success() && root().components().count() > 2) else {
        return;
    };
    let place = format!("{}/", root().display());
    for name in String::from_utf8_lossy(&listed.stdout).split_terminator('\0') {
        // What is deleted but not committed is not there.
        let Ok(bytes) = std::fs::read(root().join(name)) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        if let Some(line) = text.lines().position(|line| line.contains(&place)) {
            problems.push(format!("{name}:{}: names a place of this machine", line + 1));
        }
    }
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if name != "target" && name != "snapshots" {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}

/// Compares the `[dependencies]` of every crate with the arrows.
fn dependencies(problems: &mut Vec<String>) -> Result<()> {
    let names: Vec<&str> = ARROWS.iter().map(|(name, _)| *name).chain(["gowex"]).collect();
    for (name, allowed) in ARROWS {
        let manifest = std::fs::read_to_string(root().join("crates").join(name).join("Cargo.toml"))?;
        let mut section = String::new();
        for line in manifest.lines() {
            if let Some(head) = line.strip_prefix('[') {
                section = head.trim_end_matches(']').to_owned();
                continue;
            }
            let dependency = line.split(['.', '=', ' ']).next().unwrap_or_default();
            let is_own = section == "dependencies" && names.contains(&dependency);
            if is_own && !allowed.contains(&dependency) {
                problems.push(format!("crates/{name}: may not use {dependency}"));
            }
        }
    }
    Ok(())
}
