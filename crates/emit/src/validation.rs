//! Validation of emitted modules with the baseline features only.

use wasmparser::{Validator, WasmFeatures};

/// The features every supported host has: Wasm 2.0 without vector instructions.
pub fn baseline_features() -> WasmFeatures {
    WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::BULK_MEMORY
        | WasmFeatures::MULTI_VALUE
        | WasmFeatures::REFERENCE_TYPES
        | WasmFeatures::FLOATS
        | WasmFeatures::GC_TYPES
}

/// Checks that `wasm` is a valid module of the baseline.
///
/// # Errors
/// What is wrong with it, in the validator's words.
pub fn validate(wasm: &[u8]) -> Result<(), String> {
    Validator::new_with_features(baseline_features()).validate_all(wasm).map(|_| ()).map_err(|e| e.to_string())
}
