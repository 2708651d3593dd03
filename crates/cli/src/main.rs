//! The `gowex` command.

fn main() {}
