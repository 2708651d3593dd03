//! Running programs of Go's `test` directory. Owns the modes `run` and `rundir`: each program is compiled and run with the
//! gowex command in a directory of its own, and must end with status 0 and print what its `.out` file holds.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::go_tests::packages;
use super::recipe::{Recipe, is_built};
use super::type_tests::imports_of;
use super::{Cases, Mode, Options, Outcome};
use crate::process::{capture, gowex_command, target_directory};

/// How long a program may run.
const TIMEOUT: Duration = Duration::from_secs(20);

pub fn run(options: &Options, directory: &Path, names: Vec<String>) -> Result<()> {
    let gowex = gowex_command()?;
    let list = if options.mode == Mode::Run { "gotest-run" } else { "gotest-rundir" };
    let next = std::sync::atomic::AtomicUsize::new(0);
    let make_state = || {
        let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(target_directory().join(format!("conformance/{list}-{index}")))
    };
    let cases = Cases { names, list };
    cases.run(options, make_state, |scratch, name| case(options, &gowex, directory, scratch, name))
}

fn case(options: &Options, gowex: &Path, directory: &Path, scratch: &Path, name: &str) -> Result<Outcome> {
    let path = directory.join(name);
    let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
    let recipe = Recipe::parse(&text).context("no recipe")?;
    if !is_built(&text) {
        return Ok(Outcome::Skip("its constraints exclude it"));
    }
    if recipe.foreign_flag.is_some() {
        return Ok(Outcome::Skip("it is about a flag of Go's compiler"));
    }
    if scratch.exists() {
        std::fs::remove_dir_all(scratch)?;
    }
    std::fs::create_dir_all(scratch)?;
    let (major, minor) = recipe.lang.unwrap_or(super::type_tests::go_version(&options.lang).context("-lang")?);
    std::fs::write(scratch.join("go.mod"), format!("module test\n\ngo {major}.{minor}\n"))?;
    let mut imports = Vec::new();
    if options.mode == Mode::Run {
        imports.extend(imports_of(&text));
        std::fs::write(scratch.join("main.go"), &text)?;
        for name in recipe.further_files() {
            let text = std::fs::read(path.with_file_name(name))?;
            imports.extend(imports_of(&String::from_utf8_lossy(&text)));
            std::fs::write(scratch.join(name), text)?;
        }
    } else {
        for package in packages(&path.with_extension("dir"), recipe.single_file_packages)? {
            let target = if package.name == "main" { scratch.to_owned() } else { scratch.join(&package.stem) };
            std::fs::create_dir_all(&target)?;
            for file in &package.files {
                let text = String::from_utf8_lossy(&std::fs::read(file)?).into_owned();
                imports.extend(imports_of(&text));
                std::fs::write(target.join(file.file_name().context("no name")?), absolute_imports(&text))?;
            }
        }
    }
    let allowed: Vec<&str> = options.imports.split(',').collect();
    let is_allowed = |path: &String| {
        allowed.contains(&"all")
            || allowed.contains(&path.as_str())
            || path.starts_with("./")
            || path.starts_with("test/")
    };
    if !imports.iter().all(is_allowed) {
        return Ok(Outcome::Skip("it imports other packages than --imports"));
    }
    let module = scratch.join("main.wasm");
    let mut build = Command::new(gowex);
    build.current_dir(scratch).args(["build", "--json", "-o"]).arg(&module);
    if options.stress {
        build.arg("--gc-stress");
    }
    if options.suspend {
        build.arg("--suspend-stress");
    }
    let built = capture(build.arg("."))?;
    if !built.status.success() {
        let errors = String::from_utf8_lossy(&built.stdout).into_owned() + &String::from_utf8_lossy(&built.stderr);
        if errors.contains("\"code\":\"Unsupported\"") {
            return Ok(Outcome::Unsupported("generics".to_owned()));
        }
        return Ok(Outcome::Fail(format!("does not compile:\n{}", errors.trim_end())));
    }
    let expected = std::fs::read(path.with_extension("out")).unwrap_or_default();
    let arguments = &recipe.arguments[recipe.further_files().count()..];
    execute(gowex, &module, arguments, scratch, &String::from_utf8_lossy(&expected))
}

/// The text with imports of directories beside it as imports of the module.
fn absolute_imports(text: &str) -> String {
    let tree = parser::parse_file(source::FileId(0), text, &mut diagnostics::Sink::new());
    let mut out = text.to_owned();
    for import in tree.imports.iter().rev() {
        if let Some(name) = import.path.strip_prefix("./") {
            let range = import.path_span.start as usize..import.path_span.end as usize;
            out.replace_range(range, &format!("\"test/{name}\""));
        }
    }
    out
}

/// Runs a module; both streams go to one file, so that their order is kept.
fn execute(gowex: &Path, module: &Path, arguments: &[String], scratch: &Path, expected: &str) -> Result<Outcome> {
    let output: PathBuf = scratch.join("output");
    let file = std::fs::File::create(&output)?;
    let mut command = Command::new(gowex);
    command.current_dir(scratch).arg("run").arg(module).args(arguments);
    command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
    let mut child = command.spawn().context("cannot start gowex")?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > TIMEOUT {
            child.kill()?;
            child.wait()?;
            return Ok(Outcome::Fail(format!("runs longer than {} s", TIMEOUT.as_secs())));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let printed = String::from_utf8_lossy(&std::fs::read(&output)?).replace("\r\n", "\n");
    if !status.success() {
        return Ok(Outcome::Fail(format!("{status}\n{}", excerpt(&printed))));
    }
    if printed != expected {
        let line = printed.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count();
        let from = |text: &str| text.lines().nth(line).unwrap_or("(end)").to_owned();
        let why = format!("output differs in line {}: {:?}, not {:?}", line + 1, from(&printed), from(expected));
        return Ok(Outcome::Fail(why));
    }
    Ok(Outcome::Pass)
}

/// The first lines of a long text.
fn excerpt(text: &str) -> String {
    let lines: Vec<&str> = text.lines().take(12).collect();
    lines.join("\n")
}
