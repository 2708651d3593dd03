//! Prints what the Go file on standard input exports to a host, with the types that the host sees.

use diagnostics::{Sink, render};
use indexmap::IndexMap;
use source::SourceMap;
use types::{Gc64, PackageInput, Program, check_package};

fn main() -> std::io::Result<()> {
    let mut sources = SourceMap::new();
    let id = sources.add("stdin", std::io::read_to_string(std::io::stdin())?);
    let mut sink = Sink::new();
    let files = [parser::parse_file(id, &sources.file(id).text, &mut sink)];
    let Some(name) = files[0].package.map(|name| files[0].name(name)) else { return Ok(()) };
    let imports = IndexMap::new();
    let (path, go_version) = (name.as_str(), (1, 27));
    let (files, sources) = (&files, &sources);
    let (allow_missing_bodies, allow_unused_imports, strict_wasm) = (false, false, false);
    let input = PackageInput {
        path,
        name,
        files,
        sources,
        imports: &imports,
        go_version,
        allow_missing_bodies,
        allow_unused_imports,
        strict_wasm,
    };
    let mut program = Program::new();
    let package = check_package(&mut program, &input, &Gc64, &mut sink);
    for export in &program.package(package).info.wasm_exports {
        println!("{}: {}", export.name, program.wasm_signature(export.func));
    }
    sink.into_sorted().iter().for_each(|error| print!("{}", render::concise(sources, error)));
    Ok(())
}
