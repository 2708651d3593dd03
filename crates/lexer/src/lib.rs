//! Tokens of the Go language: literals, automatic semicolons and directives.
//!
//! Owns: the text-to-token half of the front end. Never does: input or output, or fail; what is no token becomes an
//! error token and a diagnostic.
#![deny(missing_docs)]

mod directives;

pub use directives::Directive;
