//! Settings of the `go` command. Owns where they are found: the environment, then the file that `go env -w` writes.

use std::collections::HashMap;
use std::path::PathBuf;

use driver::{ModMode, WorkFile};

/// Go's settings.
#[derive(Clone, Debug, Default)]
pub(crate) struct GoEnvironment {
    written: HashMap<String, String>,
}

impl GoEnvironment {
    /// Reads the file that `go env -w` writes, if there is one.
    pub fn read() -> GoEnvironment {
        let file = match std::env::var_os("GOENV") {
            Some(name) if name == "off" => None,
            Some(name) => Some(PathBuf::from(name)),
            None => configuration_directory().map(|directory| directory.join("go/env")),
        };
        let text = file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
        let pairs = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
        GoEnvironment { written: pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect() }
    }

    /// The value of `name`, unless it is empty.
    fn value(&self, name: &str) -> Option<String> {
        let set = std::env::var(name).ok().filter(|value| !value.is_empty());
        set.or_else(|| self.written.get(name).cloned()).filter(|value| !value.is_empty())
    }

    /// The module cache: `$GOMODCACHE`, else `pkg/mod` in the first directory of `$GOPATH`, else in `go` at home.
    pub fn module_cache(&self) -> Option<String> {
        if let Some(cache) = self.value("GOMODCACHE") {
            return Some(cache);
        }
        let path = match self.value("GOPATH") {
            Some(list) => std::env::split_paths(&list).next(),
            None => std::env::home_dir().map(|home| home.join("go")),
        };
        path?.join("pkg/mod").to_str().map(str::to_owned)
    }

    /// The system by `$GOOS`.
    pub fn goos(&self) -> Option<String> {
        self.value("GOOS")
    }

    /// Whether a `go.work` is used, by `$GOWORK`.
    pub fn work_file(&self) -> WorkFile {
        match self.value("GOWORK") {
            None => WorkFile::Find,
            Some(value) if value == "off" => WorkFile::Off,
            Some(value) => WorkFile::At(value),
        }
    }

    /// The value of a flag in `$GOFLAGS`, with one dash or two.
    fn flag(&self, name: &str) -> Option<String> {
        let flags = self.value("GOFLAGS")?;
        let mut values = flags.split_whitespace().filter_map(|flag| flag.trim_start_matches('-').split_once('='));
        values.find(|(flag, _)| *flag == name).map(|(_, value)| value.to_owned())
    }

    /// The tags that `$GOFLAGS` sets.
    pub fn tags(&self) -> Option<String> {
        self.flag("tags")
    }

    /// The `-mod` that `$GOFLAGS` sets.
    pub fn mod_mode(&self) -> Option<ModMode> {
        match self.flag("mod")?.as_str() {
            "vendor" => Some(ModMode::Vendor),
            "mod" => Some(ModMode::Mod),
            "readonly" => Some(ModMode::Readonly),
            _ => None,
        }
    }
}

fn configuration_directory() -> Option<PathBuf> {
    let set = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let home = std::env::home_dir();
    if cfg!(target_os = "macos") {
        return home.map(|home| home.join("Library/Application Support"));
    }
    if cfg!(windows) {
        return std::env::var_os("APPDATA").map(PathBuf::from);
    }
    set.or_else(|| home.map(|home| home.join(".config")))
}
