//! Versions: of modules, as `v1.2.3`, and of the language, as `1.27`. Owns their syntax and order.
//!
//! The order of module versions is that of semantic versioning 2.0, which the `semver` crate implements; Go's build
//! metadata (`+incompatible`) takes no part in it. Numbers above 2⁶⁴ are refused, which Go would accept.

use std::cmp::Ordering;

use semver::Version;

/// A version of the language, `(1, 27)`.
pub type LanguageVersion = (u32, u32);

/// The newest language version that can be compiled.
pub const NEWEST: LanguageVersion = (1, 27);

/// The language version of a `go.mod` without `go` line.
pub(crate) const UNSTATED: LanguageVersion = (1, 16);

fn parse(version: &str) -> Option<Version> {
    Version::parse(version.strip_prefix('v')?).ok()
}

/// Whether `version` is `vMAJOR.MINOR.PATCH`, with or without pre-release and `+incompatible`.
pub(crate) fn is_canonical(version: &str) -> bool {
    parse(version).is_some_and(|version| matches!(version.build.as_str(), "" | "incompatible"))
}

/// The order of two module versions; the empty version, a main module's, is above all others.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    match (a.is_empty(), b.is_empty()) {
        (false, false) => match (parse(a), parse(b)) {
            (Some(x), Some(y)) => x.cmp_precedence(&y).then_with(|| a.cmp(b)),
            (x, y) => x.is_some().cmp(&y.is_some()),
        },
        (a, b) => a.cmp(&b),
    }
}

/// What is wrong with `version` as a version of the module `path`, in Go's words; the path's suffix `/vN` and the major
/// version must agree.
pub(crate) fn check_major(path: &str, version: &str) -> Result<(), String> {
    let Some(parsed) = parse(version).filter(|_| is_canonical(version)) else {
        return Err(format!("version {version:?} invalid: must be of the form v1.2.3"));
    };
    let is_incompatible = parsed.build.as_str() == "incompatible";
    let fail = |wanted: String| Err(format!("version {version:?} invalid: should be {wanted}, not v{}", parsed.major));
    match path_major(path) {
        Some(major) if parsed.major != major || is_incompatible => {
            if path.starts_with("gopkg.in/") && major == 1 && parsed.major == 0 && version.starts_with("v0.0.0-") {
                return Ok(());
            }
            fail(format!("v{major}"))
        }
        None if parsed.major > 1 && !is_incompatible => fail("v0 or v1".to_owned()),
        _ => Ok(()),
    }
}

/// The `N` of a module path that ends in `/vN`, or in `.vN` below `gopkg.in`.
fn path_major(path: &str) -> Option<u64> {
    if path.starts_with("gopkg.in/") {
        let (_, major) = path.rsplit_once(".v")?;
        return major.trim_end_matches("-unstable").parse().ok();
    }
    let (_, last) = path.rsplit_once('/')?;
    let digits = last.strip_prefix('v')?;
    let major: u64 = digits.parse().ok()?;
    (major >= 2 && !digits.starts_with('0')).then_some(major)
}

/// `1.27`, `1.27.3` and `1.27rc1` are all `(1, 27)`.
pub(crate) fn parse_language(version: &str) -> Option<LanguageVersion> {
    let (major, rest) = version.split_once('.')?;
    let is_number = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'))
    };
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (minor, tail) = rest.split_at(digits);
    let is_tail = match tail.strip_prefix('.') {
        Some(patch) => is_number(patch),
        None => {
            let release = ["rc", "beta", "alpha"].into_iter().find_map(|kind| tail.strip_prefix(kind));
            tail.is_empty() || release.is_some_and(is_number)
        }
    };
    (is_number(major) && is_number(minor) && is_tail).then_some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_have_the_order_of_semantic_versioning() {
        let sorted = ["v0.0.0-20200101000000-abcdefabcdef", "v0.9.0", "v1.0.0-rc.1", "v1.0.0", "v1.2.0", "v1.10.0", ""];
        for pair in sorted.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
        assert_eq!(compare("v1.0.0", "v1.0.0"), Ordering::Equal);
    }

    #[test]
    fn paths_and_major_versions_agree() {
        for (path, version) in [
            ("a.b/c", "v1.2.3"),
            ("a.b/c", "v0.0.1"),
            ("a.b/c", "v2.0.0+incompatible"),
            ("a.b/c/v2", "v2.1.0"),
            ("gopkg.in/yaml.v3", "v3.0.1"),
        ] {
            assert_eq!(check_major(path, version), Ok(()), "{path} {version}");
        }
        assert_eq!(
            check_major("a.b/c", "v2.0.0"),
            Err("version \"v2.0.0\" invalid: should be v0 or v1, not v2".to_owned())
        );
        assert!(check_major("a.b/c/v2", "v1.0.0").is_err());
        assert!(check_major("a.b/c", "v1.0").is_err());
        assert!(check_major("a.b/c", "1.0.0").is_err());
    }

    #[test]
    fn language_versions_are_read() {
        assert_eq!(parse_language("1.27"), Some((1, 27)));
        assert_eq!(parse_language("1.27.3"), Some((1, 27)));
        assert_eq!(parse_language("1.21rc2"), Some((1, 21)));
        for bad in ["x", "1", "1.", "1.2x", "01.2", "1.2.", "v1.2"] {
            assert_eq!(parse_language(bad), None, "{bad}");
        }
    }
}
