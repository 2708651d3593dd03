//! The checker's state. Owns [`Checker`], its environment, error reporting, scopes and the recording of results.
//!
//! Function bodies and checks that need complete types are delayed: they run at the end of the statement or package
//! that gave rise to them, so that the order of reports and of "used" marks is that of Go's checker.

use std::rc::Rc;

use ast::{ExprId, ExprKind, IdentId};
use constant::Value;
use cranelift_entity::SecondaryMap;
use diagnostics::{Code, Diagnostic, Sink};
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use source::{Span, Symbol};

use crate::file_versions::declared_version;
use crate::instantiation_cycles::InstantiationGraph;
use crate::operand::OpMode;
use crate::{
    ExprRef, Info, Object, ObjectId, ObjectKind, PackageId, PackageInput, Program, Scope, ScopeId, Sizes, TypeId, Var,
    VarKind,
};

/// Work that is put off.
type Action<'a> = Box<dyn FnOnce(&mut Checker<'a>) + 'a>;

/// Deeper recursion through expressions and types than this is an error.
const MAX_DEPTH: u32 = 3000;

/// A package-level declaration.
#[derive(Debug)]
pub(crate) struct DeclInfo<'a> {
    pub file: u32,
    pub file_scope: ScopeId,
    /// All variables of a declaration with one initialiser.
    pub lhs: Option<Vec<ObjectId>>,
    pub ty: Option<ExprId>,
    pub init: Option<ExprId>,
    /// Whether the initialiser is that of an earlier constant declaration.
    pub inherited: bool,
    pub iota: Option<Value>,
    pub type_spec: Option<&'a ast::TypeSpec>,
    pub func: Option<&'a ast::FuncDecl>,
    /// Package-level objects that the initialiser or body refers to.
    pub deps: IndexSet<ObjectId, FxBuildHasher>,
}

/// What surrounds the construct being checked.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    pub file: u32,
    pub scope: ScopeId,
    /// Index of the package-level declaration whose dependencies are collected.
    pub decl: Option<usize>,
    pub iota: Option<Value>,
    /// Where errors in a repeated constant initialiser are reported.
    pub error_span: Option<Span>,
    /// The enclosing function's type.
    pub signature: Option<TypeId>,
    pub has_call_or_receive: bool,
    /// The innermost function literal.
    pub function: Option<ExprRef>,
    /// The type parameters of the declared function around, those of its receiver first.
    pub type_params: Rc<[TypeId]>,
    /// Whether a type parameter list is being declared.
    pub in_type_params: bool,
}

impl Environment {
    /// Nothing but a place in a scope.
    pub fn new(file: u32, scope: ScopeId) -> Environment {
        Environment {
            file,
            scope,
            decl: None,
            iota: None,
            error_span: None,
            signature: None,
            has_call_or_receive: false,
            function: None,
            type_params: Rc::default(),
            in_type_params: false,
        }
    }
}

/// An untyped expression whose final type is not known yet.
#[derive(Clone, Debug)]
pub(crate) struct Untyped {
    pub is_shift_lhs: bool,
    pub mode: OpMode,
    pub ty: TypeId,
    pub value: Option<Value>,
}

/// The checker of one package.
pub(crate) struct Checker<'a> {
    pub program: &'a mut Program,
    pub input: &'a PackageInput<'a>,
    pub files: &'a [ast::File],
    pub sizes: &'a dyn Sizes,
    pub sink: &'a mut Sink,
    pub package: PackageId,
    pub info: Info,
    pub env: Environment,
    /// For each file the minor version that its build constraint implies.
    pub declared_versions: Vec<Option<u32>>,
    pub decls: Vec<DeclInfo<'a>>,
    pub decl_of: FxHashMap<ObjectId, usize>,
    /// Objects with a package-level declaration, methods included, in source order.
    pub objects: Vec<ObjectId>,
    /// Methods by the base type name of their receiver, until they are added to the type.
    pub methods: FxHashMap<ObjectId, Vec<ObjectId>>,
    /// Declarations being checked.
    pub path: Vec<ObjectId>,
    pub imports: Vec<ObjectId>,
    pub dot_imports: FxHashMap<(ScopeId, Symbol), ObjectId>,
    pub untyped: FxHashMap<ExprRef, Untyped>,
    /// Calls of `panic`, which terminate.
    pub panics: FxHashSet<ExprRef>,
    /// Function literals and the literals around them.
    pub literal_parents: FxHashMap<ExprRef, Option<ExprRef>>,
    pub valid_types: FxHashSet<TypeId>,
    pub instantiation_graph: InstantiationGraph,
    /// Instances whose size is being looked for.
    pub sized_instances: Vec<TypeId>,
    /// Where instances of types were written first.
    pub instance_spans: FxHashMap<TypeId, Span>,
    pub has_error: bool,
    typed: SecondaryMap<ObjectId, bool>,
    delayed: Vec<Option<(u32, Action<'a>)>>,
    /// Variables declared in each function being checked.
    locals: Vec<Vec<ObjectId>>,
    depth: u32,
    ambiguous_names: Option<FxHashSet<Symbol>>,
    /// File, line and message of the last error: a line is told only once in a row.
    last_error: Option<(u32, u32, String)>,
}

