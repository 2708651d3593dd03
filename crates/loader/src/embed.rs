//! Embedded files. Owns `//go:embed`: its patterns, the files they match, and where it may stand.
//!
//! Rules of Go's package `embed` and of `go help packages`. What a variable's type must be is not known here.

use std::sync::Arc;

use ast::{Decl, Directive, IdentId, StmtKind};
use diagnostics::{Code, Sink};
use source::Span;

use crate::glob;
use crate::mod_syntax::{quoted_length, unquote};
use crate::package_files::Reader;
use crate::paths;
use crate::version::LanguageVersion;

/// A variable whose value is files.
#[derive(Clone, Debug)]
pub struct Embed {
    /// Index of the file in the package's list.
    pub file: usize,
    /// The variable's name.
    pub name: IdentId,
    /// The name's place.
    pub span: Span,
    /// The files, in order of name, each once.
    pub files: Vec<EmbeddedFile>,
}

/// A file that is embedded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmbeddedFile {
    /// Its path from the package's directory, `/`-separated.
    pub name: String,
    /// Its contents.
    pub bytes: Arc<[u8]>,
}

/// What the directives of a package ask for.
#[derive(Debug, Default)]
pub(crate) struct Embedding {
    /// The variables.
    pub variables: Vec<Embed>,
    /// A pattern that matches nothing; keeps anything from being compiled.
    pub fault: Option<(Span, String)>,
    /// Directives in wrong places, which are reported after the package was checked, as in Go.
    pub misuses: Sink,
}

/// Evaluates the directives in `files`, the package in `directory`.
pub(crate) fn embeddings(
    reader: &Reader<'_>,
    directory: &str,
    files: &[ast::File],
    language: LanguageVersion,
) -> Embedding {
    let mut embedding = Embedding::default();
    for (index, file) in files.iter().enumerate() {
        let imports_embed = file.imports.iter().any(|import| &*import.path == "embed");
        let site = Site { reader, directory, imports_embed, language };
        let mut misplaced: Vec<&Directive> = file.directives.iter().collect();
        for decl in &file.decls {
            match decl {
                Decl::Var(group) => {
                    for spec in &group.specs {
                        let directives: Vec<_> = spec.directives.iter().filter(|d| is_embed(d)).collect();
                        if let Some(first) = directives.first() {
                            site.variable(index, file, spec, first, &directives, &mut embedding);
                        }
                    }
                }
                Decl::Const(group) => misplaced.extend(group.specs.iter().flat_map(|spec| &spec.directives)),
                Decl::Type(group) => misplaced.extend(group.specs.iter().flat_map(|spec| &spec.directives)),
                Decl::Func(func) => misplaced.extend(&func.directives),
            }
        }
        for directive in misplaced.into_iter().filter(|directive| is_embed(directive)) {
            embedding.misuses.error(Code::MisplacedDirective, directive.place(), "misplaced go:embed directive");
        }
        // Declarations of functions are statements of their own.
        let local = file.stmts.values().filter_map(|statement| match &statement.kind {
            StmtKind::Decl(Decl::Var(group)) => Some(&group.specs),
            _ => None,
        });
        let local = local.flatten().filter_map(|spec| spec.directives.iter().find(|directive| is_embed(directive)));
        for directive in local {
            let message = "go:embed cannot apply to var inside func";
            embedding.misuses.error(Code::MisplacedDirective, directive.place(), message);
        }
    }
    embedding
}

fn is_embed(directive: &Directive) -> bool {
    directive.name() == "go:embed"
}

struct Site<'a> {
    reader: &'a Reader<'a>,
    directory: &'a str,
    imports_embed: bool,
    language: LanguageVersion,
}

