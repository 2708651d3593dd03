//! What `//go:embed` puts into variables: the bytes of a file, or the tree of files that an `embed.FS` holds. Owns the memory
//! layout of such a tree; which files there are is the loader's.

use std::collections::BTreeMap;

use ir::{Data, DataObject, Relocation, RelocationTarget};
use types::{BasicKind, Type, TypeId};

use crate::program::{EmbeddedVariable, Lowerer};

impl Lowerer<'_> {
    /// Makes a variable start with what is embedded into it. The bytes of a slice may be written to.
    pub(crate) fn embed(&mut self, variable: Data, ty: TypeId, embedded: &EmbeddedVariable<'_>) {
        let is_string = match self.program.structure(ty) {
            Type::Basic(_) => true,
            Type::Slice { .. } => false,
            _ => return self.embed_tree(variable, ty, embedded),
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

    /// Makes an `embed.FS`: the address of a slice of entries, those of a directory one behind the other. An entry begins with
    /// its name and its contents as strings; nothing reads its other fields.
    fn embed_tree(&mut self, variable: Data, ty: TypeId, embedded: &EmbeddedVariable<'_>) {
        let entry = self.entry_type(ty).unwrap_or_else(|| panic!("{variable} is no embed.FS"));
        let layout = self.layout(entry);
        let (entry_bytes, name_at, contents_at) =
            (layout.size as usize, layout.fields[0] as usize, layout.fields[1] as usize);
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
        let mut list = vec![0; count * entry_bytes];
        let mut relocations = Vec::new();
        for (i, (name, contents)) in entries.into_values().enumerate() {
            for (at, text) in [(name_at, name.as_bytes()), (contents_at, contents)] {
                let at = i * entry_bytes + at;
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

impl Lowerer<'_> {
    /// The type of the entries of an `embed.FS`, whose one field points to a slice of them: a struct of which the first two
    /// fields are strings.
    fn entry_type(&self, tree: TypeId) -> Option<TypeId> {
        let Type::Struct(tree) = self.program.structure(tree) else { return None };
        let list = self.program.pointer_base(tree.fields.first()?.ty)?;
        let Type::Slice { elem } = *self.program.structure(list) else { return None };
        let Type::Struct(entry) = self.program.structure(elem) else { return None };
        let is_string = |field: &types::Field| self.program.basic_kind(field.ty) == Some(BasicKind::String);
        (entry.fields.len() >= 2 && entry.fields[..2].iter().all(is_string)).then_some(elem)
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
