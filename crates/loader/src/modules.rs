//! The modules of a build. Owns the search for `go.work` and `go.mod`, the choice between vendor directory and module
//! cache, and the wording of what is wrong with them.

use crate::go_mod::{GoMod, Replacement};
use crate::go_work::GoWork;
use crate::mod_syntax::GoModError;
use crate::module_cache::ModuleCache;
use crate::module_graph::{MainModule, Module, Selection};
use crate::package_files::Reader;
use crate::paths;
use crate::vendor_list::VendorList;
use crate::version::UNSTATED;

/// How `go.mod` is used, as `-mod` says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ModMode {
    /// As it is; an incomplete one is an error.
    Readonly,
    /// Dependencies come from the directory `vendor`.
    Vendor,
    /// As it is, but what it lacks is taken from the modules it names. Nothing is written.
    Mod,
}

/// Whether a `go.work` is used, as `$GOWORK` says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum WorkFile {
    /// The nearest one at or above the working directory.
    #[default]
    Find,
    /// None.
    Off,
    /// The one of this name. Absolute.
    At(String),
}

/// Packages in a vendor directory.
#[derive(Debug)]
pub(crate) struct VendorTree {
    /// The directory.
    pub root: String,
    /// Its `modules.txt`.
    pub list: VendorList,
}

/// The modules of a build.
#[derive(Debug, Default)]
pub(crate) struct Modules {
    /// The main modules, then the others in order of path. Vendored modules have no root.
    pub list: Vec<Module>,
    /// The vendor directory, if dependencies come from it; its modules are at the end of `list`.
    pub vendor: Option<VendorTree>,
    /// Where the first vendored module is in `list`.
    pub first_vendored: usize,
    /// The `go.work`, if one names the main modules.
    pub work_file: Option<String>,
    /// Replacements in effect.
    pub replace: Vec<(String, Replacement)>,
}

impl Modules {
    /// The main modules.
    pub fn mains(&self) -> impl Iterator<Item = (usize, &Module)> {
        self.list.iter().enumerate().take_while(|(_, module)| module.is_main())
    }

    /// Whether there is neither `go.mod` nor `go.work`.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The module that `directory` belongs to: the one with the longest root.
    pub fn of_directory(&self, directory: &str) -> Option<usize> {
        let roots =
            self.list.iter().enumerate().filter_map(|(index, module)| Some((index, module.root.as_ref().ok()?)));
        let holding = roots.filter(|(_, root)| directory == *root || paths::is_below(root, directory));
        holding.max_by_key(|(index, root)| (root.len(), std::cmp::Reverse(*index))).map(|(index, _)| index)
    }
}

/// What is told about modules.
#[derive(Clone, Copy)]
pub(crate) struct Settings<'a> {
    pub cache: ModuleCache<'a>,
    pub mode: Option<ModMode>,
    pub work_file: &'a WorkFile,
    pub goroot: Option<&'a str>,
}

/// Finds the modules of the directory `here`.
///
/// # Errors
/// Go's message.
pub(crate) fn find_modules(reader: &Reader<'_>, settings: Settings<'_>, here: &str) -> Result<Modules, String> {
    let source_root = settings.goroot.map(|goroot| paths::join(goroot, "src"));
    let in_sdk = source_root.is_some_and(|root| here == root || paths::is_below(&root, here));
    if !in_sdk {
        let work = match settings.work_file {
            WorkFile::Off => None,
            WorkFile::At(file) => Some(file.clone()),
            WorkFile::Find => nearest(reader, here, "go.work"),
        };
        if let Some(work) = work {
            return workspace(reader, settings, &work);
        }
    }
    let Some(file) = nearest(reader, here, "go.mod") else { return Ok(Modules::default()) };
    let root = paths::parent(&file).unwrap_or("/").to_owned();
    let go_mod = read_go_mod(reader, &file)?;
    if in_sdk && ["std", "cmd"].contains(&go_mod.module.as_str()) {
        // The SDK's own modules: their packages are found as such.
        return Ok(Modules::default());
    }
    let replace: Vec<_> = go_mod.replace.iter().map(|r| (root.clone(), r.clone())).collect();
    let vendor_root = paths::join(&root, "vendor");
    let has_vendor = || reader.provider.list(&vendor_root).is_ok() && go_mod.language() >= (1, 14);
    let uses_vendor = match settings.mode {
        Some(mode) => mode == ModMode::Vendor,
        None => has_vendor(),
    };
    let mains = vec![MainModule { root: root.clone(), go_mod }];
    if uses_vendor {
        return vendored(reader, mains, replace, &root, None);
    }
    selected(reader, settings, mains, replace, None)
}

