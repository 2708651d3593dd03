//! Paths in stack traces. Owns where a package's files are said to be; shows nothing itself.

use loader::LoadedPackage;

use crate::Options;

/// The directory of a package's files in stack traces: its own or, with `-trimpath`, its import path, which for a module of
/// the cache has the version behind the module's path.
pub(crate) fn trace_directory(options: &Options, package: &LoadedPackage) -> String {
    let directory = &*package.directory;
    if !options.trim_paths {
        return directory.to_owned();
    }
    let cached = options.module_cache.as_deref().and_then(|cache| directory.strip_prefix(cache));
    match cached.and_then(|path| path.strip_prefix('/')) {
        Some(path) => without_escapes(path),
        None if package.path == "command-line-arguments" => ".".to_owned(),
        None => package.path.clone(),
    }
}

/// In the cache a capital letter is an exclamation mark and the small letter.
fn without_escapes(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut chars = path.chars();
    while let Some(c) = chars.next() {
        match c {
            '!' => out.extend(chars.next().map(|c| c.to_ascii_uppercase())),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_capitals_are_restored() {
        assert_eq!(without_escapes("github.com/!burnt!sushi/toml@v1.0.0"), "github.com/BurntSushi/toml@v1.0.0");
    }
}
