//! All files of one compilation. Owns [`SourceMap`] and [`FileId`]; reads nothing from disk.

use std::sync::{Arc, OnceLock};

use crate::line_directives::resolve_name;
use crate::{LineBase, LineColumn, LineIndex, Place, Span};

/// A file of a [`SourceMap`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(pub u32);

/// A file's name and text.
#[derive(Debug)]
pub struct SourceFile {
    /// The name diagnostics show, `/`-separated.
    pub name: String,
    /// The whole text.
    pub text: Arc<str>,
    lines: OnceLock<LineIndex>,
    /// In order of their offsets.
    line_bases: Vec<LineBase>,
}

impl SourceFile {
    /// The file's line index, made on first use.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// What the file's `//line` comments say, in order.
    pub fn line_bases(&self) -> &[LineBase] {
        &self.line_bases
    }

    /// The place at `offset` as messages show it.
    pub fn place(&self, offset: u32) -> Place<'_> {
        let at = self.lines().line_column(offset);
        let behind = self.line_bases.partition_point(|base| base.offset <= offset);
        match behind.checked_sub(1).and_then(|index| self.line_bases.get(index)) {
            Some(base) => base.place(&base.name, self.lines().line_column(base.offset), at),
            None => Place { name: &self.name, line: at.line, column: Some(at.column) },
        }
    }
}

/// The files of one compilation, numbered in the order they were added.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    ///
    /// # Panics
    /// If the text is 4 GiB or longer.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let text = text.into();
        assert!(u32::try_from(text.len()).is_ok(), "source file of 4 GiB or more");
        self.files.push(SourceFile { name: name.into(), text, lines: OnceLock::new(), line_bases: Vec::new() });
        FileId(self.files.len() as u32 - 1)
    }

    /// Sets what the `//line` comments of a file say, in order; names are relative to the file's directory.
    pub fn set_line_bases(&mut self, id: FileId, mut bases: Vec<LineBase>) {
        let file = &mut self.files[id.0 as usize];
        let mut before = file.name.clone();
        for base in &mut bases {
            let keeps_name = base.name.is_empty() && base.column.is_some();
            if !keeps_name {
                before = resolve_name(&file.name, &base.name);
            }
            base.name = before.clone().into();
        }
        file.line_bases = bases;
    }

    /// Gives the file `id` the `//line` comments of `file`, which has the same text and name.
    pub fn copy_line_bases(&mut self, id: FileId, file: &SourceFile) {
        self.files[id.0 as usize].line_bases = file.line_bases.clone();
    }

    /// The file `id`.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files with their ids.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), f))
    }

    /// The text `span` covers.
    pub fn text(&self, span: Span) -> &str {
        &self.file(span.file).text[span.start as usize..span.end as usize]
    }

    /// The start of `span` as messages show it, `//line` comments taken into account.
    pub fn place(&self, span: Span) -> Place<'_> {
        self.file(span.file).place(span.start)
    }

    /// Line and column of the start of `span` in the text itself.
    pub fn line_column(&self, span: Span) -> LineColumn {
        self.file(span.file).lines().line_column(span.start)
    }
}
