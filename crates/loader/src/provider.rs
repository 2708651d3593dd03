//! Access to files. Owns [`FileProvider`], through which all reading goes, and [`MemoryFiles`], which needs no disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// An entry of a directory.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DirectoryEntry {
    /// The last element of its path.
    pub name: String,
    /// Whether it is a directory.
    pub is_directory: bool,
}

/// Why something could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadError {
    /// There is no such file or directory.
    NotFound,
    /// Anything else, in the system's words.
    Other(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::NotFound => f.write_str("no such file or directory"),
            ReadError::Other(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads files and lists directories, on several threads. Paths are absolute, `/`-separated and clean.
pub trait FileProvider: Sync {
    /// The bytes of the file at `path`.
    ///
    /// # Errors
    /// If there is no such file or it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError>;

    /// The entries of the directory at `path`, in any order.
    ///
    /// # Errors
    /// If there is no such directory or it cannot be read.
    fn list(&self, path: &str) -> Result<Vec<DirectoryEntry>, ReadError>;
}

/// Files in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryFiles {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the file at the absolute `path`, or replaces it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), text.into());
    }
}

impl FileProvider for MemoryFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.files.get(path).cloned().ok_or(ReadError::NotFound)
    }

    fn list(&self, path: &str) -> Result<Vec<DirectoryEntry>, ReadError> {
        let prefix = if path == "/" { "/".to_owned() } else { format!("{path}/") };
        let mut entries = BTreeSet::new();
        for name in self.files.keys() {
            let Some(rest) = name.strip_prefix(&prefix) else { continue };
            let (first, is_directory) = match rest.split_once('/') {
                Some((first, _)) => (first, true),
                None => (rest, false),
            };
            entries.insert(DirectoryEntry { name: first.to_owned(), is_directory });
        }
        if entries.is_empty() { Err(ReadError::NotFound) } else { Ok(entries.into_iter().collect()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_in_memory_are_those_of_the_paths() {
        let mut files = MemoryFiles::new();
        files.add("/m/a.go", "package a");
        files.add("/m/b/c.go", "package c");
        let names: Vec<_> =
            files.list("/m").unwrap_or_default().into_iter().map(|e| (e.name, e.is_directory)).collect();
        assert_eq!(names, [("a.go".to_owned(), false), ("b".to_owned(), true)]);
        assert_eq!(files.list("/n"), Err(ReadError::NotFound));
        assert_eq!(files.read("/m/b"), Err(ReadError::NotFound));
    }
}
