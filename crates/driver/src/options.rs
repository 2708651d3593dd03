//! What a compilation is told. Owns [`Options`]; reads no command line.

use emit::HostProfile;
use loader::{BuildContext, LoadOptions, ModMode, WorkFile};
use lower::BuildMode;

/// How to compile.
#[derive(Clone, Debug)]
pub struct Options {
    /// The directory relative patterns start from, and from which file names are shown. Absolute.
    pub working_directory: String,
    /// The Go SDK that has the standard library. Absolute.
    pub goroot: Option<String>,
    /// The module cache, such as `$GOPATH/pkg/mod`. Absolute.
    pub module_cache: Option<String>,
    /// How `go.mod` is used; `None` takes the directory `vendor` if there is one.
    pub mod_mode: Option<ModMode>,
    /// Whether a `go.work` is used.
    pub work_file: WorkFile,
    /// The system whose files are read: `js` for the profile of that name, else `wasip1`.
    pub goos: String,
    /// Further tags for build constraints.
    pub tags: Vec<String>,
    /// Whether the named packages are loaded with their tests.
    pub tests: bool,
    /// A command or a reactor.
    pub build_mode: BuildMode,
    /// What the module may import of its own.
    pub profile: HostProfile,
    /// Collect at every allocation.
    pub gc_stress: bool,
    /// Suspend at every call that may suspend.
    pub suspend_stress: bool,
    /// Leave out the name section, and the functions and lines of stack traces.
    pub strip: bool,
    /// Describe functions and lines in DWARF; nothing if `strip` is set.
    pub debug_info: bool,
    /// Stack traces show import paths instead of the directories of this machine.
    pub trim_paths: bool,
    /// Variables of packages, each as `path.name`, and the strings they start with (`-ldflags=-X`).
    pub strings: Vec<(String, String)>,
    /// Exports return as soon as their own goroutine has finished.
    pub early_return: bool,
    /// Functions of the Wasm boundary have at most one result, as in Go.
    pub strict_wasm: bool,
    /// Show all errors of a package instead of the first ten.
    pub all_errors: bool,
    /// Verify the IR after each stage.
    pub verify: bool,
}

impl Options {
    /// The defaults, in `working_directory`.
    pub fn new(working_directory: impl Into<String>) -> Options {
        Options {
            working_directory: working_directory.into(),
            goroot: None,
            module_cache: None,
            mod_mode: None,
            work_file: WorkFile::Find,
            goos: BuildContext::default().goos,
            tags: Vec::new(),
            tests: false,
            build_mode: BuildMode::Command,
            profile: HostProfile::Wasip1,
            gc_stress: false,
            suspend_stress: false,
            strip: false,
            debug_info: false,
            trim_paths: false,
            strings: Vec::new(),
            early_return: false,
            strict_wasm: false,
            all_errors: false,
            verify: cfg!(debug_assertions),
        }
    }

    /// What of the options the loader needs.
    pub fn load_options(&self) -> LoadOptions {
        LoadOptions {
            working_directory: self.working_directory.clone(),
            goroot: self.goroot.clone(),
            module_cache: self.module_cache.clone(),
            mod_mode: self.mod_mode,
            work_file: self.work_file.clone(),
            tests: self.tests,
            test_main: false,
            standard_bodies: true,
            context: BuildContext { goos: self.goos.clone(), tags: self.tags.clone(), ..BuildContext::default() },
            overlay: None,
        }
    }
}
