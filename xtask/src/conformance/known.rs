//! Known failures. Owns the files `tests/conformance/<suite>.known`: one `path: reason` a line. Adding an entry is done by
//! hand; the tool only removes.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::process::root;

/// The known failures of a suite.
pub struct Known {
    path: PathBuf,
    lines: Vec<String>,
}

/// The case a line is about; `None` for comments and empty lines.
fn entry(line: &str) -> Option<(&str, &str)> {
    if line.starts_with('#') { None } else { line.split_once(": ") }
}

impl Known {
    /// Reads the list, which may be missing: then no case is known to fail.
    pub fn read(list: &str) -> Result<Known> {
        let path = root().join("tests/conformance").join(format!("{list}.known"));
        let text = if path.exists() { std::fs::read_to_string(&path)? } else { String::new() };
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for line in &lines {
            let is_well_formed =
                line.is_empty() || line.starts_with('#') || entry(line).is_some_and(|(_, r)| !r.is_empty());
            ensure!(is_well_formed, "{}: not `path: reason`: {line}", path.display());
        }
        Ok(Known { path, lines })
    }

    /// Why `name` fails, if it is known to.
    pub fn reason(&self, name: &str) -> Option<&str> {
        self.lines.iter().filter_map(|line| entry(line)).find(|(path, _)| *path == name).map(|(_, reason)| reason)
    }

    /// All cases that are known to fail.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(|line| entry(line)).map(|(path, _)| path)
    }

    /// The list's path for messages.
    pub fn shown(&self) -> String {
        self.path.strip_prefix(root()).unwrap_or(&self.path).display().to_string()
    }

    /// Removes `names` from the list and writes it.
    pub fn remove(&mut self, names: &[String]) -> Result<()> {
        let before = self.lines.len();
        self.lines.retain(|line| entry(line).is_none_or(|(path, _)| !names.iter().any(|name| name == path)));
        if self.lines.len() < before {
            let text: String = self.lines.iter().map(|line| format!("{line}\n")).collect();
            std::fs::write(&self.path, text).with_context(|| self.shown())?;
        }
        Ok(())
    }
}
