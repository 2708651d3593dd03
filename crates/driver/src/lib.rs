//! The compiler as one function, from packages to a module.
