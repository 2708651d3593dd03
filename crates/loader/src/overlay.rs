//! The overlay: files that take the place of what the SDK has for a runtime of its own. Owns how they are put into a
//! package; knows no package by name.
//!
//! A declaration of the overlay replaces the declaration of the same name, and of the same receiver for methods, in the
//! SDK's files of the package. Constants and variables that others are declared with keep their place under the blank
//! name, so that `iota` and repeated values do not change.

use ast::{Decl, ExprId, ExprKind, File, IdentId};
use rustc_hash::FxHashSet;
use source::Symbol;

/// What replaces a package, or parts of it.
#[derive(Clone, Copy, Debug)]
pub struct OverlayPackage {
    /// Names and texts of the files.
    pub files: &'static [(&'static str, &'static str)],
    /// Whether the SDK's own files of the package are not read at all.
    pub is_whole: bool,
    /// The SDK's files that are left out.
    pub left_out: &'static [&'static str],
}

/// Finds what replaces the package of a path.
pub type Overlay = fn(&str) -> Option<OverlayPackage>;

/// A package-level name: with its receiver's type for methods.
type DeclaredName = (Option<Symbol>, Symbol);

/// Removes from `files` what those of the overlay, which `is_overlay` tells, declare.
pub(crate) fn merge<'a>(files: impl Iterator<Item = (&'a mut File, bool)>) {
    let (overlay, sdk): (Vec<_>, Vec<_>) = files.partition(|(_, is_overlay)| *is_overlay);
    let declared: FxHashSet<DeclaredName> = overlay.iter().flat_map(|(file, _)| declared_names(file)).collect();
    for (file, _) in sdk {
        replace(file, &declared);
    }
}

fn declared_names(file: &File) -> Vec<DeclaredName> {
    let mut names: Vec<DeclaredName> = Vec::new();
    let plain = |ident: &IdentId| (None, file.name(*ident));
    for decl in &file.decls {
        match decl {
            Decl::Const(group) => names.extend(group.specs.iter().flat_map(|spec| &spec.names).map(plain)),
            Decl::Var(group) => names.extend(group.specs.iter().flat_map(|spec| &spec.names).map(plain)),
            Decl::Type(group) => names.extend(group.specs.iter().map(|spec| plain(&spec.name))),
            Decl::Func(func) => names.push(function_name(file, func)),
        }
    }
    names.retain(|(_, name)| !name.is_blank() && name.as_str() != "init");
    names
}

fn function_name(file: &File, func: &ast::FuncDecl) -> DeclaredName {
    let receiver = func.recv.as_ref().and_then(|field| base_name(file, field.ty));
    (receiver, file.name(func.name))
}

/// The name of a receiver's base type.
fn base_name(file: &File, ty: ExprId) -> Option<Symbol> {
    match &file[ty].kind {
        ExprKind::Name(ident) => Some(file.name(*ident)),
        ExprKind::Paren(inner) | ExprKind::Star(inner) => base_name(file, *inner),
        ExprKind::Index { x, .. } => base_name(file, *x),
        _ => None,
    }
}

fn replace(file: &mut File, declared: &FxHashSet<DeclaredName>) {
    let has = |file: &File, ident: IdentId| declared.contains(&(None, file.name(ident)));
    let mut blanked: Vec<IdentId> = Vec::new();
    let mut removed: FxHashSet<Symbol> = FxHashSet::default();
    let mut decls = std::mem::take(&mut file.decls);
    decls.retain_mut(|decl| match decl {
        Decl::Const(group) => {
            blanked.extend(group.specs.iter().flat_map(|spec| &spec.names).filter(|name| has(file, **name)));
            true
        }
        Decl::Var(group) => {
            removed.extend(
                group
                    .specs
                    .iter()
                    .flat_map(|spec| &spec.names)
                    .filter(|name| has(file, **name))
                    .map(|name| file.name(*name)),
            );
            group.specs.retain(|spec| !spec.names.iter().all(|name| has(file, *name)));
            blanked.extend(group.specs.iter().flat_map(|spec| &spec.names).filter(|name| has(file, **name)));
            !group.specs.is_empty()
        }
        Decl::Type(group) => {
            group.specs.retain(|spec| !has(file, spec.name));
            !group.specs.is_empty()
        }
        Decl::Func(func) => {
            let is_replaced = declared.contains(&function_name(file, func));
            if is_replaced && func.recv.is_none() {
                removed.insert(file.name(func.name));
            }
            !is_replaced
        }
    });
    file.decls = decls;
    let blank = Symbol::intern("_");
    for ident in blanked {
        file.idents[ident].name = blank;
    }
    // What links a function that is gone says nothing any more.
    let links_removed = |directive: &ast::Directive| {
        let local = directive.arguments().split_whitespace().next().map(Symbol::intern);
        matches!(directive.name(), "go:linkname" | "go:linknamestd")
            && local.is_some_and(|name| removed.contains(&name))
    };
    file.directives.retain(|directive| !links_removed(directive));
    for decl in &mut file.decls {
        if let Decl::Func(func) = decl {
            func.directives.retain(|directive| !links_removed(directive));
        }
    }
}
