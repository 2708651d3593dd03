//! The files of one package. Owns which files of a directory belong to it and their reading; follows no import.

use diagnostics::{Code, Sink};
use source::{SourceMap, Symbol};

use crate::constraints::{BuildContext, matches_constraint, matches_file_name};
use crate::paths;
use crate::provider::FileProvider;

/// The parsed files of a package.
#[derive(Debug)]
pub(crate) struct PackageFiles {
    /// The name in the package clauses.
    pub name: Symbol,
    /// The trees, in order of file name.
    pub files: Vec<ast::File>,
    /// Syntax errors.
    pub sink: Sink,
}

/// Where to read from and what to read.
pub(crate) struct Reader<'a> {
    pub provider: &'a dyn FileProvider,
    pub context: &'a BuildContext,
    pub working_directory: &'a str,
}

impl Reader<'_> {
    /// Whether `directory` has any file whose name ends in `.go`.
    pub fn has_go_files(&self, directory: &str) -> bool {
        let entries = self.provider.list(directory).unwrap_or_default();
        entries.iter().any(|entry| !entry.is_directory && entry.name.ends_with(".go"))
    }

    /// The name by which diagnostics call the file at `path`: seen from the working directory, as Go shows it.
    pub fn shown_name(&self, path: &str) -> String {
        let name = paths::relative(self.working_directory, path);
        if name.contains('/') { name } else { format!("./{name}") }
    }

    /// Reads the package in `directory`.
    ///
    /// # Errors
    /// Go's message if there is no package.
    pub fn read_directory(&self, directory: &str, sources: &mut SourceMap) -> Result<PackageFiles, String> {
        let entries = self.provider.list(directory).map_err(|error| format!("{directory}: {error}"))?;
        let mut names: Vec<_> = entries.into_iter().filter(|e| !e.is_directory).map(|e| e.name).collect();
        names.sort();
        names.retain(|name| name.ends_with(".go") && !name.starts_with(['_', '.']));
        if names.is_empty() {
            return Err(format!("no Go files in {directory}"));
        }
        let paths = names.into_iter().filter(|name| matches_file_name(self.context, name));
        let paths: Vec<String> = paths.map(|name| paths::join(directory, &name)).collect();
        self.read_files(directory, &paths, true, sources)
    }

    /// Reads `paths` as the files of one package; `constrained` leaves out those whose constraints do not hold.
    ///
    /// # Errors
    /// Go's message if there is no package.
    pub fn read_files(
        &self,
        directory: &str,
        paths: &[String],
        constrained: bool,
        sources: &mut SourceMap,
    ) -> Result<PackageFiles, String> {
        let mut sink = Sink::new();
        let mut files: Vec<ast::File> = Vec::new();
        let mut names: Vec<(Symbol, String)> = Vec::new();
        for path in paths {
            let shown = self.shown_name(path);
            let bytes = self.provider.read(path).map_err(|error| format!("{shown}: {error}"))?;
            let (text, invalid_at) = match String::from_utf8(bytes) {
                Ok(text) => (text, None),
                Err(error) => {
                    let at = error.utf8_error().valid_up_to();
                    (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at as u32))
                }
            };
            if u32::try_from(text.len()).is_err() {
                return Err(format!("{shown}: file too large"));
            }
            let constraint = matches_constraint(self.context, &text);
            if constrained && constraint == Ok(false) {
                continue;
            }
            let id = sources.add(shown, text);
            let mut file_sink = Sink::new();
            if let Some(at) = invalid_at {
                let span = source::Span::new(id, at, at + 3);
                file_sink.error(Code::InvalidToken, span, "invalid UTF-8 encoding");
            }
            if let Err((at, message)) = constraint {
                file_sink.error(Code::MisplacedDirective, source::Span::point(id, at), message);
            }
            let text = sources.file(id).text.clone();
            let file = parser::parse_file(id, &text, &mut file_sink);
            sources.set_line_bases(id, file.directives.iter().filter_map(|d| d.line_base()).collect());
            if file.imports.iter().any(|import| &*import.path == "C") && constrained {
                continue;
            }
            if let Some(name) = file.package {
                names.push((file.name(name), paths::base_name(path).to_owned()));
            }
            sink.append(file_sink);
            files.push(file);
        }
        if files.is_empty() {
            return Err(format!("build constraints exclude all Go files in {directory}"));
        }
        let name = names.first().map_or_else(|| Symbol::intern("_"), |(name, _)| *name);
        if let Some((other, file)) = names.iter().find(|(other, _)| *other != name) {
            return Err(format!("found packages {name} ({}) and {other} ({file}) in {directory}", names[0].1));
        }
        Ok(PackageFiles { name, files, sink })
    }
}
