//! The heap: size classes, pages, spans, allocation, marking.
//!
//! Non-moving; no object has a header except arrays with pointers.

pub mod allocation;
pub mod collector;
pub mod pages;
pub mod size_classes;
pub mod spans;

#[cfg(test)]
mod tests;
