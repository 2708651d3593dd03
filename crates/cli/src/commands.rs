//! What each command does. Owns [`execute`] and the exit codes: 1 for an error of the user's, as in Go.

use driver::{BuildMode, Code, Options, Stage, Statistics};

use crate::arguments::{Arguments, BuildOptions, Command};
use crate::calls::{Call, CallOutcome, show_values};
use crate::disk::Disk;
use crate::host::{CallError, Host, Plugin, Streams, engine, load_module};
use crate::module_path::{compiler_options, is_module, module_bytes};
use crate::module_symbols;
use crate::node;
use crate::report::Report;
use crate::testing;
use crate::usage::peak_memory;

/// Runs the command and returns the process's exit code.
pub fn execute(arguments: Arguments) -> u8 {
    let result = match arguments.command {
        Command::Build { output, options, packages } => build(&options, output, &packages),
        Command::Run { options, time, directories, listeners, arguments } => {
            run(&options, time, &directories, &listeners, &arguments)
        }
        Command::Test { test, options, packages, arguments } => {
            testing::test(&options.into(), &test, &packages, &arguments)
        }
        Command::Call { options, module, calls } => call(&options, &module, &calls),
        Command::Check { test, statistics, options, packages } => check(&options, test, statistics, &packages),
        Command::Nm { exports, options, module } => {
            let options =
                BuildOptions { build_mode: options.build_mode, target: options.target, ..BuildOptions::default() };
            list_symbols(&options, exports, &module)
        }
        Command::Dump { stage, options, packages } => dump(&options, stage.into(), &packages),
        Command::Explain { code } => Ok(explain(code.as_deref())),
    };
    result.unwrap_or_else(|error| {
        eprintln!("gowex: {error:#}");
        1
    })
}

fn build(build: &BuildOptions, output: Option<String>, packages: &[String]) -> anyhow::Result<u8> {
    let options = compiler_options(build, BuildMode::Command)?;
    match driver::compile(&options, &Disk, packages) {
        Ok(compiled) => {
            let output = output.unwrap_or_else(|| default_output(&options, packages, &compiled.path));
            std::fs::write(&output, compiled.wasm).map_err(|error| anyhow::anyhow!("{output}: {error}"))?;
            Ok(0)
        }
        Err(failure) => {
            Report::new(build).failure(&failure);
            Ok(1)
        }
    }
}

/// As in Go: named for the first file of a list of files, otherwise for the last element of the import path.
fn default_output(options: &Options, packages: &[String], path: &str) -> String {
    let last = |path: &str| path.trim_end_matches('/').rsplit('/').next().unwrap_or("main").to_owned();
    let stem = match packages.first().and_then(|name| name.strip_suffix(".go")) {
        Some(stem) => last(stem),
        None if path == "command-line-arguments" => {
            let directory = packages.first().map_or(".", String::as_str);
            let name = last(directory);
            if name.chars().all(|c| c == '.') { last(&options.working_directory) } else { name }
        }
        None => last(path),
    };
    format!("{stem}.wasm")
}

/// The leading names of `.go` files, or else the first name, are the package; what follows are the program's arguments.
fn split_package(arguments: &[String]) -> (&[String], &[String]) {
    let files = arguments.iter().take_while(|argument| argument.ends_with(".go")).count();
    arguments.split_at(files.max(1).min(arguments.len()))
}

fn run(
    build: &BuildOptions,
    time: bool,
    directories: &[String],
    listeners: &[String],
    arguments: &[String],
) -> anyhow::Result<u8> {
    let options = compiler_options(build, BuildMode::Command)?;
    let (package, program_arguments) = split_package(arguments);
    let wasm = match module_bytes(package, &options)? {
        Ok(wasm) => wasm,
        Err(failure) => {
            Report::new(build).failure(&failure);
            return Ok(1);
        }
    };
    if options.goos == "js" {
        anyhow::ensure!(directories.is_empty(), "-dir: a program for GOOS=js has the files that Node has");
        anyhow::ensure!(listeners.is_empty(), "-listen: a program for GOOS=js has no sockets");
        return run_with_node(&options, &wasm, package, program_arguments, time);
    }
    let module = load_module(&engine()?, &wasm)?;
    let mut host = Host::new(Streams::inherit());
    host.arguments = vec![package.first().map_or_else(|| "main".to_owned(), Clone::clone)];
    host.arguments.extend_from_slice(program_arguments);
    host.environment = std::env::vars().map(|(name, value)| format!("{name}={value}")).collect();
    for address in listeners {
        host.listen(address).map_err(|error| anyhow::anyhow!("-listen {address}: {error}"))?;
    }
    for directory in directories {
        let (path, guest_name) = directory.split_once("::").unwrap_or((directory, directory));
        host.preopen(std::path::Path::new(path), guest_name).map_err(|error| anyhow::anyhow!("{path}: {error}"))?;
    }
    let start = std::time::Instant::now();
    let ended = Plugin::new(&module, host)?.start();
    if time {
        eprintln!("gowex: ran for {:.6} s", start.elapsed().as_secs_f64());
    }
    match ended {
        Ok(status) => Ok(status as u8),
        Err(error) => {
            eprintln!("gowex: {error}");
            Ok(2)
        }
    }
}

