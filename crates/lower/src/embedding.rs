//! What `//go:embed` puts into variables: the bytes of a file, or the tree of files that an `embed.FS` holds. Owns the memory
//! layout of such a tree; which files there are is the loader's.

use std::collections::BTreeMap;

use ir::{Data, DataObject, Relocation, RelocationTarget};
use types::{Type, TypeId};

use crate::program::{EmbeddedVariable, Lowerer};

/// Bytes of an entry in the list of an `embed.FS`: its name and its contents as strings, and 16 bytes that nothing reads.
const ENTRY_BYTES: usize = 48;

/// Where the contents are in an entry.
const ENTRY_CONTENTS: usize = 16;

impl Lowerer<'_> {
    /// Makes a variable start with what is embedded into it. The bytes of a slice may be written to.
    pub(crate) fn embed(&mut self, variable: Data, ty: TypeId, embedded: &EmbeddedVariable<'_>) {
        let is_string = match self.program.structure(ty) {
            Type::Basic(_) => true,
            Type::Slice { .. } => false,
            _ => return self.embed_tree(variable, embedded),
        };
        let [(_, contents)] = embedded.files[..] else { panic!("{variable} takes one file") };
        if contents.is_empty() {
            return;
        }
        let target = if is_string {
            self.string_data(contents)
        } else {
            let object = DataObject {
                name: format!("{}.embedded", self.module.data[variable].name),
                size_bytes: contents.len() as u32,
                align: 1,
                bytes: contents.to_vec(),
                relocations: Vec::new(),
                pointers: Vec::new(),
                mutable: true,
            };
            self.module.data.push(object)
        };
        let mut bytes = vec![0; 8];
        for _ in 1..if is_string { 2 } else { 3 } {
            bytes.extend((contents.len() as u64).to_le_bytes());
        }
        self.start_with(variable, bytes, target);
    }

    /// Makes a variable start with `bytes`, of which the first word is the address of `target`.
    fn start_with(&mut self, variable: Data, bytes: Vec<u8>, target: Data) {
        let object = &mut self.module.data[variable];
        object.bytes = bytes;
        object.relocations.push(Relocation { offset: 0, target: RelocationTarget::Data(target, 0) });
    }

    /// Makes an `embed.FS`: the address of a slice of entries, those of a directory one behind the other.
    fn embed_tree(&mut self, variable: Data, embedded: &EmbeddedVariable<'_>) {
        // By directory and name in it; the name of a directory ends with a slash.
        let mut entries: BTreeMap<(&str, &str), (String, &[u8])> = BTreeMap::new();
        for &(name, contents) in &embedded.files {
            entries.insert(parent_and_name(name), (name.to_owned(), contents));
            let (mut directory, _) = parent_and_name(name);
            while directory != "." {
                entries.insert(parent_and_name(directory), (format!("{directory}/"), &[]));
                (directory, _) = parent_and_name(directory);
            }
        }
        let count = entries.len();
        let mut list = vec![0; count * ENTRY_BYTES];
        let mut relocations = Vec::new();
        for (i, (name, contents)) in entries.into_values().enumerate() {
            for (at, text) in [(0, name.as_bytes()), (ENTRY_CONTENTS, contents)] {
                let at = i * ENTRY_BYTES + at;
                list[at + 8..at + 16].copy_from_slice(&(text.len() as u64).to_le_bytes());
                if !text.is_empty() {
                    let target = RelocationTarget::Data(self.string_data(text), 0);
                    relocations.push(Relocation { offset: at as u32, target });
                }
            }
        }
        let name = self.module.data[variable].name.clone();
        let list = self.constant_data(format!("{name}.entries"), list, 8, relocations);
        let mut slice = vec![0; 8];
        slice.extend((count as u64).to_le_bytes());
        slice.extend((count as u64).to_le_bytes());
        let to_list = Relocation { offset: 0, target: RelocationTarget::Data(list, 0) };
        let slice = self.constant_data(format!("{name}.files"), slice, 8, vec![to_list]);
        self.start_with(variable, vec![0; 8], slice);
    }
}

/// The directory that a path is in, `.` at the top, and the last element.
fn parent_and_name(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or((".", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_is_a_dot() {
        assert_eq!(parent_and_name("a/b/c"), ("a/b", "c"));
        assert_eq!(parent_and_name("a"), (".", "a"));
    }
}