impl<'a> Checker<'a> {
    /// A checker for `input`, whose package is `package`.
    pub fn new(
        program: &'a mut Program,
        input: &'a PackageInput<'a>,
        sizes: &'a dyn Sizes,
        sink: &'a mut Sink,
        package: PackageId,
    ) -> Self {
        let scope = program.packages[package].scope;
        let mut info = Info::default();
        info.files.resize_with(input.files.len(), Default::default);
        Checker {
            program,
            input,
            files: input.files,
            sizes,
            sink,
            package,
            info,
            env: Environment::new(0, scope),
            declared_versions: input.files.iter().map(declared_version).collect(),
            decls: Vec::new(),
            decl_of: FxHashMap::default(),
            objects: Vec::new(),
            methods: FxHashMap::default(),
            path: Vec::new(),
            imports: Vec::new(),
            dot_imports: FxHashMap::default(),
            untyped: FxHashMap::default(),
            panics: FxHashSet::default(),
            literal_parents: FxHashMap::default(),
            valid_types: FxHashSet::default(),
            instantiation_graph: InstantiationGraph::default(),
            sized_instances: Vec::new(),
            instance_spans: FxHashMap::default(),
            has_error: false,
            typed: SecondaryMap::new(),
            delayed: Vec::new(),
            locals: Vec::new(),
            depth: 0,
            ambiguous_names: None,
            last_error: None,
        }
    }

