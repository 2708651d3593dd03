//! Files on disk, for the loader. Owns [`Disk`]; the command has a provider of its own, which tasks do not link.

use loader::{DirectoryEntry, FileProvider, ReadError};

/// The machine's file system.
pub struct Disk;

impl FileProvider for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        std::fs::read(path).map_err(|_| ReadError::NotFound)
    }

    fn list(&self, path: &str) -> Result<Vec<DirectoryEntry>, ReadError> {
        let entries = std::fs::read_dir(path).map_err(|_| ReadError::NotFound)?;
        let entry = |entry: std::fs::DirEntry| DirectoryEntry {
            name: entry.file_name().to_string_lossy().into_owned(),
            is_directory: entry.path().is_dir(),
        };
        Ok(entries.flatten().map(entry).collect())
    }
}
