//! The command line. Owns its definition, with Go's flag names: long flags may have one dash or two.

use std::ffi::{OsStr, OsString};

use clap::{Args, Parser, Subcommand, ValueEnum};
use driver::{BuildMode, HostProfile, ModMode, Stage};

use crate::testing::TestOptions;

/// Compiles Go packages to WebAssembly modules a host can call.
#[derive(Parser, Debug)]
#[command(name = "gowex", version, disable_help_subcommand = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Compile a package to a module.
    Build {
        /// Where to write the module; by default the package's name with `.wasm`.
        #[arg(short = 'o', value_name = "FILE")]
        output: Option<String>,
        /// How to compile.
        #[command(flatten)]
        options: BuildOptions,
        /// A directory, a list of .go files, or an import path of the module.
        packages: Vec<String>,
    },
    /// Compile a package, or take a module, and run it; the exit code is the program's.
    Run {
        /// How to compile.
        #[command(flatten)]
        options: BuildOptions,
        /// Print to standard error how long the program ran, without the time to compile it.
        #[arg(long)]
        time: bool,
        /// Give the program the directory HOST, as GUEST or under its own name; without it the program has no files.
        #[arg(long = "dir", value_name = "HOST[::GUEST]")]
        directories: Vec<String>,
        /// Give the program a socket that connections to ADDRESS, such as 127.0.0.1:8080, come to: the first free descriptor,
        /// from 3 on, before those of directories.
        #[arg(long = "listen", value_name = "ADDRESS")]
        listeners: Vec<String>,
        /// The package or module, then the program's arguments.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "PACKAGE [ARGUMENT]")]
        arguments: Vec<String>,
    },
    /// Compile the tests of packages and run them, as `go test` does.
    Test {
        /// What to run.
        #[command(flatten)]
        test: Box<TestOptions>,
        /// How to compile.
        #[command(flatten)]
        options: CommonOptions,
        /// Directories, lists of .go files, import paths, or patterns with `...`.
        packages: Vec<String>,
        /// Behind `-args`: arguments for the test program itself.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Call exports of one instance of a reactor, one after the other.
    Call {
        /// How to compile, if a package is given.
        #[command(flatten)]
        options: BuildOptions,
        /// A module, or a package, which is then compiled as a reactor.
        module: String,
        /// Calls such as `start` and `'process_a(1)'`.
        calls: Vec<String>,
    },
    /// Report the errors of packages and compile nothing.
    Check {
        /// Check the named packages with their tests.
        #[arg(long)]
        test: bool,
        /// Print to standard error how much was read, how long it took and how much memory it took.
        #[arg(short = 'v', long = "stats")]
        statistics: bool,
        /// How to compile.
        #[command(flatten)]
        options: BuildOptions,
        /// Directories, lists of .go files, import paths, or patterns with `...`; `all`, `std` and `cmd`.
        packages: Vec<String>,
    },
    /// List exports, imports and functions of a module, the latter with their sizes in bytes.
    Nm {
        /// Exports only, as `e NAME`.
        #[arg(short = 'e')]
        exports: bool,
        /// How to compile, if a package is given.
        #[command(flatten)]
        options: NmOptions,
        /// A module, or a package, which is compiled first.
        module: String,
    },
    /// Print what a stage of the compiler makes of a package.
    Dump {
        /// The stage.
        #[arg(long)]
        stage: StageName,
        /// How to compile.
        #[command(flatten)]
        options: BuildOptions,
        /// The package.
        packages: Vec<String>,
    },
    /// Explain the code of a diagnostic, or list all codes.
    Explain {
        /// The code, such as `UnusedVar`.
        code: Option<String>,
    },
}

