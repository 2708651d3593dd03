//! Embedded variables. Owns the rule which types files can be embedded into, which only the checker's results can decide,
//! and hands the loader's files to lowering.

use diagnostics::{Code, Sink};
use loader::{Embed, LoadedPackage};
use lower::EmbeddedVariable;
use types::{BasicKind, PackageId, Program, Type, TypeId};

/// What a variable receives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Target {
    /// The bytes of one file.
    OneFile,
    /// A tree of files.
    Tree,
}

/// Checks the variables of `package` that hold files.
pub(crate) fn check_embeds(program: &Program, id: PackageId, package: &LoadedPackage, sink: &mut Sink) {
    for embed in &package.embeds {
        let name = package.files[embed.file].name(embed.name);
        // A blank variable is in no scope; nothing can be said about its type, and nobody can read it.
        let Some(object) = program.lookup_in_package(id, name) else { continue };
        let ty = program.object(object).ty;
        match target(program, ty) {
            Some(Target::OneFile) if embed.files.len() > 1 => {
                let shown = program.type_string(ty, Some(id));
                let message = format!("invalid go:embed: multiple files for type {shown}");
                sink.error(Code::MisplacedDirective, embed.span, message);
            }
            Some(_) => {}
            None => {
                let shown = program.type_string(ty, Some(id));
                let message = format!("go:embed cannot apply to var of type {shown}");
                sink.error(Code::MisplacedDirective, embed.span, message);
            }
        }
    }
}

/// The variables of `package` that hold files, for lowering.
pub(crate) fn embedded_variables<'a>(
    program: &Program,
    id: PackageId,
    package: &'a LoadedPackage,
) -> Vec<EmbeddedVariable<'a>> {
    let variable = |embed: &'a Embed| {
        let object = program.lookup_in_package(id, package.files[embed.file].name(embed.name))?;
        let files = embed.files.iter().map(|file| (file.name.as_str(), &*file.bytes)).collect();
        Some(EmbeddedVariable { object, files })
    };
    package.embeds.iter().filter_map(variable).collect()
}

fn target(program: &Program, ty: TypeId) -> Option<Target> {
    if let Some(named) = program.as_named(ty) {
        let object = program.object(named.object);
        let is_embed = object.package.is_some_and(|package| program.package(package).path == "embed");
        if is_embed && object.name.as_str() == "FS" {
            return Some(Target::Tree);
        }
    }
    match program.structure(ty) {
        Type::Basic(BasicKind::String) => Some(Target::OneFile),
        Type::Slice { elem } => (program.basic_kind(*elem) == Some(BasicKind::Uint8)).then_some(Target::OneFile),
        _ => None,
    }
}
