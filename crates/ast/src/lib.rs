//! The syntax tree of one Go file.
