//! The dump of what the checker found out. Owns [`dump_types`]: package-level objects, initialisation order, and the
//! functions of the Wasm boundary.

use std::fmt::Write;

use types::{ObjectKind, PackageId, Program};

use crate::Checked;

/// The packages that were named, a line for each object.
pub(crate) fn dump_types(checked: &Checked) -> String {
    let mut out = String::new();
    for root in &checked.roots {
        let _ = writeln!(out, "# {}", checked.packages[*root].path);
        dump_package(&checked.program, checked.ids[*root], &mut out);
    }
    out
}

fn dump_package(program: &Program, id: PackageId, out: &mut String) {
    let package = program.package(id);
    for (name, object) in program.scopes[package.scope].iter() {
        let object = program.object(object);
        let ty = program.type_string(object.ty, Some(id));
        let _ = match &object.kind {
            ObjectKind::Const { value } => writeln!(out, "const {name} {ty} = {value}"),
            ObjectKind::TypeName { is_alias: true } => {
                let actual = program.type_string(program.unalias(object.ty), Some(id));
                writeln!(out, "type {name} = {actual}")
            }
            ObjectKind::TypeName { is_alias: false } => {
                writeln!(out, "type {name} {}", program.type_string(program.underlying(object.ty), Some(id)))
            }
            ObjectKind::Var(_) => writeln!(out, "var {name} {ty}"),
            _ => Ok(()),
        };
    }
    for function in &package.info.funcs {
        let object = program.object(*function);
        let Some(signature) = program.as_signature(object.ty) else { continue };
        let signature = program.signature_string(signature, Some(id));
        let receiver = object.as_func().and_then(|func| {
            let base = program.type_string(func.receiver_base?, Some(id));
            Some(if func.has_pointer_receiver { format!("(*{base}) ") } else { format!("({base}) ") })
        });
        let _ = writeln!(out, "func {}{}{signature}", receiver.unwrap_or_default(), object.name);
    }
    for initializer in &package.info.init_order {
        let names: Vec<&str> = initializer.lhs.iter().map(|var| program.object(*var).name.as_str()).collect();
        let _ = writeln!(out, "init {}", names.join(", "));
    }
    for import in &package.info.wasm_imports {
        let name = program.object(import.func).name;
        let _ = writeln!(out, "wasmimport {} {} {name}", import.module, import.name);
    }
    for export in &package.info.wasm_exports {
        let _ = writeln!(out, "wasmexport {} {}", export.name, program.object(export.func).name);
    }
}
