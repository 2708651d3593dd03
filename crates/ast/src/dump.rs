//! The text form of a tree, for snapshots. Owns [`dump`]; deterministic, positions left out.

use std::fmt::Write;

use crate::{ArrayLen, Block, CaseClause, ChanDir, Decl, ExprId, ExprKind, Field, File, InterfaceElement};
use crate::{IdentId, Signature, StmtId, StmtKind};

/// The tree of `file`, a line for each declaration, statement, field and clause; expressions in prefix form.
pub fn dump(file: &File) -> String {
    let mut d = Dump { file, out: String::new(), indent: 0 };
    let package = file.package.map_or("?", |name| file.name(name).as_str());
    d.line(&format!("package {package}"));
    for import in &file.imports {
        let name = import.name.map_or(String::new(), |name| format!("{} ", file.name(name)));
        d.line(&format!("import {name}{:?}", import.path));
    }
    file.decls.iter().for_each(|decl| d.decl(decl));
    for directive in &file.directives {
        d.line(&format!("directive {}", directive.text));
    }
    d.out
}

struct Dump<'a> {
    file: &'a File,
    out: String,
    indent: usize,
}

impl Dump<'_> {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{:indent$}{text}", "", indent = self.indent * 2);
    }

    fn nested(&mut self, f: impl FnOnce(&mut Self)) {
        self.indent += 1;
        f(self);
        self.indent -= 1;
    }

    fn name(&self, ident: IdentId) -> &'static str {
        self.file.name(ident).as_str()
    }

    fn names(&self, names: &[IdentId]) -> String {
        names.iter().map(|name| self.name(*name)).collect::<Vec<_>>().join(", ")
    }

    fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Const(group) => {
                for s in &group.specs {
                    let repeats = s.repeats.map_or(String::new(), |i| format!(" repeats {i}"));
                    let text = self.values(&s.names, s.ty, &s.values);
                    self.directives(&s.directives);
                    self.line(&format!("const {text} iota {}{repeats}", s.iota));
                }
            }
            Decl::Var(group) => {
                for s in &group.specs {
                    let text = self.values(&s.names, s.ty, &s.values);
                    self.directives(&s.directives);
                    self.line(&format!("var {text}"));
                }
            }
            Decl::Type(group) => {
                for s in &group.specs {
                    self.directives(&s.directives);
                    let params = self.type_params(&s.type_params);
                    let equals = if s.is_alias { " =" } else { "" };
                    let line = format!("type {}{params}{equals} {}", self.name(s.name), self.expr(s.ty));
                    self.line(&line);
                }
            }
            Decl::Func(func) => {
                self.directives(&func.directives);
                let recv = func.recv.as_ref().map_or(String::new(), |r| format!("({}) ", self.field(r)));
                let params = self.type_params(&func.type_params);
                let line = format!("func {recv}{}{params}{}", self.name(func.name), self.signature(&func.signature));
                self.line(&line);
                if let Some(body) = &func.body {
                    self.block(body);
                }
            }
        }
    }

    fn directives(&mut self, directives: &[crate::Directive]) {
        for directive in directives {
            self.line(&format!("//{}", directive.text));
        }
    }

    fn values(&self, names: &[IdentId], ty: Option<ExprId>, values: &[ExprId]) -> String {
        let mut text = self.names(names);
        if let Some(ty) = ty {
            let _ = write!(text, " {}", self.expr(ty));
        }
        if !values.is_empty() {
            let _ = write!(text, " = {}", self.exprs(values));
        }
        text
    }

    fn field(&self, field: &Field) -> String {
        let mut text = self.names(&field.names);
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&self.expr(field.ty));
        if let Some(tag) = field.tag {
            let _ = write!(text, " {}", self.expr(tag));
        }
        text
    }

    fn fields(&self, fields: &[Field], separator: &str) -> String {
        fields.iter().map(|f| self.field(f)).collect::<Vec<_>>().join(separator)
    }

    fn type_params(&self, fields: &[Field]) -> String {
        if fields.is_empty() { String::new() } else { format!("[{}]", self.fields(fields, ", ")) }
    }

    fn signature(&self, s: &Signature) -> String {
        let results =
            if s.results.is_empty() { String::new() } else { format!(" ({})", self.fields(&s.results, ", ")) };
        format!("({}){results}", self.fields(&s.params, ", "))
    }

    fn exprs(&self, list: &[ExprId]) -> String {
        list.iter().map(|e| self.expr(*e)).collect::<Vec<_>>().join(", ")
    }

    fn optional(&self, expr: Option<ExprId>) -> String {
        expr.map_or("_".to_string(), |e| self.expr(e))
    }

    fn expr(&self, expr: ExprId) -> String {
        match &self.file.exprs[expr].kind {
            ExprKind::Bad => "BAD".into(),
            ExprKind::Name(ident) => self.name(*ident).into(),
            ExprKind::BasicLit(lit) => lit.text.to_string(),
            ExprKind::CompositeLit { ty, elements, .. } => {
                let ty = ty.map_or(String::new(), |ty| format!("{} ", self.expr(ty)));
                format!("(lit {ty}{{{}}})", self.exprs(elements))
            }
            ExprKind::FuncLit { signature, body } => {
                let mut d = Dump { file: self.file, out: String::new(), indent: self.indent + 1 };
                d.block(body);
                format!("(func {}\n{}{:w$})", self.signature(signature), d.out, "", w = self.indent * 2)
            }
            ExprKind::Paren(x) => format!("(paren {})", self.expr(*x)),
            ExprKind::Selector { x, sel } => format!("{}.{}", self.expr(*x), self.name(*sel)),
            ExprKind::Index { x, indices } => format!("(index {} [{}])", self.expr(*x), self.exprs(indices)),
            ExprKind::Slice { x, lo, hi, max, full } => {
                let max = if *full { format!(" {}", self.optional(*max)) } else { String::new() };
                format!("(slice {} {} {}{max})", self.expr(*x), self.optional(*lo), self.optional(*hi))
            }
            ExprKind::TypeAssert { x, ty } => {
                format!("(assert {} {})", self.expr(*x), ty.map_or("type".into(), |ty| self.expr(ty)))
            }
            ExprKind::Call { fun, args, has_dots } => {
                let dots = if *has_dots { "..." } else { "" };
                format!("(call {} ({}{dots}))", self.expr(*fun), self.exprs(args))
            }
            ExprKind::Star(x) => format!("(* {})", self.expr(*x)),
            ExprKind::Unary { op, x } => format!("({op} {})", self.expr(*x)),
            ExprKind::Binary { op, x, y } => format!("({op} {} {})", self.expr(*x), self.expr(*y)),
            ExprKind::KeyValue { key, value } => format!("{}: {}", self.expr(*key), self.expr(*value)),
            ExprKind::ArrayType { len, elem } => {
                let len = match len {
                    ArrayLen::Slice => String::new(),
                    ArrayLen::Dots => "...".into(),
                    ArrayLen::Expr(len) => self.expr(*len),
                };
                format!("[{len}]{}", self.expr(*elem))
            }
            ExprKind::StructType { fields } => format!("struct{{{}}}", self.fields(fields, "; ")),
            ExprKind::FuncType(signature) => format!("func{}", self.signature(signature)),
            ExprKind::InterfaceType { elements } => {
                let elements = elements.iter().map(|element| match element {
                    InterfaceElement::Method { name, signature, .. } => {
                        format!("{}{}", self.name(*name), self.signature(signature))
                    }
                    InterfaceElement::Embedded(ty) => self.expr(*ty),
                });
                format!("interface{{{}}}", elements.collect::<Vec<_>>().join("; "))
            }
            ExprKind::MapType { key, value } => format!("map[{}]{}", self.expr(*key), self.expr(*value)),
            ExprKind::ChanType { dir, elem } => {
                let keyword = match dir {
                    ChanDir::Both => "chan",
                    ChanDir::Send => "chan<-",
                    ChanDir::Receive => "<-chan",
                };
                format!("({keyword} {})", self.expr(*elem))
            }
            ExprKind::Ellipsis(elem) => format!("...{}", self.expr(*elem)),
        }
    }

    fn block(&mut self, block: &Block) {
        self.nested(|d| block.stmts.iter().for_each(|s| d.stmt(*s)));
    }

    fn labelled(&mut self, what: &str, stmt: Option<StmtId>) {
        if let Some(stmt) = stmt {
            self.nested(|d| {
                d.line(what);
                d.nested(|d| d.stmt(stmt));
            });
        }
    }

    fn clauses(&mut self, clauses: &[CaseClause]) {
        for clause in clauses {
            let head = if clause.exprs.is_empty() {
                "default".to_string()
            } else {
                format!("case {}", self.exprs(&clause.exprs))
            };
            self.nested(|d| {
                d.line(&head);
                d.nested(|d| clause.body.iter().for_each(|s| d.stmt(*s)));
            });
        }
    }

    fn stmt(&mut self, stmt: StmtId) {
        let file = self.file;
        match &file.stmts[stmt].kind {
            StmtKind::Bad => self.line("BAD"),
            StmtKind::Empty => self.line("empty"),
            StmtKind::Labeled { label, stmt } => {
                let line = format!("label {}", self.name(*label));
                self.line(&line);
                self.nested(|d| d.stmt(*stmt));
            }
            StmtKind::Block(block) => {
                self.line("block");
                self.block(block);
            }
            StmtKind::Expr(x) => self.line(&format!("expr {}", self.expr(*x))),
            StmtKind::Send { chan, value } => {
                self.line(&format!("send {} <- {}", self.expr(*chan), self.expr(*value)));
            }
            StmtKind::Decl(decl) => self.decl(decl),
            StmtKind::Assign { op, lhs, rhs } => {
                let op = op.map_or("", |op| op.as_str());
                self.line(&format!("assign {} {op}= {}", self.exprs(lhs), self.exprs(rhs)));
            }
            StmtKind::Define { lhs, rhs } => {
                self.line(&format!("define {} := {}", self.exprs(lhs), self.exprs(rhs)));
            }
            StmtKind::IncDec { x, is_increment } => {
                self.line(&format!("{} {}", if *is_increment { "inc" } else { "dec" }, self.expr(*x)));
            }
            StmtKind::Branch { kind, label } => {
                let label = label.map_or(String::new(), |label| format!(" {}", self.name(label)));
                self.line(&format!("{}{label}", kind.as_str()));
            }
            StmtKind::Go(x) => self.line(&format!("go {}", self.expr(*x))),
            StmtKind::Defer(x) => self.line(&format!("defer {}", self.expr(*x))),
            StmtKind::Return(results) => self.line(format!("return {}", self.exprs(results)).trim_end()),
            StmtKind::If { init, cond, then, otherwise } => {
                self.line(&format!("if {}", self.expr(*cond)));
                self.labelled("init", *init);
                self.block(then);
                if let Some(otherwise) = otherwise {
                    self.line("else");
                    self.nested(|d| d.stmt(*otherwise));
                }
            }
            StmtKind::For { init, cond, post, body } => {
                self.line(&format!("for {}", self.optional(*cond)));
                self.labelled("init", *init);
                self.labelled("post", *post);
                self.block(body);
            }
            StmtKind::Range { lhs, is_define, x, body, .. } => {
                let op = if *is_define { ":=" } else { "=" };
                let lhs = if lhs.is_empty() { String::new() } else { format!("{} {op} ", self.exprs(lhs)) };
                self.line(&format!("for {lhs}range {}", self.expr(*x)));
                self.block(body);
            }
            StmtKind::Switch { init, tag, clauses, .. } => {
                self.line(&format!("switch {}", self.optional(*tag)));
                self.labelled("init", *init);
                self.clauses(clauses);
            }
            StmtKind::TypeSwitch { init, binding, x, clauses, .. } => {
                let binding = binding.map_or(String::new(), |name| format!("{} := ", self.name(name)));
                self.line(&format!("switch {binding}{}.(type)", self.expr(*x)));
                self.labelled("init", *init);
                self.clauses(clauses);
            }
            StmtKind::Select { clauses, .. } => {
                self.line("select");
                for clause in clauses {
                    self.nested(|d| {
                        d.line(if clause.comm.is_some() { "case" } else { "default" });
                        d.nested(|d| {
                            clause.comm.iter().for_each(|comm| d.stmt(*comm));
                            d.nested(|d| clause.body.iter().for_each(|s| d.stmt(*s)));
                        });
                    });
                }
            }
        }
    }
}
