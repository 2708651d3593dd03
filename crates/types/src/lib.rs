//! The Go type-checker.
