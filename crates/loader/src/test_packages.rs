//! Packages made for tests. Owns the variants that Go builds: a package with its tests, the tests outside it, and what
//! those import that itself imports the package, made again for the variant.

use indexmap::IndexMap;

use crate::graph::Loader;
use crate::import_cycles::find_test_cycle;

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
            if let Some(external) = tested.external {
                self.remake_dependants(external, package, variant);
            }
        }
        Ok(())
    }

    /// Makes again whatever `external` needs and imports `package`, so that there is one package of that path only.
    fn remake_dependants(&mut self, external: usize, package: usize, variant: usize) {
        let packages = &self.loaded.packages;
        // Post-order, so that each package comes after those it imports; `None` while its imports are being visited.
        let mut imports_it: IndexMap<usize, Option<bool>> = IndexMap::new();
        let mut order = Vec::new();
        let mut stack = vec![(external, false)];
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
            if index == external {
                let package = &mut self.loaded.packages[external];
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
