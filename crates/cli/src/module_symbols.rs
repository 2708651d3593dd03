//! The contents of a module. Owns the listing of `gowex nm`.

use std::collections::HashMap;
use std::fmt::Write;

use wasmparser::{ExternalKind, KnownCustom, Name, Parser, Payload, TypeRef};

/// The exports of `wasm`, a line `e NAME` for each, in order of name.
///
/// # Errors
/// If it is no module.
pub(crate) fn list_exports(wasm: &[u8]) -> anyhow::Result<String> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ExportSection(exports) = payload? {
            for export in exports {
                let export = export?;
                if export.kind == ExternalKind::Func {
                    names.push(export.name.to_owned());
                }
            }
        }
    }
    names.sort();
    Ok(names.iter().map(|name| format!("e {name}\n")).collect())
}

/// Exports, imports, and functions in order of size, the greatest first.
///
/// # Errors
/// If it is no module.
pub(crate) fn list_all(wasm: &[u8]) -> anyhow::Result<String> {
    let mut out = list_exports(wasm)?;
    let mut imported = 0_u32;
    let mut sizes: Vec<(usize, u32)> = Vec::new();
    let mut names: HashMap<u32, String> = HashMap::new();
    let mut data_bytes = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    let _ = writeln!(out, "i {}.{}", import.module, import.name);
                    imported += u32::from(matches!(import.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => {
                sizes.push((body.range().len(), imported + sizes.len() as u32));
            }
            Payload::DataSection(section) => data_bytes = section.range().len(),
            Payload::CustomSection(custom) => {
                let KnownCustom::Name(reader) = custom.as_known() else { continue };
                for subsection in reader {
                    let Name::Function(functions) = subsection? else { continue };
                    for function in functions {
                        let function = function?;
                        names.insert(function.index, function.name.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    sizes.sort_by_key(|(size, index)| (std::cmp::Reverse(*size), *index));
    for (size, index) in sizes {
        let name = names.get(&index).cloned().unwrap_or_else(|| format!("func{index}"));
        let _ = writeln!(out, "{size:7} {name}");
    }
    let _ = writeln!(out, "{data_bytes:7} data\n{:7} total", wasm.len());
    Ok(out)
}
