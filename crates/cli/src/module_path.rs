//! What stands for a module on the command line: a module, or a package that is compiled first.

use anyhow::Context;
use driver::{BuildMode, Failure, HostProfile, ModMode, Options};

use crate::arguments::{BuildOptions, ExportReturnName};
use crate::disk::Disk;
use crate::go_environment::GoEnvironment;
use crate::sdk;

/// The compiler's options as the command line and the environment say.
///
/// # Errors
/// If the working directory is not known, `$GOOS` is no system of WebAssembly, or options contradict each other.
pub(crate) fn compiler_options(build: &BuildOptions, default_mode: BuildMode) -> anyhow::Result<Options> {
    let here = std::env::current_dir().context("the working directory is not known")?;
    let here = here.to_str().context("the working directory's name is not UTF-8")?;
    let mut options = Options::new(here.replace('\\', "/"));
    options.goroot = sdk::find().and_then(|root| root.to_str().map(str::to_owned));
    let environment = GoEnvironment::read();
    if let Some(system) = environment.goos() {
        let is_known = matches!(system.as_str(), "wasip1" | "js");
        anyhow::ensure!(is_known, "GOOS={system}: WebAssembly's systems are wasip1 and js");
        options.profile = if system == "js" { HostProfile::Js } else { HostProfile::Wasip1 };
        if let Some(target) = build.target.map(HostProfile::from) {
            let has_system = (target == HostProfile::Js) == (system == "js");
            anyhow::ensure!(has_system, "GOOS={system} contradicts -target={}", target.name());
        }
        options.goos = system;
    }
    if let Some(target) = build.target {
        options.profile = target.into();
        options.goos = if options.profile == HostProfile::Js { "js" } else { "wasip1" }.to_owned();
    }
    options.module_cache = environment.module_cache();
    options.work_file = environment.work_file();
    options.mod_mode = build.common.mod_mode.map(ModMode::from).or_else(|| environment.mod_mode());
    // Go before 1.13 had blanks between tags, which still work.
    let tags = build.common.tags.clone().or_else(|| environment.tags()).unwrap_or_default();
    options.tags = tags.split([',', ' ']).filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
    let default_mode = if options.goos == "js" { BuildMode::Command } else { default_mode };
    options.build_mode = build.build_mode.map_or(default_mode, BuildMode::from);
    let is_command = options.build_mode == BuildMode::Command;
    anyhow::ensure!(options.goos == "wasip1" || is_command, "-buildmode=c-shared is not supported on js/wasm");
    options.gc_stress = build.common.gc_stress || std::env::var_os("GOWEX_GC").is_some_and(|value| value == "stress");
    options.suspend_stress = build.suspend_stress;
    options.strip = build.strip;
    options.debug_info = build.debug_info;
    let flags = shell_words::split(build.ldflags.as_deref().unwrap_or_default()).context("-ldflags")?;
    let mut flags = flags.iter().map(String::as_str);
    while let Some(flag) = flags.next() {
        let (name, value) = flag.split_once('=').map_or((flag, None), |(name, value)| (name, Some(value)));
        match name.strip_prefix('-').map(|rest| rest.strip_prefix('-').unwrap_or(rest)) {
            Some("s") if value.is_none() => options.strip = true,
            Some("w") if value.is_none() => options.debug_info = false,
            Some("X") => {
                let setting = value.or_else(|| flags.next()).unwrap_or_default();
                let (variable, text) = setting
                    .split_once('=')
                    .filter(|(variable, _)| variable.contains('.'))
                    .with_context(|| format!("-ldflags: -X wants importpath.name=value, not {setting:?}"))?;
                options.strings.push((variable.to_owned(), text.to_owned()));
            }
            _ => anyhow::bail!("-ldflags: {flag} is not supported; -s, -w and -X are"),
        }
    }
    options.trim_paths = build.trimpath;
    options.early_return = build.export_return == Some(ExportReturnName::Early);
    options.strict_wasm = build.strict;
    options.all_errors = build.common.all_errors;
    Ok(options)
}

/// Whether `name` names a module rather than a package.
pub(crate) fn is_module(name: &str) -> bool {
    name.ends_with(".wasm")
}

/// The bytes of the module `names` stand for: of a `.wasm` file, or of the package, compiled.
///
/// # Errors
/// If the file cannot be read.
pub(crate) fn module_bytes(names: &[String], options: &Options) -> anyhow::Result<Result<Vec<u8>, Failure>> {
    match names {
        [name] if is_module(name) => Ok(Ok(std::fs::read(name).with_context(|| name.clone())?)),
        _ => Ok(driver::compile(options, &Disk, names).map(|output| output.wasm)),
    }
}
