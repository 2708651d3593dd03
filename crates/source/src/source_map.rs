//! All files of one compilation. Owns [`SourceMap`] and [`FileId`]; reads nothing from disk.

use std::sync::{Arc, OnceLock};

use crate::{LineColumn, LineIndex, Span};

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
}

impl SourceFile {
    /// The file's line index, made on first use.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
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
        self.files.push(SourceFile { name: name.into(), text, lines: OnceLock::new() });
        FileId(self.files.len() as u32 - 1)
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

    /// Line and column of the start of `span`.
    pub fn line_column(&self, span: Span) -> LineColumn {
        self.file(span.file).lines().line_column(span.start)
    }
}
