//! Paths as text: `/`-separated, independent of the machine. Owns joining, cleaning and shortening; asks no file system.

/// `path` without `.`, `..` and empty elements. Relative paths stay relative; the empty path is `.`.
pub fn clean(path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let mut elements: Vec<&str> = Vec::new();
    for element in path.split('/') {
        match element {
            "" | "." => {}
            ".." if elements.last().is_some_and(|last| *last != "..") => {
                elements.pop();
            }
            ".." if is_absolute => {}
            _ => elements.push(element),
        }
    }
    let joined = elements.join("/");
    match (is_absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// `path`, taken relative to `base` unless it is absolute, cleaned.
pub fn join(base: &str, path: &str) -> String {
    if path.starts_with('/') { clean(path) } else { clean(&format!("{base}/{path}")) }
}

/// The directory that holds `path`, or `None` for the root.
pub fn parent(path: &str) -> Option<&str> {
    match path.rfind('/') {
        Some(0) if path.len() > 1 => Some("/"),
        Some(0) | None => None,
        Some(at) => Some(&path[..at]),
    }
}

/// The last element of `path`.
pub fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether `path` is truly below `directory`, both clean.
pub fn is_below(directory: &str, path: &str) -> bool {
    let directory = directory.strip_suffix('/').unwrap_or(directory);
    path.strip_prefix(directory).is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'))
}

/// `path` as seen from `base`, both absolute and clean; `path` itself if that is not longer.
pub fn relative(base: &str, path: &str) -> String {
    let split = |path: &str| path.split('/').filter(|e| !e.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (split(base), split(path));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut elements = vec![".."; from.len() - shared];
    elements.extend(to[shared..].iter().map(String::as_str));
    let relative = if elements.is_empty() { ".".to_owned() } else { elements.join("/") };
    if relative.len() <= path.len() { relative } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned_joined_and_shortened() {
        assert_eq!(clean("a//b/./../c/"), "a/c");
        assert_eq!(clean("/../a"), "/a");
        assert_eq!(clean("../../a"), "../../a");
        assert_eq!(clean(""), ".");
        assert_eq!(join("/w", "../x"), "/x");
        assert_eq!(join("/w", "/y"), "/y");
        assert_eq!(parent("/a/b"), Some("/a"));
        assert_eq!(parent("/a"), Some("/"));
        assert_eq!(parent("/"), None);
        assert!(is_below("/w", "/w/a") && is_below("/", "/w") && !is_below("/w", "/wa") && !is_below("/w", "/w"));
        assert_eq!(relative("/w/a", "/w/a/b.go"), "b.go");
        assert_eq!(relative("/w/a", "/w/c/b.go"), "../c/b.go");
        assert_eq!(relative("/w/a/b/c", "/x"), "/x");
    }
}
