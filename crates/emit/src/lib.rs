//! Emission of WebAssembly modules from IR.
