//! The order of packages. Owns it: of those whose imports are all done, the first by path comes next (Go specification,
//! "Program initialization").

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::graph::Loaded;

/// Sorts the packages of `loaded`, which import no package in a cycle.
pub(crate) fn sort_for_initialization(loaded: &mut Loaded) {
    let count = loaded.packages.len();
    let mut importers = vec![Vec::new(); count];
    let mut missing = vec![0_usize; count];
    for (index, package) in loaded.packages.iter().enumerate() {
        let mut imports: Vec<usize> = package.imports.values().copied().collect();
        imports.sort_unstable();
        imports.dedup();
        missing[index] = imports.len();
        imports.into_iter().for_each(|import| importers[import].push(index));
    }
    let key = |index: usize| {
        let package = &loaded.packages[index];
        Reverse((package.path.as_str(), package.for_test.as_deref(), index))
    };
    let mut ready: BinaryHeap<_> = (0..count).filter(|index| missing[*index] == 0).map(key).collect();
    let mut position = vec![count; count];
    let mut next = 0;
    while let Some(Reverse((_, _, index))) = ready.pop() {
        position[index] = next;
        next += 1;
        for &importer in &importers[index] {
            missing[importer] -= 1;
            if missing[importer] == 0 {
                ready.push(key(importer));
            }
        }
    }
    drop(ready);
    let mut packages: Vec<_> = std::mem::take(&mut loaded.packages).into_iter().enumerate().collect();
    packages.sort_by_key(|(index, _)| position[*index]);
    loaded.packages = packages.into_iter().map(|(_, package)| package).collect();
    for package in &mut loaded.packages {
        package.imports.values_mut().for_each(|import| *import = position[*import]);
    }
    loaded.roots.iter_mut().for_each(|root| *root = position[*root]);
}
