//! The SSA intermediate representation of gowex.
