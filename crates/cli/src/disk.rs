//! Files on disk. Owns [`Disk`], the provider through which the compiler reads them.

use std::io::ErrorKind;

use driver::{DirectoryEntry, FileProvider, ReadError};

/// The machine's file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

fn read_error(error: &std::io::Error) -> ReadError {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => ReadError::NotFound,
        _ => ReadError::Other(error.to_string()),
    }
}

impl FileProvider for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        std::fs::read(path).map_err(|error| read_error(&error))
    }

    fn list(&self, path: &str) -> Result<Vec<DirectoryEntry>, ReadError> {
        let entries = std::fs::read_dir(path).map_err(|error| read_error(&error))?;
        let mut out = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| read_error(&error))?;
            // Links to directories count as directories, as in Go, where a package's directory may be a link.
            let is_directory = match entry.file_type() {
                Ok(kind) if !kind.is_symlink() => kind.is_dir(),
                _ => std::fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_dir()),
            };
            out.push(DirectoryEntry { name: entry.file_name().to_string_lossy().into_owned(), is_directory });
        }
        Ok(out)
    }
}