fn nearest(reader: &Reader<'_>, directory: &str, name: &str) -> Option<String> {
    let mut at = Some(directory);
    while let Some(directory) = at {
        let entries = reader.provider.list(directory).unwrap_or_default();
        if entries.iter().any(|entry| entry.name == name && !entry.is_directory) {
            return Some(paths::join(directory, name));
        }
        at = paths::parent(directory);
    }
    None
}

fn describe(reader: &Reader<'_>, file: &str, errors: &[GoModError]) -> String {
    let shown = paths::relative(reader.working_directory, file);
    if let [error] = errors {
        if error.line == 0 {
            return format!("go: error reading {shown}: {}", error.message);
        }
        if error.message.contains(" requires go >= ") {
            return format!("go: {}", error.message);
        }
    }
    let lines: Vec<String> = errors.iter().map(|error| error.render(&shown)).collect();
    format!("go: errors parsing {shown}:\n{}", lines.join("\n"))
}

fn read_go_mod(reader: &Reader<'_>, file: &str) -> Result<GoMod, String> {
    let shown = paths::relative(reader.working_directory, file);
    let bytes = reader.provider.read(file).map_err(|error| format!("go: reading {shown}: {error}"))?;
    GoMod::parse(&String::from_utf8_lossy(&bytes), file).map_err(|errors| describe(reader, file, &errors))
}

fn workspace(reader: &Reader<'_>, settings: Settings<'_>, file: &str) -> Result<Modules, String> {
    let shown = paths::relative(reader.working_directory, file);
    let bytes = reader.provider.read(file).map_err(|error| format!("go: reading {shown}: {error}"))?;
    let work =
        GoWork::parse(&String::from_utf8_lossy(&bytes), file).map_err(|errors| describe(reader, file, &errors))?;
    let base = paths::parent(file).unwrap_or("/").to_owned();
    let mut mains: Vec<MainModule> = Vec::new();
    let mut replace: Vec<_> = work.replace.iter().map(|r| (base.clone(), r.clone())).collect();
    let stated = work.go.unwrap_or((1, 18));
    for (directory, line) in &work.uses {
        let root = paths::join(&base, directory);
        if mains.iter().any(|main| main.root == root) {
            let error = line.error(format!("path {root} appears multiple times in workspace"));
            return Err(format!("go: error loading {shown}:\n{}", error.render(&shown)));
        }
        let go_mod_file = paths::join(&root, "go.mod");
        let name = paths::relative(&base, &root);
        if let Err(error) = reader.provider.read(&go_mod_file) {
            let shown = paths::relative(&base, &go_mod_file);
            return Err(format!("go: cannot load module {name} listed in go.work file: open {shown}: {error}"));
        }
        let go_mod = read_go_mod(reader, &go_mod_file)?;
        let (major, minor) = go_mod.language();
        if go_mod.language() > stated {
            return Err(format!(
                "go: module {name} listed in go.work file requires go >= {major}.{minor}, but go.work lists go {}.{}; \
                 to download and use go {major}.{minor}:\n\tgo work use",
                stated.0, stated.1
            ));
        }
        if let Some(twice) = mains.iter().find(|main| main.go_mod.module == go_mod.module) {
            return Err(format!(
                "go: module {} appears multiple times in workspace: {} and {root}",
                go_mod.module, twice.root
            ));
        }
        for replacement in &go_mod.replace {
            let is_overridden = work.replace.iter().any(|r| r.path == replacement.path);
            if !is_overridden {
                replace.push((root.clone(), replacement.clone()));
            }
        }
        mains.push(MainModule { root, go_mod });
    }
    if mains.is_empty() {
        return Err("go: no modules were found in the current workspace; see 'go help work'".to_owned());
    }
    let has_vendor = stated >= (1, 22) && reader.provider.list(&paths::join(&base, "vendor")).is_ok();
    if settings.mode == Some(ModMode::Vendor) || settings.mode.is_none() && has_vendor {
        return vendored(reader, mains, replace, &base, Some(file));
    }
    selected(reader, settings, mains, replace, Some(file))
}