    /// The file being checked.
    pub fn file(&self) -> &'a ast::File {
        &self.files[self.env.file as usize]
    }

    /// Whether the bodies of functions are not known, so that neither is what they use.
    pub fn lacks_bodies(&self) -> bool {
        self.files.iter().any(|file| !file.has_bodies)
    }

    /// The expression `expr` of the file being checked.
    pub fn at(&self, expr: ExprId) -> ExprRef {
        ExprRef { file: self.env.file, expr }
    }

    /// The node of `expr`.
    pub fn node(&self, expr: ExprRef) -> &'a ast::Expr {
        &self.files[expr.file as usize].exprs[expr.expr]
    }

    /// What `expr` of the current file is.
    pub fn kind(&self, expr: ExprId) -> &'a ExprKind {
        &self.file().exprs[expr].kind
    }

    /// `expr` of the current file without parentheses.
    pub fn unparen(&self, expr: ExprId) -> ExprId {
        self.file().unparen(expr)
    }

    /// The identifier's name.
    pub fn name(&self, ident: IdentId) -> Symbol {
        self.file().idents[ident].name
    }

    /// The identifier's place.
    pub fn ident_span(&self, ident: IdentId) -> Span {
        self.file().idents[ident].span
    }

    /// The expression's text from where Go reports errors about it: its start, except that a slice expression counts
    /// from its bracket and a function type from behind `func`.
    pub fn span(&self, expr: ExprId) -> Span {
        self.span_of(self.at(expr))
    }

    /// As [`Checker::span`], for an expression of any file.
    pub fn span_of(&self, expr: ExprRef) -> Span {
        let file = &self.files[expr.file as usize];
        let span = file.exprs[expr.expr].span;
        let mut leftmost = expr.expr;
        let start = loop {
            let node = &file.exprs[leftmost];
            leftmost = match &node.kind {
                ExprKind::CompositeLit { ty: Some(ty), .. } => *ty,
                ExprKind::KeyValue { key: x, .. }
                | ExprKind::Selector { x, .. }
                | ExprKind::Index { x, .. }
                | ExprKind::TypeAssert { x, .. }
                | ExprKind::Binary { x, .. }
                | ExprKind::Call { fun: x, .. } => *x,
                ExprKind::Slice { .. } | ExprKind::FuncType(_) => break node.pos,
                _ => break node.span.start,
            };
        };
        Span::new(span.file, start, span.end.max(start))
    }

    /// The place of the token that names the expression's production.
    pub fn pos(&self, expr: ExprId) -> Span {
        self.file().at(self.file().exprs[expr].pos)
    }

    /// Runs `f` unless the recursion is too deep, which is reported at `span`.
    pub fn guarded<R>(&mut self, span: Span, f: impl FnOnce(&mut Self) -> R) -> Option<R> {
        if self.depth >= MAX_DEPTH {
            self.error(span, Code::NestingTooDeep, "nesting too deep".to_owned());
            return None;
        }
        self.depth += 1;
        let result = f(self);
        self.depth -= 1;
        Some(result)
    }

    // Errors.

    /// Reports an error.
    pub fn error(&mut self, span: Span, code: Code, message: impl Into<String>) {
        self.report(Diagnostic::error(code, span, message));
    }

    /// Reports `diagnostic`, unless it only follows from an earlier one.
    pub fn report(&mut self, mut diagnostic: Diagnostic) {
        if self.has_error {
            let message = &diagnostic.message;
            let follows = |what: &str| message.find(what).is_some_and(|at| at > 0);
            if follows("invalid operand") || follows("invalid type") {
                return;
            }
        }
        if let Some(span) = self.env.error_span {
            diagnostic.span = span;
        }
        if diagnostic.message.contains("requires go1.") && diagnostic.message.ends_with(" or later") {
            diagnostic.message.push(' ');
            diagnostic.message.push_str(&self.version_origin());
        }
        self.has_error = true;
        let line = self.input.sources.line_column(diagnostic.span).line;
        let key = Some((diagnostic.span.file.0, line, diagnostic.message.clone()));
        if self.last_error == key {
            return;
        }
        self.last_error = key;
        self.sink.report(diagnostic);
    }

    /// Reports an error about a redeclaration, pointing at the other one.
    pub fn error_with_other(&mut self, span: Span, code: Code, message: String, other: ObjectId) {
        let other = &self.program.objects[other];
        let (name, place) = (other.name, other.span);
        let mut diagnostic = Diagnostic::error(code, span, message);
        if let Some(place) = place {
            diagnostic = diagnostic.with_label(place, format!("other declaration of {name}"));
        }
        self.report(diagnostic);
    }

    /// The type as messages show it.
    pub fn show(&mut self, ty: TypeId) -> String {
        let text = self.program.message_string(ty, self.package, self.input.sources);
        self.qualify_ambiguous(text, ty)
    }

    /// The type with all names qualified by the paths of their packages.
    pub fn show_qualified(&mut self, ty: TypeId) -> String {
        self.program.type_string(ty, None)
    }

    /// Replaces names of packages that several packages have by their quoted paths.
    fn qualify_ambiguous(&mut self, text: String, ty: TypeId) -> String {
        let Some(named) = self.program.as_named(ty) else { return text };
        let Some(package) = self.program.object(named.object).package else { return text };
        if package == self.package {
            return text;
        }
        if self.ambiguous_names.is_none() {
            let mut seen: FxHashMap<Symbol, PackageId> = FxHashMap::default();
            let mut ambiguous = FxHashSet::default();
            let mut pending = vec![self.package];
            let mut visited = FxHashSet::default();
            while let Some(package) = pending.pop() {
                if !visited.insert(package) {
                    continue;
                }
                let name = self.program.packages[package].name;
                if seen.insert(name, package).is_some_and(|other| other != package) {
                    ambiguous.insert(name);
                }
                pending.extend(&self.program.packages[package].imports);
            }
            self.ambiguous_names = Some(ambiguous);
        }
        let package = &self.program.packages[package];
        if self.ambiguous_names.as_ref().is_some_and(|names| names.contains(&package.name)) {
            let prefix = format!("{}.", package.name);
            if let Some(rest) = text.strip_prefix(&prefix) {
                return format!("{:?}.{rest}", package.path);
            }
        }
        text
    }

    // Delayed work.

    /// Puts `action` off until the enclosing statement or package is done.
    pub fn later(&mut self, action: impl FnOnce(&mut Checker<'a>) + 'a) {
        self.delayed.push(Some((self.env.file, Box::new(action))));
    }

    /// The number of actions put off so far.
    pub fn delayed_len(&self) -> usize {
        self.delayed.len()
    }

    /// Runs the actions from index `top` on, and those that they put off.
    pub fn process_delayed(&mut self, top: usize) {
        let file = self.env.file;
        let mut next = top;
        while next < self.delayed.len() {
            if let Some((file, action)) = self.delayed[next].take() {
                self.env.file = file;
                action(self);
            }
            next += 1;
        }
        self.delayed.truncate(top);
        self.env.file = file;
    }

    // Objects and scopes.

    /// Adds an object that is not package-level and whose type is `ty`, if known.
    pub fn new_object(&mut self, kind: ObjectKind, name: Symbol, span: Option<Span>, ty: Option<TypeId>) -> ObjectId {
        let object = self.program.objects.push(Object {
            kind,
            name,
            span,
            package: Some(self.package),
            ty: ty.unwrap_or(TypeId::INVALID),
            order: 0,
            is_package_level: false,
        });
        self.typed[object] = ty.is_some();
        object
    }

    /// Adds a variable.
    pub fn new_var(&mut self, kind: VarKind, name: Symbol, span: Span, ty: Option<TypeId>) -> ObjectId {
        let mut var = Var::new(kind);
        var.function = self.env.function;
        self.new_object(ObjectKind::Var(var), name, Some(span), ty)
    }

    /// Whether the object's type is known. Types of other packages' objects are.
    pub fn is_typed(&self, object: ObjectId) -> bool {
        self.program.objects[object].package != Some(self.package) || self.typed[object]
    }

    /// The object's type, if it is known.
    pub fn object_type(&self, object: ObjectId) -> Option<TypeId> {
        self.is_typed(object).then(|| self.program.objects[object].ty)
    }

    /// Sets the object's type.
    pub fn set_type(&mut self, object: ObjectId, ty: TypeId) {
        self.program.objects[object].ty = ty;
        self.typed[object] = true;
    }

    /// The variable, to change its marks.
    pub fn var_mut(&mut self, object: ObjectId) -> Option<&mut Var> {
        match &mut self.program.objects[object].kind {
            ObjectKind::Var(var) => Some(var),
            _ => None,
        }
    }

    /// Whether the variable is marked as used.
    pub fn is_used(&self, object: ObjectId) -> bool {
        self.program.objects[object].as_var().is_some_and(|v| v.used)
    }

    /// Marks the variable as used or not.
    pub fn set_used(&mut self, object: ObjectId, used: bool) {
        if let Some(var) = self.var_mut(object) {
            var.used = used;
        }
    }

    /// Opens a scope in the current one.
    pub fn open_scope(&mut self) {
        self.env.scope = self.program.scopes.push(Scope::new(Some(self.env.scope)));
    }

    /// Closes the current scope.
    pub fn close_scope(&mut self) {
        if let Some(parent) = self.program.scopes[self.env.scope].parent {
            self.env.scope = parent;
        }
    }

    /// Declares `object` in `scope` and records it as what `ident` declares.
    pub fn declare(&mut self, scope: ScopeId, ident: Option<IdentId>, object: ObjectId) {
        let (name, span) = (self.program.objects[object].name, self.program.objects[object].span);
        if let Some(other) = self.program.scopes[scope].insert(name, object) {
            if let Some(span) = span {
                let message = format!("{name} redeclared in this block");
                self.error_with_other(span, Code::DuplicateDecl, message, other);
            }
            return;
        }
        let is_local = matches!(&self.program.objects[object].kind, ObjectKind::Var(v) if v.kind == VarKind::Local);
        if is_local
            && !name.is_blank()
            && let Some(locals) = self.locals.last_mut()
        {
            locals.push(object);
        }
        if let Some(ident) = ident {
            self.record_def(ident, object);
        }
    }

    /// The object that `name` denotes here, and the scope in which it was found.
    pub fn lookup_scope(&self, name: Symbol) -> Option<(ScopeId, ObjectId)> {
        let mut scope = Some(self.env.scope);
        while let Some(id) = scope {
            if let Some(object) = self.program.scopes[id].lookup(name) {
                return Some((id, object));
            }
            scope = self.program.scopes[id].parent;
        }
        None
    }

    /// The object that `name` denotes here.
    pub fn lookup(&self, name: Symbol) -> Option<ObjectId> {
        self.lookup_scope(name).map(|found| found.1)
    }

    /// Begins a function: its variables are collected.
    pub fn begin_locals(&mut self) {
        self.locals.push(Vec::new());
    }

    /// Ends a function: reports its unused variables.
    pub fn end_locals(&mut self) {
        for object in self.locals.pop().unwrap_or_default() {
            if self.is_used(object) {
                continue;
            }
            let object = &self.program.objects[object];
            let name = object.name;
            if let Some(span) = object.span {
                self.error(span, Code::UnusedVar, format!("declared and not used: {name}"));
            }
        }
    }

    /// Notes that the declaration being checked depends on `object`.
    pub fn add_dependency(&mut self, object: ObjectId) {
        if let Some(decl) = self.env.decl
            && self.decl_of.contains_key(&object)
        {
            self.decls[decl].deps.insert(object);
        }
    }

    /// Notes that a variable is used here: if inside a literal that does not declare it, it is captured.
    pub fn note_capture(&mut self, object: ObjectId) {
        let Some(var) = self.program.objects[object].as_var() else { return };
        let is_local = matches!(var.kind, VarKind::Local | VarKind::Param | VarKind::Result | VarKind::Receiver);
        let owner = var.function;
        if !is_local || owner == self.env.function {
            return;
        }
        let mut literal = self.env.function;
        while let Some(current) = literal {
            if Some(current) == owner {
                break;
            }
            let captures = self.info.files[current.file as usize].captures.entry(current.expr).or_default();
            if !captures.contains(&object) {
                captures.push(object);
            }
            literal = self.literal_parents.get(&current).copied().flatten();
        }
        if let Some(var) = self.var_mut(object) {
            var.captured = true;
        }
    }
}