/// How to compile, tests as well as commands and reactors.
#[derive(Args, Debug, Clone, Default)]
pub struct CommonOptions {
    /// Collect garbage at every allocation, to find bugs of the collector.
    #[arg(long)]
    pub gc_stress: bool,
    /// Show all errors instead of the first ten of each package.
    #[arg(short = 'e')]
    pub all_errors: bool,
    /// Whether errors are shown in colour and with an excerpt of the source.
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorName,
    /// Further tags for build constraints, separated by commas.
    #[arg(long, value_name = "TAGS")]
    pub tags: Option<String>,
    /// Where dependencies come from: the module cache, which is only read, or the directory `vendor`.
    #[arg(long = "mod", value_name = "MODE")]
    pub mod_mode: Option<ModModeName>,
}

/// How to compile.
#[derive(Args, Debug, Clone, Default)]
pub struct BuildOptions {
    /// What `gowex test` has too.
    #[command(flatten)]
    pub common: CommonOptions,
    /// `exe` makes a command with `_start`, `c-shared` a reactor with `_initialize`.
    #[arg(long = "buildmode", value_name = "MODE")]
    pub build_mode: Option<BuildModeName>,
    /// What the module may import of its own: WASI preview 1, or nothing.
    #[arg(long, value_name = "PROFILE")]
    pub target: Option<TargetName>,
    /// Suspend goroutines at every call that may suspend, to find bugs of the compiler.
    #[arg(long)]
    pub suspend_stress: bool,
    /// Leave out the name section, and the functions and lines that stack traces show.
    #[arg(short = 's')]
    pub strip: bool,
    /// Describe functions and lines in DWARF, for debuggers and for engines that show where a trap was.
    #[arg(short = 'g')]
    pub debug_info: bool,
    /// Flags of Go's linker: `-s` is that of this command, `-w` undoes `-g`, `-X importpath.name=value` sets a variable.
    #[arg(long, value_name = "FLAGS", allow_hyphen_values = true)]
    pub ldflags: Option<String>,
    /// Stack traces show import paths instead of the directories of this machine.
    #[arg(long)]
    pub trimpath: bool,
    /// Exports return as soon as their own goroutine has finished, instead of when all are parked.
    #[arg(long = "export-return", value_name = "WHEN")]
    pub export_return: Option<ExportReturnName>,
    /// Refuse functions of the Wasm boundary with several results, as Go does.
    #[arg(long)]
    pub strict: bool,
    /// Print errors as JSON, one object a line.
    #[arg(long)]
    pub json: bool,
}

impl From<CommonOptions> for BuildOptions {
    fn from(common: CommonOptions) -> BuildOptions {
        BuildOptions { common, ..BuildOptions::default() }
    }
}

/// Values of `-color`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ColorName {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never, and one line for each error.
    Never,
}

/// Values of `-mod`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ModModeName {
    /// The module cache; `go.mod` must be complete.
    Readonly,
    /// The directory `vendor`.
    Vendor,
    /// The module cache.
    Mod,
}

impl From<ModModeName> for ModMode {
    fn from(name: ModModeName) -> ModMode {
        match name {
            ModModeName::Readonly => ModMode::Readonly,
            ModModeName::Vendor => ModMode::Vendor,
            ModModeName::Mod => ModMode::Mod,
        }
    }
}

/// How to compile for `nm`, where `-e` has another meaning.
#[derive(Args, Debug, Clone, Default)]
pub struct NmOptions {
    /// `exe` makes a command with `_start`, `c-shared` a reactor with `_initialize`.
    #[arg(long = "buildmode", value_name = "MODE")]
    pub build_mode: Option<BuildModeName>,
    /// What the module may import of its own.
    #[arg(long, value_name = "PROFILE")]
    pub target: Option<TargetName>,
}

/// Values of `-buildmode`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum BuildModeName {
    /// A command.
    #[value(alias = "default")]
    Exe,
    /// A reactor.
    #[value(name = "c-shared")]
    CShared,
}

impl From<BuildModeName> for BuildMode {
    fn from(name: BuildModeName) -> BuildMode {
        match name {
            BuildModeName::Exe => BuildMode::Command,
            BuildModeName::CShared => BuildMode::Reactor,
        }
    }
}

