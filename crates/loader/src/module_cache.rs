//! The module cache. Owns the names of its files; it is only ever read.
//!
//! Go modules reference, "Module cache": upper-case letters are written `!x`, for file systems that ignore case.

use crate::paths;

/// A module cache, such as `$GOPATH/pkg/mod`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ModuleCache<'a> {
    /// Its directory; `None` if there is none.
    pub root: Option<&'a str>,
}

impl ModuleCache<'_> {
    /// The file that holds the `go.mod` of a module.
    pub fn go_mod_file(self, path: &str, version: &str) -> Option<String> {
        let name = format!("cache/download/{}/@v/{}.mod", escape(path), escape(version));
        Some(paths::join(self.root?, &name))
    }

    /// The directory that holds the files of a module.
    pub fn directory(self, path: &str, version: &str) -> Option<String> {
        Some(paths::join(self.root?, &format!("{}@{}", escape(path), escape(version))))
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_uppercase() {
            out.push('!');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_case_is_escaped() {
        let cache = ModuleCache { root: Some("/c") };
        let directory = cache.directory("github.com/Azure/x", "v1.0.0-RC1");
        assert_eq!(directory.as_deref(), Some("/c/github.com/!azure/x@v1.0.0-!r!c1"));
        let file = cache.go_mod_file("a.b/C", "v1.0.0");
        assert_eq!(file.as_deref(), Some("/c/cache/download/a.b/!c/@v/v1.0.0.mod"));
        assert_eq!(ModuleCache { root: None }.directory("a", "v1"), None);
    }
}