fn selected(
    reader: &Reader<'_>,
    settings: Settings<'_>,
    mains: Vec<MainModule>,
    replace: Vec<(String, Replacement)>,
    work_file: Option<&str>,
) -> Result<Modules, String> {
    let selection = Selection {
        provider: reader.provider,
        cache: settings.cache,
        replace: &replace,
        mains: &mains,
        is_workspace: work_file.is_some(),
        is_readonly: settings.mode != Some(ModMode::Mod),
    };
    let list = selection.select()?;
    let first_vendored = list.len();
    let work_file = work_file.map(str::to_owned);
    Ok(Modules { list, vendor: None, first_vendored, work_file, replace })
}

fn vendored(
    reader: &Reader<'_>,
    mains: Vec<MainModule>,
    replace: Vec<(String, Replacement)>,
    base: &str,
    work_file: Option<&str>,
) -> Result<Modules, String> {
    let root = paths::join(base, "vendor");
    let bytes = reader.provider.read(&paths::join(&root, "modules.txt")).unwrap_or_default();
    let list = VendorList::parse(&String::from_utf8_lossy(&bytes));
    let mut require: Vec<_> = mains.iter().flat_map(|main| &main.go_mod.require).cloned().collect();
    require.retain(|needed| !mains.iter().any(|main| main.go_mod.module == needed.path));
    let replacements: Vec<Replacement> = replace.iter().map(|(_, replacement)| replacement.clone()).collect();
    let file = if work_file.is_some() { "go.work" } else { "go.mod" };
    let is_checked = work_file.is_some() || mains.iter().all(|main| main.go_mod.language() >= (1, 14));
    // In a workspace the requirements of different modules may name different versions, of which one is vendored.
    let checked = if work_file.is_some() { &[][..] } else { &require[..] };
    let lines = match is_checked && work_file.is_none() {
        true => list.inconsistencies(checked, &replacements, file),
        false => Vec::new(),
    };
    if !lines.is_empty() {
        let sync = if work_file.is_some() { "go work vendor" } else { "go mod vendor" };
        return Err(format!(
            "go: inconsistent vendoring in {base}:\n\t{}\n\n\tTo ignore the vendor directory, use -mod=readonly or \
             -mod=mod.\n\tTo sync the vendor directory, run:\n\t\t{sync}",
            lines.join("\n\t")
        ));
    }
    let mut modules: Vec<Module> = mains.iter().map(MainModule::to_module).collect();
    let first_vendored = modules.len();
    for (index, module) in list.modules.iter().enumerate() {
        // A directory replaces every version: the list gives such a module a version all the same.
        let version = if module.version.is_empty() { "v0.0.0".to_owned() } else { module.version.clone() };
        let language = if list.modules.is_empty() { UNSTATED } else { list.language(index) };
        let root = Err("import lookup disabled by -mod=vendor".to_owned());
        modules.push(Module { path: module.path.clone(), version, root, language, ignore: Vec::new() });
    }
    let work_file = work_file.map(str::to_owned);
    Ok(Modules { list: modules, vendor: Some(VendorTree { root, list }), first_vendored, work_file, replace })
}