/// Values of `-target`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum TargetName {
    /// WASI preview 1.
    Wasip1,
    /// No imports.
    Plain,
    /// Go's `wasm_exec.js`, as with `GOOS=js`.
    Js,
}

impl From<TargetName> for HostProfile {
    fn from(name: TargetName) -> HostProfile {
        match name {
            TargetName::Wasip1 => HostProfile::Wasip1,
            TargetName::Plain => HostProfile::Plain,
            TargetName::Js => HostProfile::Js,
        }
    }
}

/// Values of `-export-return`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExportReturnName {
    /// When every goroutine is parked.
    Parked,
    /// When the export's own goroutine has finished, as in Go's port.
    Early,
}

/// Values of `-stage`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum StageName {
    /// Tokens.
    Tokens,
    /// Syntax trees.
    Ast,
    /// Objects and their types.
    Types,
    /// IR as lowered.
    Ir,
    /// IR as optimised.
    Opt,
    /// The module as text.
    Wat,
}

impl From<StageName> for Stage {
    fn from(name: StageName) -> Stage {
        match name {
            StageName::Tokens => Stage::Tokens,
            StageName::Ast => Stage::Ast,
            StageName::Types => Stage::Types,
            StageName::Ir => Stage::Ir,
            StageName::Opt => Stage::Opt,
            StageName::Wat => Stage::Wat,
        }
    }
}

/// Reads the command line; prints usage and exits if it makes no sense.
pub fn parse(arguments: impl Iterator<Item = OsString>) -> Arguments {
    Arguments::parse_from(with_two_dashes(arguments))
}

/// Flags of `run` that are followed by their value.
const TAKES_VALUE: &[&str] =
    &["buildmode", "target", "export-return", "color", "tags", "mod", "dir", "listen", "ldflags"];

/// Go's long flags have one dash; clap's have two. Whatever stands behind the package of `run` is the program's own.
fn with_two_dashes(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut out: Vec<OsString> = Vec::new();
    let mut takes_value = false;
    let mut is_done = false;
    for argument in arguments {
        let is_test = out.get(1).is_some_and(|command| command == OsStr::new("test"));
        if is_test && !is_done && (argument == "-args" || argument == "--args") {
            is_done = true;
            out.push("--".into());
            continue;
        }
        let is_run = out.get(1).is_some_and(|command| command == OsStr::new("run"));
        let text = argument.to_str().unwrap_or("");
        let is_flag = text.starts_with('-') && text.len() > 1 && !takes_value;
        if is_done || out.is_empty() || !is_flag {
            is_done |= is_run && out.len() > 1 && !takes_value && !is_done;
            takes_value = false;
            out.push(argument);
            continue;
        }
        is_done |= text == "--";
        let name = text.trim_start_matches('-');
        takes_value = TAKES_VALUE.contains(&name);
        let is_long = !text.starts_with("--") && name.split('=').next().is_some_and(|name| name.len() > 1);
        out.push(if is_long { OsString::from(format!("-{text}")) } else { argument });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(line: &str) -> String {
        let words = with_two_dashes(line.split(' ').map(OsString::from));
        words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn long_flags_may_have_one_dash() {
        assert_eq!(
            convert("gowex build -o a.wasm -buildmode=c-shared ."),
            "gowex build -o a.wasm --buildmode=c-shared ."
        );
        assert_eq!(convert("gowex build --json -e ./x"), "gowex build --json -e ./x");
        assert_eq!(convert("gowex run -target wasip1 x.go -flag"), "gowex run --target wasip1 x.go -flag");
        assert_eq!(convert("gowex test -run A . -args -flag"), "gowex test --run A . -- -flag");
        assert_eq!(convert("gowex run -ldflags -Xx -tags a ."), "gowex run --ldflags -Xx --tags a .");
    }
}
