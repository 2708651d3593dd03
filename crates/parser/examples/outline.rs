//! Prints the outline of the Go file on standard input: its package and what it declares.

use ast::Decl;
use diagnostics::{Sink, render};
use source::SourceMap;

fn main() -> std::io::Result<()> {
    let mut sources = SourceMap::new();
    let id = sources.add("stdin", std::io::read_to_string(std::io::stdin())?);
    let mut sink = Sink::new();
    let file = parser::parse_file(id, &sources.file(id).text, &mut sink);
    if let Some(name) = file.package {
        println!("package {}", file.name(name));
    }
    for decl in &file.decls {
        match decl {
            Decl::Func(func) if func.recv.is_some() => println!("method {}", file.name(func.name)),
            Decl::Func(func) => println!("func {}", file.name(func.name)),
            Decl::Type(group) => group.specs.iter().for_each(|spec| println!("type {}", file.name(spec.name))),
            Decl::Var(group) => {
                group.specs.iter().flat_map(|spec| &spec.names).for_each(|name| println!("var {}", file.name(*name)));
            }
            Decl::Const(group) => {
                group.specs.iter().flat_map(|spec| &spec.names).for_each(|name| println!("const {}", file.name(*name)));
            }
        }
    }
    sink.into_sorted().iter().for_each(|error| print!("{}", render::concise(&sources, error)));
    Ok(())
}
