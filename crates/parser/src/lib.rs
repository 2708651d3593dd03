//! Go's LALR grammar and its recovery.
