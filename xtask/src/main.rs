//! Development tasks of the gowex repository.

fn main() {}
