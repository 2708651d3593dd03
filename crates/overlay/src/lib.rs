//! The overlay: Go files of our own for what the SDK's library has for a runtime of its own.
//!
//! Owns the files below `go/`, and the table that says which package each belongs to and why it is there. Never reads a
//! file at run time, knows nothing of how files are merged: `loader` does that, by the rules its `overlay` states.
//!
//! Overlay files call the runtime image by functions without a body that `//go:linkname name gowex.function` links to the
//! table in `abi::runtime_functions`. The list stays short: what compiles from the SDK is left to it.
#![deny(missing_docs)]

mod packages;

pub use packages::PACKAGES;

/// What is replaced in one package.
#[derive(Clone, Copy, Debug)]
pub struct Package {
    /// The import path.
    pub path: &'static str,
    /// Whether the SDK's own files of the package are not read at all.
    pub is_whole: bool,
    /// The SDK's files that are left out.
    pub left_out: &'static [&'static str],
    /// Names and texts of the overlay's files.
    pub files: &'static [(&'static str, &'static str)],
    /// Why the SDK's code does not do.
    pub reason: &'static str,
}

/// The version of the SDK whose library the overlay fits, without its patch number.
pub const SDK_VERSION: &str = "go1.27";

/// What replaces the package `path`, or parts of it.
pub fn find(path: &str) -> Option<&'static Package> {
    PACKAGES.iter().find(|package| package.path == path)
}

/// Whether the overlay fits the SDK of `version`, as its file `VERSION` says it.
pub fn fits(version: &str) -> bool {
    version.strip_prefix(SDK_VERSION).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_overlay_fits_patches_of_one_version() {
        assert!(fits("go1.27") && fits("go1.27.3") && fits("go1.27rc1"));
        assert!(!fits("go1.26.4") && !fits("go1.270") && !fits(""));
    }

    #[test]
    fn every_overlaid_package_says_why() {
        let paths: Vec<&str> = PACKAGES.iter().map(|package| package.path).collect();
        assert!(paths.is_sorted_by(|a, b| a < b), "{paths:?}");
        for package in PACKAGES {
            assert!(package.reason.len() > 20, "{}: no reason", package.path);
            assert!(!package.files.is_empty() || !package.left_out.is_empty(), "{}: nothing", package.path);
            assert!(!package.is_whole || package.left_out.is_empty(), "{}: leaves out files of none", package.path);
        }
    }

    #[test]
    fn every_file_is_listed() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("go");
        let mut found = Vec::new();
        let mut pending = vec![root.clone()];
        while let Some(directory) = pending.pop() {
            for entry in std::fs::read_dir(&directory).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    pending.push(path);
                } else if let Ok(name) = path.strip_prefix(&root) {
                    found.push(name.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        found.sort();
        let mut listed: Vec<String> =
            PACKAGES.iter().flat_map(|p| p.files.iter().map(|(name, _)| format!("{}/{name}", p.path))).collect();
        listed.sort();
        assert_eq!(found, listed);
    }
}
