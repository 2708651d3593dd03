//! Parses every `.go` file below a directory and reports what is wrong: `parse_tree DIRECTORY`.
//!
//! Directories named `testdata` are left out, for they hold files that are wrong on purpose. Exits with 1 if any
//! file has an error.

use std::path::{Path, PathBuf};
use std::time::Instant;

use diagnostics::{Sink, render};
use source::SourceMap;

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(directory)?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "testdata") {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "go") {
            files.push(path);
        }
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    let Some(root) = std::env::args().nth(1) else {
        eprintln!("usage: parse_tree DIRECTORY");
        std::process::exit(2);
    };
    let mut paths = Vec::new();
    if Path::new(&root).is_file() {
        paths.push(root.into())
    } else {
        collect(Path::new(&root), &mut paths)?
    }
    let mut map = SourceMap::new();
    for path in &paths {
        let text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
        map.add(path.display().to_string(), text);
    }
    let mut sink = Sink::new();
    let mut exprs = 0;
    let start = Instant::now();
    for (id, file) in map.files() {
        let tree = parser::parse_file(id, &file.text, &mut sink);
        exprs += tree.exprs.len();
    }
    let elapsed = start.elapsed();
    let lines: usize = map.files().map(|(_, file)| file.text.lines().count()).sum();
    let bytes: usize = map.files().map(|(_, file)| file.text.len()).sum();
    let errors = sink.into_sorted();
    for error in errors.iter().take(200) {
        print!("{}", render::concise(&map, error));
    }
    println!(
        "{} files, {lines} lines, {bytes} bytes, {exprs} expressions, {} errors, {:.2} s",
        paths.len(),
        errors.len(),
        elapsed.as_secs_f64()
    );
    std::process::exit(i32::from(!errors.is_empty()));
}