impl Site<'_> {
    fn variable(
        &self,
        index: usize,
        file: &ast::File,
        spec: &ast::VarSpec,
        first: &Directive,
        directives: &[&Directive],
        embedding: &mut Embedding,
    ) {
        let misuses = &mut embedding.misuses;
        let mut report = |span: Span, message: String| misuses.error(Code::MisplacedDirective, span, message);
        if !self.imports_embed {
            let message = "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)";
            return report(first.place(), message.to_owned());
        }
        let mut patterns = Vec::new();
        for directive in directives {
            match pattern_list(directive) {
                Ok(list) if list.is_empty() => {
                    return report(directive.place(), "usage: //go:embed pattern...".to_owned());
                }
                Ok(list) => patterns.extend(list),
                Err(text) => {
                    return report(directive.place(), format!("invalid quoted string in //go:embed: {text}"));
                }
            }
        }
        // Patterns are evaluated first, by Go's loader; the compiler looks at the variable afterwards.
        let mut files: Vec<EmbeddedFile> = Vec::new();
        for (span, pattern) in patterns {
            match self.matches(&pattern) {
                Ok(matched) => files.extend(matched),
                Err(message) => {
                    let is_first = embedding.fault.as_ref().is_none_or(|(other, _)| span < *other);
                    if is_first {
                        embedding.fault = Some((span, format!("pattern {pattern}: {message}")));
                    }
                }
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        files.dedup_by(|a, b| a.name == b.name);
        let fault = match (&spec.names[..], spec.ty, &spec.values[..]) {
            _ if self.language < (1, 16) => {
                let (major, minor) = self.language;
                format!("go:embed requires go1.16 or later (-lang was set to go{major}.{minor}; check go.mod)")
            }
            ([_, _, ..], ..) => "go:embed cannot apply to multiple vars".to_owned(),
            (_, _, [_, ..]) => "go:embed cannot apply to var with initializer".to_owned(),
            (_, None, _) => "go:embed cannot apply to var without type".to_owned(),
            ([name], Some(_), []) => {
                let span = file.idents[*name].span;
                embedding.variables.push(Embed { file: index, name: *name, span, files });
                return;
            }
            ([], ..) => return,
        };
        report(first.place(), fault);
    }

    /// The files that `pattern` matches.
    fn matches(&self, pattern: &str) -> Result<Vec<EmbeddedFile>, String> {
        let (pattern, takes_hidden) = match pattern.strip_prefix("all:") {
            Some(rest) => (rest, true),
            None => (pattern, false),
        };
        let is_path = pattern.split('/').all(|element| !element.is_empty() && element != "." && element != "..");
        if !is_path || !glob::is_valid(pattern) {
            return Err("invalid pattern syntax".to_owned());
        }
        let mut names = vec![String::new()];
        for element in pattern.split('/') {
            let mut next = Vec::new();
            for name in &names {
                let Ok(entries) = self.reader.entries(&paths::join(self.directory, name)) else { continue };
                let matching = entries.iter().filter(|entry| glob::matches(element, &entry.name) == Ok(true));
                next.extend(matching.map(|entry| below(name, &entry.name)));
            }
            names = next;
        }
        let mut files = Vec::new();
        for name in names {
            let path = paths::join(self.directory, &name);
            let is_directory = !self.reader.is_file(&path);
            let what = if is_directory { "directory" } else { "file" };
            let mut at = if is_directory { name.as_str() } else { paths::parent(&name).unwrap_or("") };
            while !at.is_empty() {
                if self.reader.is_file(&paths::join(self.directory, &below(at, "go.mod"))) {
                    return Err(format!("cannot embed {what} {name}: in different module"));
                }
                at = paths::parent(at).unwrap_or("");
            }
            if let Some(element) = name.split('/').find(|element| is_bad_name(element)) {
                return Err(if element == paths::base_name(&name) {
                    format!("cannot embed {what} {name}: invalid name {element}")
                } else {
                    format!("cannot embed {what} {name}: in invalid directory {element}")
                });
            }
            if !is_directory {
                files.push(self.read(name)?);
                continue;
            }
            let before = files.len();
            self.tree(&name, takes_hidden, &mut files)?;
            if files.len() == before {
                return Err(format!("cannot embed directory {name}: contains no embeddable files"));
            }
        }
        if files.is_empty() {
            return Err("no matching files found".to_owned());
        }
        Ok(files)
    }

    /// All files below the directory `name`, without hidden ones, unless asked for, and without other modules.
    fn tree(&self, name: &str, takes_hidden: bool, files: &mut Vec<EmbeddedFile>) -> Result<(), String> {
        let mut stack = vec![name.to_owned()];
        while let Some(directory) = stack.pop() {
            let entries = self.reader.entries(&paths::join(self.directory, &directory));
            let entries = entries.map_err(|error| format!("cannot embed directory {directory}: {error}"))?;
            let is_module = entries.iter().any(|entry| entry.name == "go.mod" && !entry.is_directory);
            if is_module {
                continue;
            }
            for entry in entries.iter() {
                let is_hidden = entry.name.starts_with(['.', '_']) && !takes_hidden;
                if is_hidden || is_bad_name(&entry.name) {
                    continue;
                }
                let path = below(&directory, &entry.name);
                if entry.is_directory {
                    stack.push(path);
                } else {
                    files.push(self.read(path)?);
                }
            }
        }
        Ok(())
    }

    fn read(&self, name: String) -> Result<EmbeddedFile, String> {
        match self.reader.provider.read(&paths::join(self.directory, &name)) {
            Ok(bytes) => Ok(EmbeddedFile { name, bytes: bytes.into() }),
            Err(error) => Err(format!("cannot embed file {name}: {error}")),
        }
    }
}

fn below(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

/// Names of version control and those with characters that some file system refuses.
fn is_bad_name(name: &str) -> bool {
    let is_bad_char = |c: char| c.is_ascii_control() || "\"'*<>?`|/\\:;".contains(c);
    [".bzr", ".hg", ".git", ".svn"].contains(&name) || name.ends_with('.') || name.contains(is_bad_char)
}

/// The patterns of a directive, each with its place; what is no string is the error.
fn pattern_list(directive: &Directive) -> Result<Vec<(Span, String)>, String> {
    let text = &*directive.text;
    let mut patterns = Vec::new();
    let mut at = directive.name().len();
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(patterns);
        }
        let len = match rest.starts_with(['"', '`']) {
            true => quoted_length(rest).ok_or_else(|| rest.to_owned())?,
            false => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let word = &rest[..len];
        let pattern = match rest.starts_with(['"', '`']) {
            true => unquote(word).ok_or_else(|| rest.to_owned())?,
            false => word.to_owned(),
        };
        let start = directive.span.start + 2 + at as u32;
        patterns.push((Span::new(directive.span.file, start, start + len as u32), pattern));
        at += len;
    }
}
