//! Test harness of gowex: directives, annotations and golden files.
