//! Go's own compiler as the judge of a failing case. Owns its invocation and the reading of its messages, to tell a fault
//! of gowex from a test that Go's present compiler no longer agrees with.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::go_tests::{Found, TestPackage};
use crate::process::{capture, target_directory};

/// Go's compiler with the packages that programs may import.
pub struct Oracle {
    go: PathBuf,
    lang: String,
    /// Where objects are.
    scratch: PathBuf,
    /// The list of imports.
    imports: String,
}

impl Oracle {
    /// Compiles those of `imports` that the SDK has.
    pub fn new(goroot: &Path, imports: &[String], lang: &str) -> Result<Oracle> {
        let go = goroot.join("bin/go");
        let scratch = target_directory().join("conformance");
        std::fs::create_dir_all(&scratch)?;
        let mut paths: Vec<&String> = imports.iter().filter(|path| goroot.join("src").join(path).is_dir()).collect();
        paths.retain(|path| path.starts_with(char::is_alphanumeric) && *path != "unsafe");
        paths.sort();
        paths.dedup();
        let mut list = Command::new(&go);
        list.env("GOTOOLCHAIN", "local").env("GOPROXY", "off").current_dir(goroot.join("src"));
        // Packages of other systems have no objects; they are listed without.
        list.arg("list").arg("-e");
        let format = "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}";
        let output = capture(list.args(["-export", "-deps", "-f", format]).args(paths))?;
        ensure!(output.status.success(), "go list: {}", String::from_utf8_lossy(&output.stderr));
        let imports = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(Oracle { go, lang: lang.to_owned(), scratch, imports })
    }

    /// The errors Go reports about `packages`, each of which may import those before it.
    pub fn errors(&self, packages: &[TestPackage], lang: Option<(u32, u32)>) -> Result<Vec<Found>> {
        let lang = lang.map_or_else(|| self.lang.clone(), |(major, minor)| format!("go{major}.{minor}"));
        let thread = format!("{:?}", std::thread::current().id());
        let list = self.scratch.join(format!("{thread}.importcfg"));
        let mut imports = self.imports.clone();
        let mut found = Vec::new();
        for (index, package) in packages.iter().enumerate() {
            std::fs::write(&list, &imports)?;
            let object = self.scratch.join(format!("{thread}-{index}.o"));
            let path = if matches!(package.name.as_str(), "" | "main") {
                "main".into()
            } else {
                format!("test/{}", package.stem)
            };
            let mut compile = Command::new(&self.go);
            compile.args(["tool", "compile", "-C", "-e", "-d=panic", "-D", "test", "-p", &path]);
            compile.arg(format!("-lang={lang}")).arg("-importcfg").arg(&list).arg("-o").arg(&object);
            let output = capture(compile.args(&package.files).env("GOTOOLCHAIN", "local"))?;
            let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
            let directory = package.files.first().and_then(|file| file.parent());
            let directory = directory.map_or_else(String::new, |parent| format!("{}/", parent.display()));
            let said = messages(&text.replace(&directory, ""));
            ensure!(output.status.success() || !said.is_empty(), "go tool compile: {text}");
            found.extend(said);
            if object.exists() {
                writeln!(imports, "packagefile {path}={}", object.display())?;
            }
        }
        Ok(found)
    }
}

/// The messages in what the compiler printed.
fn messages(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for line in text.lines() {
        if let Some(last) = found.last_mut().filter(|_| line.starts_with('\t')) {
            last.message.push('\n');
            last.message += line;
            continue;
        }
        let mut parts = line.splitn(3, ':');
        if let (Some(file), Some(Ok(line)), Some(message)) = (parts.next(), parts.next().map(str::parse), parts.next())
        {
            let file = file.rsplit('/').next().unwrap_or(file).to_owned();
            found.push(Found { file, line, message: message.trim().to_owned() });
        }
    }
    found
}
