//! The heap: size classes, pages, spans, allocation, marking.
//!
//! Non-moving; no object has a header except arrays with pointers.

pub mod allocation;
pub mod collector;
pub mod goal;
pub mod pages;
pub mod pools;
pub mod size_classes;
pub mod spans;
pub mod specials;
pub mod statistics;

#[cfg(test)]
mod tests;
