//! Packages made for tests. Owns the variants that Go builds: a package with its tests, the tests outside it, the main
//! package that runs both, and what those import that itself imports the package, made again for the variant.

use diagnostics::{Code, Sink};
use indexmap::IndexMap;
use source::Symbol;

use crate::constraints::is_test_name;
use crate::graph::{LoadedPackage, Loader};
use crate::import_cycles::find_test_cycle;
use crate::resolve::Owner;
use crate::test_functions::TestFunctions;
use crate::test_main::TestMain;
use crate::version::NEWEST;

/// A package with tests.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Tested {
    /// Its path.
    pub path: String,
    /// The package alone; `None` if it consists of tests only.
    pub package: Option<usize>,
    /// The package with its tests.
    pub variant: Option<usize>,
    /// The tests outside it.
    pub external: Option<usize>,
    /// The main package that runs both, if it is wanted.
    pub main: Option<usize>,
}

impl Loader<'_> {
    /// Completes the imports of tests, after all packages were read.
    ///
    /// # Errors
    /// Go's message for tests that import what imports their own package.
    pub(crate) fn link_tests(&mut self) -> Result<(), String> {
        for tested in self.tested.clone() {
            let (Some(package), Some(variant)) = (tested.package, tested.variant) else { continue };
            if let Some(message) = find_test_cycle(&self.loaded.packages, &self.loaded.sources, variant, package) {
                return Err(message);
            }
            let users: Vec<usize> = tested.external.into_iter().chain(tested.main).collect();
            self.remake_dependants(&users, package, variant);
        }
        Ok(())
    }

    /// Adds the main packages that run tests; they become the roots.
    pub(crate) fn add_test_mains(&mut self, added: &mut Vec<usize>) {
        for index in 0..self.tested.len() {
            let tested = self.tested[index].clone();
            let mut functions = |package: Option<usize>| package.map(|package| self.test_functions(package));
            let (internal, external) = (functions(tested.variant), functions(tested.external));
            let Some(inside) = tested.variant.or(tested.package).or(tested.external) else { continue };
            let has_internal = tested.variant.or(tested.package).is_some();
            let module = match self.importers[inside].1 {
                Owner::Standard => "std".to_owned(),
                Owner::Module(module) => self.resolver.modules.list[module].path.clone(),
                Owner::Nobody => tested.path.clone(),
            };
            let main = TestMain {
                path: &tested.path,
                module: &module,
                internal: &internal.unwrap_or_default(),
                external: external.as_ref(),
                has_internal,
            };
            let text = main.text();
            let file = self.loaded.sources.add("_testmain.go".to_owned(), text.clone());
            let mut sink = Sink::new();
            let tree = parser::parse_file(file, &text, &mut sink);
            let mut imports = IndexMap::new();
            imports.extend(tested.variant.or(tested.package).map(|package| (tested.path.clone(), package)));
            imports.extend(tested.external.map(|external| (format!("{}_test", tested.path), external)));
            let package = LoadedPackage {
                path: format!("{}.test", tested.path),
                name: Symbol::intern("main"),
                files: vec![tree],
                imports,
                embeds: Vec::new(),
                go_version: NEWEST,
                is_standard: false,
                is_overlaid: false,
                has_assembly: false,
                is_test_main: true,
                for_test: None,
                sink,
                misuses: Sink::new(),
                directory: self.loaded.packages[inside].directory.clone(),
            };
            // It may import what the SDK keeps for itself.
            let main = self.push(package, ("testing/internal/main".to_owned(), Owner::Standard), added);
            self.tested[index].main = Some(main);
        }
        if !self.tested.is_empty() {
            self.loaded.roots = self.tested.iter().filter_map(|tested| tested.main).collect();
        }
    }

    /// The test functions of a package; what has the name of one and not its signature is reported.
    fn test_functions(&mut self, package: usize) -> TestFunctions {
        let mut functions = TestFunctions::default();
        let mut faults = Vec::new();
        for tree in &self.loaded.packages[package].files {
            let file = self.loaded.sources.file(tree.file);
            if is_test_name(&file.name) {
                faults.extend(functions.add(tree, &file.text));
            }
        }
        for (span, message) in faults {
            self.fail(Code::WrongTestSignature, Some(span), message);
        }
        functions
    }

    /// Makes again whatever `users` need and imports `package`, so that there is one package of that path only.
    fn remake_dependants(&mut self, users: &[usize], package: usize, variant: usize) {
        let packages = &self.loaded.packages;
        // Post-order, so that each package comes after those it imports; `None` while its imports are being visited.
        let mut imports_it: IndexMap<usize, Option<bool>> = IndexMap::new();
        let mut order = Vec::new();
        let mut stack: Vec<_> = users.iter().map(|user| (*user, false)).collect();
        while let Some((index, is_done)) = stack.pop() {
            if is_done {
                let affected = |import: &usize| *import == package || imports_it.get(import) == Some(&Some(true));
                let is_affected = packages[index].imports.values().any(affected);
                imports_it.insert(index, Some(is_affected));
                if is_affected {
                    order.push(index);
                }
            } else if !imports_it.contains_key(&index) && index != package && index != variant {
                imports_it.insert(index, None);
                stack.push((index, true));
                stack.extend(packages[index].imports.values().map(|import| (*import, false)));
            }
        }
        let mut made: IndexMap<usize, usize> = IndexMap::from([(package, variant)]);
        let for_test = packages[variant].for_test.clone();
        for index in order {
            let renamed = |import: &usize| made.get(import).copied().unwrap_or(*import);
            if users.contains(&index) {
                let package = &mut self.loaded.packages[index];
                package.imports.values_mut().for_each(|import| *import = renamed(import));
                continue;
            }
            let mut copy = self.loaded.packages[index].clone();
            copy.imports.values_mut().for_each(|import| *import = renamed(import));
            copy.for_test.clone_from(&for_test);
            made.insert(index, self.loaded.packages.len());
            self.loaded.packages.push(copy);
        }
    }
}
