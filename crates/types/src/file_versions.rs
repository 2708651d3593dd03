//! Language versions of files. Owns what a `//go:build` line says about a file's version, which takes precedence over the
//! module's, and the gates for features that are newer.

use source::Span;

use diagnostics::Code;

use crate::checker::Checker;

/// A file cannot have an older version than this, the first in which constraints set versions.
const OLDEST: u32 = 21;

/// The `N` of the version `1.N` that a constraint above the package clause implies.
pub(crate) fn declared_version(file: &ast::File) -> Option<u32> {
    let package = file.package.map_or(0, |name| file.idents[name].span.start);
    let above = file.directives.iter().filter(|directive| directive.span.start < package);
    let constraint = above.filter(|directive| directive.name() == "go:build").find_map(|directive| {
        // The loader reports one that is malformed.
        ast::BuildConstraint::parse(directive.arguments()).ok()
    });
    constraint?.minimum_version()
}

impl Checker<'_> {
    /// The language version of the file being checked.
    pub fn go_version(&self) -> (u32, u32) {
        self.declared_versions[self.env.file as usize].map_or(self.input.go_version, |minor| (1, minor.max(OLDEST)))
    }

    /// Whether the file's language version is at least `minimum`; otherwise says that `what` requires it.
    pub fn require_version(&mut self, minimum: (u32, u32), span: Span, what: &str) -> bool {
        let is_allowed = self.go_version() >= minimum;
        if !is_allowed {
            let message = format!("{what} requires go{}.{} or later", minimum.0, minimum.1);
            self.error(span, Code::UnsupportedFeature, message);
        }
        is_allowed
    }

    /// What decided about the language version, for messages that say it is too old.
    pub fn version_origin(&self) -> String {
        let (major, minor) = self.go_version();
        match self.declared_versions[self.env.file as usize] {
            Some(declared) if declared == minor => format!("(file declares //go:build go{major}.{minor})"),
            _ => {
                let (major, minor) = self.input.go_version;
                format!("(-lang was set to go{major}.{minor}; check go.mod)")
            }
        }
    }
}
