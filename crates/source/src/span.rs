//! Byte ranges of files. Owns [`Span`]; knows neither text nor lines.

use crate::FileId;

/// A half-open byte range `start..end` of one file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `file`.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        debug_assert!(start <= end, "span runs backwards");
        Span { file, start, end }
    }

    /// The empty range at `offset`.
    pub fn point(file: FileId, offset: u32) -> Self {
        Span { file, start: offset, end: offset }
    }

    /// The smallest range that covers both; both must lie in one file, otherwise `self` is returned.
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty range at this range's start.
    pub fn head(self) -> Span {
        Span::point(self.file, self.start)
    }

    /// The empty range at this range's end.
    pub fn tail(self) -> Span {
        Span::point(self.file, self.end)
    }

    /// Length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the range is empty.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}
