//! Lowering of the typed tree to IR.
