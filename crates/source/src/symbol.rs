//! Interned names. Owns [`Symbol`] and the process-wide interner behind it.
//!
//! The numeric value of a symbol depends on the order of interning, which threads may vary: nothing that reaches
//! output may be ordered by it. Order by [`Symbol::as_str`].

use std::fmt;
use std::sync::OnceLock;

use lasso::{Spur, ThreadedRodeo};
use rustc_hash::FxBuildHasher;

type Interner = ThreadedRodeo<Spur, FxBuildHasher>;

/// An interned string: equal symbols are equal strings.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Symbol(Spur);

fn interner() -> &'static Interner {
    static INTERNER: OnceLock<Interner> = OnceLock::new();
    INTERNER.get_or_init(|| ThreadedRodeo::with_hasher(FxBuildHasher))
}

impl Symbol {
    /// The symbol of `text`.
    pub fn intern(text: &str) -> Symbol {
        Symbol(interner().get_or_intern(text))
    }

    /// The symbol's text.
    pub fn as_str(self) -> &'static str {
        interner().resolve(&self.0)
    }

    /// Whether this is the blank identifier `_`.
    pub fn is_blank(self) -> bool {
        static BLANK: OnceLock<Symbol> = OnceLock::new();
        self == *BLANK.get_or_init(|| Symbol::intern("_"))
    }

    /// Whether the name is exported: its first character is an upper-case letter (Go specification, "Exported
    /// identifiers").
    pub fn is_exported(self) -> bool {
        self.as_str().chars().next().is_some_and(char::is_uppercase)
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
