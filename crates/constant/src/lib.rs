//! Exact constant values and arithmetic of the Go language.
