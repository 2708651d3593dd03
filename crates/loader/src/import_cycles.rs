//! Import cycles. Owns the search for one and Go's message, which lists the imports from a root on.

use source::{SourceMap, Span};

use crate::graph::LoadedPackage;
use crate::paths;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

/// The import of `target` by `package`: the first, in order of file.
fn import_span(packages: &[LoadedPackage], package: usize, target: usize) -> Option<Span> {
    let package = &packages[package];
    let paths: Vec<&String> = package.imports.iter().filter(|(_, t)| **t == target).map(|(path, _)| path).collect();
    let imports = package.files.iter().flat_map(|file| &file.imports);
    imports.filter(|import| paths.iter().any(|path| ***path == *import.path)).map(|import| import.path_span).next()
}

/// `package A`, then a line for each further package of `chain`, with the file that imports it.
fn chain_text(packages: &[LoadedPackage], sources: &SourceMap, chain: &[usize]) -> String {
    let mut text = String::new();
    for (at, package) in chain.iter().enumerate() {
        let path = &packages[*package].path;
        if at == 0 {
            text += &format!("package {path}");
            continue;
        }
        text += &format!("\n\timports {path}");
        if let Some(span) = import_span(packages, chain[at - 1], *package) {
            text += &format!(" from {}", paths::base_name(&sources.file(span.file).name));
        }
    }
    text
}

/// Go's message for a cycle that can be reached from `starts`, if there is one.
pub(crate) fn find_cycle(
    packages: &[LoadedPackage],
    sources: &SourceMap,
    starts: impl Iterator<Item = usize>,
) -> Option<String> {
    let mut state = vec![Visit::New; packages.len()];
    for start in starts {
        if state[start] != Visit::New {
            continue;
        }
        // The packages on the path from `start`, each with the index of its next import.
        let mut path = vec![(start, 0)];
        state[start] = Visit::Open;
        while let Some((package, next)) = path.last_mut() {
            let Some((_, &target)) = packages[*package].imports.get_index(*next) else {
                state[*package] = Visit::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match state[target] {
                Visit::Done => {}
                Visit::New => {
                    state[target] = Visit::Open;
                    path.push((target, 0));
                }
                Visit::Open => {
                    let mut chain: Vec<usize> = path.iter().map(|(member, _)| *member).collect();
                    chain.push(target);
                    let text = chain_text(packages, sources, &chain);
                    return Some(format!("{text}: import cycle not allowed"));
                }
            }
        }
    }
    None
}

/// A path from what the tests of `target` import back to `target`, whose own package they are part of.
pub(crate) fn find_test_cycle(
    packages: &[LoadedPackage],
    sources: &SourceMap,
    variant: usize,
    target: usize,
) -> Option<String> {
    let mut previous = vec![None; packages.len()];
    let mut queue = std::collections::VecDeque::from([variant]);
    while let Some(package) = queue.pop_front() {
        for &import in packages[package].imports.values() {
            if import == variant || previous[import].is_some() {
                continue;
            }
            previous[import] = Some(package);
            if import != target {
                queue.push_back(import);
                continue;
            }
            let mut chain = vec![import];
            while let Some(before) = chain.last().and_then(|last| previous[*last]) {
                chain.push(before);
            }
            chain.reverse();
            let text = chain_text(packages, sources, &chain);
            return Some(format!("{text}: import cycle not allowed in test"));
        }
    }
    None
}
