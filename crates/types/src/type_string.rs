//! Types as text. Owns `Program::type_string` (for messages) and `Program::runtime_type_string` (what reflection and
//! panics show).

use source::SourceMap;

use crate::{BasicKind, ChanDir, ObjectId, PackageId, Param, Program, Signature, Type, TypeId};

/// Deeper nesting than this is shown as `…`.
const MAX_DEPTH: u32 = 100;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Names of this package are not qualified.
    Message(Option<PackageId>),
    /// As messages of later phases of Go's compiler: laid out as at run time, but with the names as written.
    Compiler(PackageId),
    RunTime,
}

struct Writer<'a> {
    program: &'a Program,
    style: Style,
    out: String,
    depth: u32,
    /// Inside type arguments, where names are qualified by the package's path at run time.
    in_type_args: bool,
    /// The texts, to tell a type parameter from the predeclared type whose name it has.
    sources: Option<&'a SourceMap>,
}

impl Program {
    /// As [`Program::type_string`]; a type parameter with the name of a predeclared type is shown with its place.
    pub(crate) fn message_string(&self, ty: TypeId, package: PackageId, sources: &SourceMap) -> String {
        let mut writer = Writer::new(self, Style::Message(Some(package)));
        writer.sources = Some(sources);
        writer.ty(ty);
        writer.out
    }

    /// The type as messages about `package` show it: names of other packages are qualified. Without a package all names
    /// are, by the package's path.
    pub fn type_string(&self, ty: TypeId, package: Option<PackageId>) -> String {
        let mut writer = Writer::new(self, Style::Message(package));
        writer.ty(ty);
        writer.out
    }

    /// The type as reflection and run-time messages show it: every name is qualified, aliases are resolved.
    pub fn runtime_type_string(&self, ty: TypeId) -> String {
        let mut writer = Writer::new(self, Style::RunTime);
        writer.ty(ty);
        writer.out
    }

    /// The type as messages about code of `package` show it that do not come from the checker proper in Go.
    pub(crate) fn compiler_type_string(&self, ty: TypeId, package: PackageId) -> String {
        let mut writer = Writer::new(self, Style::Compiler(package));
        writer.ty(ty);
        writer.out
    }

    /// Parameters and results as messages show them behind a function's name.
    pub fn signature_string(&self, signature: &Signature, package: Option<PackageId>) -> String {
        let mut writer = Writer::new(self, Style::Message(package));
        writer.signature(signature);
        writer.out
    }
}

