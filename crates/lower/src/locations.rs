//! Where instructions come from. Owns the step from a place in a file to an [`ir::Location`].
//!
//! What the compiler makes up, such as adapters and the bodies of `go` statements, has no location.

use ast::ExprId;
use ir::{Func, Location};
use source::Span;

use crate::function::FunctionLowerer;

impl FunctionLowerer<'_, '_> {
    /// From now on instructions come from the line at `offset` of the file.
    pub(crate) fn locate(&mut self, offset: u32) {
        let lowerer = &mut *self.lowerer;
        let file = self.file.file;
        let place = lowerer.source_map.place(Span { file, start: offset, end: offset });
        let own_name = &*lowerer.source_map.file(file).name;
        let locations = &mut lowerer.module.locations;
        let directory = &lowerer.directories[&self.package];
        let (function, own_file) = *self.names_of_location.get_or_insert_with(|| {
            let function = locations.intern_name(&without_type_arguments(&self.name));
            (function, locations.intern_name(&trace_path(own_name, own_name, directory)))
        });
        let is_own = place.name == own_name;
        let file = if is_own { own_file } else { locations.intern_name(&trace_path(place.name, own_name, directory)) };
        let number = locations.intern(Location { function, file, line: place.line, inlined_at: 0 });
        self.b.set_location(number);
    }

    /// Says that the function `func` begins at `offset` of the file.
    pub(crate) fn locate_start(&mut self, func: Func, offset: u32) {
        self.locate(offset);
        let locations = &mut self.lowerer.module.locations;
        locations.set_start(self.b.location());
        locations.name_function(func, &without_type_arguments(&self.name));
        self.b.set_location(0);
    }

    /// As [`locate`](Self::locate) with the token that names the expression; the result is the location before.
    pub(crate) fn locate_expr(&mut self, expr: ExprId) -> u32 {
        let before = self.b.location();
        self.locate(self.file[expr].pos);
        before
    }
}

/// The path that reports show for the file `name` of a package in `directory`; `own_name` is the name of the file that was
/// read, which differs where a `//line` comment says so.
fn trace_path(name: &str, own_name: &str, directory: &str) -> String {
    if name.starts_with('/') && name != own_name {
        return name.to_owned();
    }
    let shown_directory = own_name.rfind('/').map_or("", |at| &own_name[..=at]);
    let rest = name.strip_prefix(shown_directory).unwrap_or(name);
    if directory.is_empty() { rest.to_owned() } else { format!("{directory}/{rest}") }
}

/// The name of a function as reports show it: type arguments are three dots.
pub(crate) fn without_type_arguments(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut depth = 0;
    for c in name.chars() {
        if c == '[' {
            if depth == 0 {
                out.push_str("[...]");
            }
            depth += 1;
        } else if c == ']' {
            depth -= 1;
        } else if depth == 0 {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_arguments_are_left_out() {
        assert_eq!(without_type_arguments("main.(*T[int]).M[map[string]int].func1"), "main.(*T[...]).M[...].func1");
    }

    #[test]
    fn paths_start_with_the_directory_of_the_package() {
        assert_eq!(trace_path("./a.go", "./a.go", "/m/p"), "/m/p/a.go");
        assert_eq!(trace_path("/m/p/a.go", "/m/p/a.go", "example.com/p"), "example.com/p/a.go");
        assert_eq!(trace_path("./gen/x.y", "./a.go", "/m/p"), "/m/p/gen/x.y");
        assert_eq!(trace_path("/x.y", "./a.go", "/m/p"), "/x.y");
    }
}
