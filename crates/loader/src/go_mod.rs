//! The file `go.mod`. Owns what of it is read: the module's path and its language version.

/// What a `go.mod` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoMod {
    /// The module's path.
    pub module: String,
    /// The language version, `(1, 27)`; Go's default 1.16 if there is no `go` line.
    pub go_version: (u32, u32),
}

/// A fault in a `go.mod`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoModError {
    /// The line, from 1; 0 if the file as a whole is at fault.
    pub line: u32,
    /// What is wrong.
    pub message: String,
}

/// The newest language version that can be compiled.
const NEWEST: (u32, u32) = (1, 27);

impl GoMod {
    /// Reads the text of a `go.mod`.
    ///
    /// # Errors
    /// If there is no module path, or the language version is malformed or too new.
    pub fn parse(text: &str) -> Result<GoMod, GoModError> {
        let mut module = None;
        let mut go_version = (1, 16);
        for (index, line) in text.lines().enumerate() {
            let fail = |message: String| GoModError { line: index as u32 + 1, message };
            let line = line.split("//").next().unwrap_or("").trim();
            let mut words = line.split_whitespace();
            match (words.next(), words.next()) {
                (Some("module"), Some(path)) => {
                    let path = path.trim_matches(['"', '`']);
                    if path.is_empty() {
                        return Err(fail("usage: module module/path".to_owned()));
                    }
                    module = Some(path.to_owned());
                }
                (Some("go"), Some(version)) => {
                    go_version = parse_version(version)
                        .ok_or_else(|| fail(format!("invalid go version '{version}': must match format 1.23.0")))?;
                    if go_version > NEWEST {
                        let running = format!("(running go {}.{})", NEWEST.0, NEWEST.1);
                        return Err(fail(format!("go.mod requires go >= {version} {running}")));
                    }
                }
                _ => {}
            }
        }
        match module {
            Some(module) => Ok(GoMod { module, go_version }),
            None => Err(GoModError { line: 0, message: "no module declaration in go.mod".to_owned() }),
        }
    }
}

/// `1.27`, `1.27.3` and `1.27rc1` are all `(1, 27)`.
fn parse_version(version: &str) -> Option<(u32, u32)> {
    let (major, rest) = version.split_once('.')?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Some((major.parse().ok()?, rest[..digits].parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_and_version_are_read() {
        let text = "// A module.\nmodule example.com/m // here\n\ngo 1.27.3\n\nrequire (\n\texample.com/x v1.0.0\n)\n";
        let expected = GoMod { module: "example.com/m".to_owned(), go_version: (1, 27) };
        assert_eq!(GoMod::parse(text), Ok(expected));
        assert!(GoMod::parse("go 1.27\n").is_err());
        assert!(GoMod::parse("module m\ngo 1.99\n").is_err());
        assert!(GoMod::parse("module m\ngo x\n").is_err());
    }
}