/// Runs a command for `GOOS=js`.
fn run_with_node(
    options: &Options,
    wasm: &[u8],
    package: &[String],
    arguments: &[String],
    time: bool,
) -> anyhow::Result<u8> {
    let last = package.first().and_then(|name| name.trim_end_matches('/').rsplit('/').next()).unwrap_or("main");
    let name = last.strip_suffix(".wasm").or_else(|| last.strip_suffix(".go")).unwrap_or(last);
    let name = if name.chars().all(|c| c == '.') { "main" } else { name };
    let file = node::ModuleFile::new(&format!("{name}.wasm"), wasm)?;
    let mut command = node::command(options.goroot.as_deref(), file.path(), arguments)?;
    let start = std::time::Instant::now();
    let status = node::start(&mut command)?.wait()?;
    if time {
        eprintln!("gowex: ran for {:.6} s", start.elapsed().as_secs_f64());
    }
    match status.code() {
        Some(code) => Ok(code as u8),
        None => anyhow::bail!("node: {status}"),
    }
}

fn call(build: &BuildOptions, module: &str, calls: &[String]) -> anyhow::Result<u8> {
    let options = compiler_options(build, BuildMode::Reactor)?;
    anyhow::ensure!(options.goos == "wasip1", "gowex call has no JavaScript: modules for GOOS=js need wasm_exec.js");
    let calls =
        calls.iter().map(|call| Call::parse(call)).collect::<Result<Vec<_>, _>>().map_err(anyhow::Error::msg)?;
    let wasm = match module_bytes(&[module.to_owned()], &options)? {
        Ok(wasm) => wasm,
        Err(failure) => {
            Report::new(build).failure(&failure);
            return Ok(1);
        }
    };
    let module = load_module(&engine()?, &wasm)?;
    let mut plugin = Plugin::new(&module, Host::new(Streams::inherit()))?;
    if let Err(error) = plugin.initialize() {
        println!("_initialize: {}", describe(&error));
        return Ok(1);
    }
    let mut code = 0;
    for call in calls {
        match call.run(&mut plugin) {
            CallOutcome::Results(results) if results.is_empty() => println!("{call}"),
            CallOutcome::Results(results) => println!("{call} = {}", show_values(&results)),
            CallOutcome::Failed(error) => {
                code = 1;
                println!("{call}: {}", describe(&error));
                if let CallError::Exit(status) = error {
                    return Ok(status as u8);
                }
            }
        }
    }
    Ok(code)
}

fn describe(error: &CallError) -> String {
    match error {
        CallError::Trap(_) | CallError::StackExhausted(_) => {
            format!("trap: {}", error.to_string().trim_start_matches("wasm trap: "))
        }
        CallError::Exit(_) | CallError::Usage(_) => error.to_string(),
    }
}

fn check(build: &BuildOptions, tests: bool, shows_statistics: bool, packages: &[String]) -> anyhow::Result<u8> {
    let start = std::time::Instant::now();
    let mut options = compiler_options(build, BuildMode::Command)?;
    options.tests = tests;
    let report = Report::new(build);
    let (code, statistics) = match driver::check(&options, &Disk, packages) {
        Ok(checked) => {
            report.warnings(&checked.warnings);
            (0, checked.statistics)
        }
        Err(failure) => {
            report.failure(&failure);
            (1, *failure.statistics)
        }
    };
    if shows_statistics {
        let Statistics { packages, files, lines } = statistics;
        let seconds = start.elapsed().as_secs_f64();
        let memory = peak_memory().map_or_else(String::new, |bytes| format!(", {} MiB at most", bytes >> 20));
        eprintln!("gowex: {packages} packages, {files} files, {lines} lines in {seconds:.3} s{memory}");
    }
    Ok(code)
}

fn list_symbols(build: &BuildOptions, exports: bool, module: &str) -> anyhow::Result<u8> {
    let mode = if is_module(module) { BuildMode::Command } else { BuildMode::Reactor };
    let options = compiler_options(build, mode)?;
    match module_bytes(&[module.to_owned()], &options)? {
        Ok(wasm) if exports => print!("{}", module_symbols::list_exports(&wasm)?),
        Ok(wasm) => print!("{}", module_symbols::list_all(&wasm)?),
        Err(failure) => {
            Report::new(build).failure(&failure);
            return Ok(1);
        }
    }
    Ok(0)
}

fn dump(build: &BuildOptions, stage: Stage, packages: &[String]) -> anyhow::Result<u8> {
    let options = compiler_options(build, BuildMode::Command)?;
    match driver::dump(&options, &Disk, packages, stage) {
        Ok(text) => {
            print!("{text}");
            Ok(0)
        }
        Err(failure) => {
            Report::new(build).failure(&failure);
            Ok(1)
        }
    }
}

fn explain(code: Option<&str>) -> u8 {
    let Some(name) = code else {
        for code in Code::ALL {
            println!("{}", code.name());
        }
        return 0;
    };
    match Code::ALL.iter().find(|code| code.name() == name) {
        Some(code) => {
            println!("{}: {}", code.name(), code.explanation().trim());
            if let Some(example) = code.example() {
                println!("\nExample:\n");
                for line in example.trim_end().lines() {
                    println!("{}", format!("    {line}").trim_end());
                }
            }
            0
        }
        None => {
            eprintln!("gowex: there is no code {name}; gowex explain lists all");
            1
        }
    }
}