impl<'a> Writer<'a> {
    fn new(program: &'a Program, style: Style) -> Writer<'a> {
        Writer { program, style, out: String::new(), depth: 0, in_type_args: false, sources: None }
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn ty(&mut self, ty: TypeId) {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.push("…");
        } else {
            self.ty_within(ty);
        }
        self.depth -= 1;
    }

    fn ty_within(&mut self, ty: TypeId) {
        let run_time = self.style == Style::RunTime;
        let spacious = !matches!(self.style, Style::Message(_));
        let ty = if run_time { self.program.unalias(ty) } else { ty };
        let program = self.program;
        match &program.types[ty] {
            Type::Basic(kind) => {
                let kind = if run_time { kind.unaliased() } else { *kind };
                self.push(if kind == BasicKind::Invalid { "invalid type" } else { kind.name() });
            }
            Type::Pointer { base } => {
                self.push("*");
                self.ty(*base);
            }
            Type::Array { len, elem } => {
                match len {
                    Some(len) => self.push(&format!("[{len}]")),
                    None => self.push("[invalid]"),
                }
                self.ty(*elem);
            }
            Type::Slice { elem } => {
                self.push("[]");
                self.ty(*elem);
            }
            Type::Map { key, elem } => {
                self.push("map[");
                self.ty(*key);
                self.push("]");
                self.ty(*elem);
            }
            Type::Chan { dir, elem } => {
                self.push(match dir {
                    ChanDir::Both => "chan ",
                    ChanDir::Send => "chan<- ",
                    ChanDir::Receive => "<-chan ",
                });
                let parens =
                    *dir == ChanDir::Both && matches!(&program.types[*elem], Type::Chan { dir: ChanDir::Receive, .. });
                if parens {
                    self.push("(");
                }
                self.ty(*elem);
                if parens {
                    self.push(")");
                }
            }
            Type::Struct(fields) => {
                self.push(if spacious { "struct {" } else { "struct{" });
                for (i, field) in fields.fields.iter().enumerate() {
                    self.push(match (i, spacious) {
                        (0, true) => " ",
                        (0, false) => "",
                        _ => "; ",
                    });
                    if let (true, false, Some(package)) = (self.in_type_args, field.name.is_exported(), field.package) {
                        let path = &program.packages[package].path;
                        self.push(path);
                        self.push(".");
                    }
                    if !field.is_embedded {
                        self.push(field.name.as_str());
                        self.push(" ");
                    }
                    self.ty(field.ty);
                    if !field.tag.is_empty() {
                        self.push(" ");
                        let tag = quote_tag(&field.tag);
                        self.push(&tag);
                    }
                }
                self.push(if spacious && !fields.fields.is_empty() { " }" } else { "}" });
            }
            Type::Signature(signature) => {
                self.push("func");
                self.signature(signature);
            }
            Type::Tuple(types) => {
                self.push("(");
                for (i, ty) in types.iter().enumerate() {
                    if i > 0 {
                        self.push(", ");
                    }
                    self.ty(*ty);
                }
                self.push(")");
            }
            Type::Interface(interface) => {
                if ty == TypeId::EMPTY_INTERFACE && !run_time {
                    return self.push("any");
                }
                if spacious {
                    let methods = program.interface_methods(ty);
                    return self.run_time_interface(&methods);
                }
                if interface.is_implicit && interface.methods.is_empty() && interface.embedded.len() == 1 {
                    return self.ty(interface.embedded[0].0);
                }
                self.push("interface{");
                let mut first = true;
                for method in &interface.methods {
                    self.separate(&mut first);
                    self.push(program.object(*method).name.as_str());
                    self.method_signature(*method);
                }
                for (embedded, _) in &interface.embedded {
                    self.separate(&mut first);
                    self.ty(*embedded);
                }
                self.push("}");
            }
            Type::Named(named) => {
                self.name(named.object);
                if run_time && !named.outer_type_args.is_empty() {
                    // A type declared in a generic function counts its type arguments as its own.
                    let all: Vec<TypeId> = named.outer_type_args.iter().chain(&named.type_args).copied().collect();
                    self.type_args(&all);
                } else {
                    self.type_args(&named.type_args);
                }
                if named.type_args.is_empty() && !run_time {
                    self.type_params(&named.type_params);
                }
            }
            Type::Alias(alias) => {
                self.name(alias.object);
                self.type_args(&alias.type_args);
                if !run_time {
                    self.type_params(&alias.type_params);
                }
            }
            Type::TypeParam(param) => {
                let object = program.object(param.object);
                self.push(object.name.as_str());
                let is_predeclared = program.scopes[program.universe].lookup(object.name).is_some();
                if let (Some(sources), Some(span), true) = (self.sources, object.span, is_predeclared) {
                    let at = sources.line_column(span);
                    let file = &sources.file(span.file).name;
                    let text = format!(" /* with {} declared at {file}:{}:{} */", object.name, at.line, at.column);
                    self.push(&text);
                }
            }
            Type::Union(terms) => {
                for (i, term) in terms.iter().enumerate() {
                    if i > 0 {
                        self.push(" | ");
                    }
                    if term.is_tilde {
                        self.push("~");
                    }
                    self.ty(term.ty);
                }
            }
        }
    }

    fn separate(&mut self, first: &mut bool) {
        if !*first {
            self.push("; ");
        }
        *first = false;
    }

    fn run_time_interface(&mut self, methods: &[ObjectId]) {
        self.push("interface {");
        for (i, method) in methods.iter().enumerate() {
            self.push(if i == 0 { " " } else { "; " });
            let object = self.program.object(*method);
            if let (false, Some(package)) = (object.is_exported(), object.package) {
                let package = &self.program.packages[package];
                self.push(if self.in_type_args { package.path.as_str() } else { package.name.as_str() });
                self.push(".");
            }
            self.push(object.name.as_str());
            self.method_signature(*method);
        }
        self.push(if methods.is_empty() { "}" } else { " }" });
    }

    fn method_signature(&mut self, method: ObjectId) {
        let program = self.program;
        if let Type::Signature(signature) = &program.types[program.object(method).ty] {
            self.signature(signature);
        }
    }

    fn name(&mut self, object: ObjectId) {
        let object = self.program.object(object);
        if let Some(package) = object.package {
            let is_own = self.style == Style::Message(Some(package)) || self.style == Style::Compiler(package);
            if !is_own {
                let package = &self.program.packages[package];
                match self.style {
                    Style::Message(None) => self.push(&package.path),
                    Style::RunTime if self.in_type_args => self.push(&package.path),
                    _ => self.push(package.name.as_str()),
                }
                self.push(".");
            }
        }
        self.push(object.name.as_str());
    }

    fn type_args(&mut self, args: &[TypeId]) {
        if args.is_empty() {
            return;
        }
        self.push("[");
        let outer = std::mem::replace(&mut self.in_type_args, self.style == Style::RunTime);
        for (i, arg) in args.iter().enumerate() {
            if i > 0 {
                self.push(if matches!(self.style, Style::Message(_)) { ", " } else { "," });
            }
            self.ty(*arg);
        }
        self.in_type_args = outer;
        self.push("]");
    }

    fn type_params(&mut self, params: &[TypeId]) {
        if params.is_empty() {
            return;
        }
        self.push("[");
        // Neighbours with the same constraint share it.
        let mut previous = None;
        for param in params {
            let Type::TypeParam(declared) = &self.program.types[*param] else { continue };
            let constraint = declared.constraint();
            if let Some(previous) = previous {
                if previous != constraint {
                    self.push(" ");
                    self.ty(previous);
                }
                self.push(", ");
            }
            previous = Some(constraint);
            self.ty(*param);
        }
        if let Some(previous) = previous {
            self.push(" ");
            self.ty(previous);
        }
        self.push("]");
    }

    fn signature(&mut self, signature: &Signature) {
        self.type_params(&signature.type_params);
        self.params(&signature.params, signature.is_variadic);
        match signature.results.as_slice() {
            [] => {}
            [result] if result.name.is_none() || !matches!(self.style, Style::Message(_)) => {
                self.push(" ");
                self.ty(result.ty);
            }
            results => {
                self.push(" ");
                self.params(results, false);
            }
        }
    }

    fn params(&mut self, params: &[Param], is_variadic: bool) {
        self.push("(");
        for (i, param) in params.iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            if let (Some(name), Style::Message(_)) = (param.name, self.style) {
                self.push(name.as_str());
                self.push(" ");
            }
            let elem = match &self.program.types[param.ty] {
                Type::Slice { elem } if is_variadic && i + 1 == params.len() => Some(*elem),
                _ => None,
            };
            if let Some(elem) = elem {
                self.push("...");
                self.ty(elem);
            } else {
                self.ty(param.ty);
            }
        }
        self.push(")");
    }
}

fn quote_tag(tag: &[u8]) -> String {
    let mut out = String::from("\"");
    for c in String::from_utf8_lossy(tag).chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
