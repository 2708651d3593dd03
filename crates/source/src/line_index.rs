//! Offsets to lines and columns. Owns [`LineIndex`]; columns count bytes, as Go's tools do.

/// A position for people: both numbers start at 1, the column counts UTF-8 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in bytes, from 1.
    pub column: u32,
}

/// The offsets at which the lines of a text start.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        LineIndex { starts }
    }

    /// Line and column of `offset`.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.starts.partition_point(|start| *start <= offset);
        LineColumn { line: line as u32, column: offset - self.starts[line - 1] + 1 }
    }

    /// Offset at which `line` (from 1) starts, if there is such a line.
    pub fn line_start(&self, line: u32) -> Option<u32> {
        self.starts.get(line.checked_sub(1)? as usize).copied()
    }

    /// Number of lines; a text that ends in a newline has an empty last one.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offset_to_line_and_column() {
        let index = LineIndex::new("a\nbc\n\nd");
        let at = |o| (index.line_column(o).line, index.line_column(o).column);
        assert_eq!([at(0), at(1), at(2), at(4), at(5), at(6)], [(1, 1), (1, 2), (2, 1), (2, 3), (3, 1), (4, 1)]);
        assert_eq!(index.line_start(4), Some(6));
        assert_eq!(index.line_start(5), None);
    }
}
