//! What must hold for every text, whoever wrote it. Owns the probes that the fuzz targets run and how texts are mutated;
//! chooses no text and measures no time.
#![deny(missing_docs)]

mod mutation;
mod probe;

pub use mutation::mutate;
pub use probe::{Target, probe};
