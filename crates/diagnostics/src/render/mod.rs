//! Both renderings of diagnostics.

mod concise;
mod rich;

pub use concise::concise;
pub use rich::rich;
