//! Expressions as messages show them: like the source, with bodies and elements left out.

use ast::{ArrayLen, ChanDir, ExprId, ExprKind, Field, File, InterfaceElement, Signature};

use crate::ExprRef;
use crate::checker::Checker;

/// Deeper nesting than this is shown as `…`.
const MAX_DEPTH: u32 = 200;

impl Checker<'_> {
    /// The expression as messages show it.
    pub fn expr_string(&self, expr: ExprRef) -> String {
        let mut printer = Printer { file: &self.files[expr.file as usize], out: String::new(), depth: 0 };
        printer.expr(expr.expr);
        printer.out
    }

    /// The expression of the current file as messages show it.
    pub fn source(&self, expr: ExprId) -> String {
        self.expr_string(self.at(expr))
    }
}

struct Printer<'a> {
    file: &'a File,
    out: String,
    depth: u32,
}

impl Printer<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn exprs(&mut self, exprs: &[ExprId]) {
        for (i, expr) in exprs.iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            self.expr(*expr);
        }
    }

    fn expr(&mut self, expr: ExprId) {
        if self.depth > MAX_DEPTH {
            return self.push("…");
        }
        self.depth += 1;
        self.expr_within(expr);
        self.depth -= 1;
    }

    fn expr_within(&mut self, expr: ExprId) {
        let file = self.file;
        match file.kind(expr) {
            ExprKind::Bad => self.push("<bad expr>"),
            ExprKind::Name(ident) => self.push(file.name(*ident).as_str()),
            ExprKind::BasicLit(literal) => self.push(&literal.text),
            ExprKind::CompositeLit { ty, elements, .. } => {
                if let Some(ty) = ty {
                    self.expr(*ty);
                }
                self.push(if elements.is_empty() { "{}" } else { "{…}" });
            }
            ExprKind::FuncLit { signature, body } => {
                self.push("func");
                self.signature(signature);
                self.push(if body.stmts.is_empty() { " {}" } else { " {…}" });
            }
            ExprKind::Paren(x) => {
                self.push("(");
                self.expr(*x);
                self.push(")");
            }
            ExprKind::Selector { x, sel } => {
                self.expr(*x);
                self.push(".");
                self.push(file.name(*sel).as_str());
            }
            ExprKind::Index { x, indices } => {
                self.expr(*x);
                self.push("[");
                self.exprs(indices);
                self.push("]");
            }
            ExprKind::Slice { x, lo, hi, max, .. } => {
                self.expr(*x);
                self.push("[");
                if let Some(lo) = lo {
                    self.expr(*lo);
                }
                self.push(":");
                if let Some(hi) = hi {
                    self.expr(*hi);
                }
                if let Some(max) = max {
                    self.push(":");
                    self.expr(*max);
                }
                self.push("]");
            }
            ExprKind::TypeAssert { x, ty } => {
                self.expr(*x);
                self.push(".(");
                match ty {
                    Some(ty) => self.expr(*ty),
                    None => self.push("type"),
                }
                self.push(")");
            }
            ExprKind::Call { fun, args, has_dots } => {
                self.expr(*fun);
                self.push("(");
                self.exprs(args);
                self.push(if *has_dots { "...)" } else { ")" });
            }
            ExprKind::Star(x) => {
                self.push("*");
                self.expr(*x);
            }
            ExprKind::Unary { op, x } => {
                self.push(op.as_str());
                self.expr(*x);
            }
            ExprKind::Binary { op, x, y } => {
                self.expr(*x);
                self.push(" ");
                self.push(op.as_str());
                self.push(" ");
                self.expr(*y);
            }
            ExprKind::KeyValue { key, value } => {
                self.expr(*key);
                self.push(": ");
                self.expr(*value);
            }
            ExprKind::ArrayType { len, elem } => {
                match len {
                    ArrayLen::Slice => self.push("[]"),
                    ArrayLen::Dots => self.push("[...]"),
                    ArrayLen::Expr(len) => {
                        self.push("[");
                        self.expr(*len);
                        self.push("]");
                    }
                }
                self.expr(*elem);
            }
            ExprKind::StructType { fields } => {
                self.push("struct{");
                self.fields(fields, "; ");
                self.push("}");
            }
            ExprKind::FuncType(signature) => {
                self.push("func");
                self.signature(signature);
            }
            ExprKind::InterfaceType { elements } => {
                self.push("interface{");
                for (i, element) in elements.iter().enumerate() {
                    if i > 0 {
                        self.push("; ");
                    }
                    match element {
                        InterfaceElement::Method { name, signature, .. } => {
                            self.push(file.name(*name).as_str());
                            self.signature(signature);
                        }
                        InterfaceElement::Embedded(ty) => self.expr(*ty),
                    }
                }
                self.push("}");
            }
            ExprKind::MapType { key, value } => {
                self.push("map[");
                self.expr(*key);
                self.push("]");
                self.expr(*value);
            }
            ExprKind::ChanType { dir, elem } => {
                self.push(match dir {
                    ChanDir::Both => "chan ",
                    ChanDir::Send => "chan<- ",
                    ChanDir::Receive => "<-chan ",
                });
                let parens = *dir == ChanDir::Both
                    && matches!(file.kind(*elem), ExprKind::ChanType { dir: ChanDir::Receive, .. });
                if parens {
                    self.push("(");
                }
                self.expr(*elem);
                if parens {
                    self.push(")");
                }
            }
            ExprKind::Ellipsis(ty) => {
                self.push("...");
                self.expr(*ty);
            }
        }
    }

    fn signature(&mut self, signature: &Signature) {
        self.push("(");
        self.fields(&signature.params, ", ");
        self.push(")");
        match signature.results.as_slice() {
            [] => {}
            [result] if result.names.is_empty() => {
                self.push(" ");
                self.expr(result.ty);
            }
            results => {
                self.push(" (");
                self.fields(results, ", ");
                self.push(")");
            }
        }
    }

    fn fields(&mut self, fields: &[Field], separator: &str) {
        for (i, field) in fields.iter().enumerate() {
            if i > 0 {
                self.push(separator);
            }
            for (j, name) in field.names.iter().enumerate() {
                if j > 0 {
                    self.push(", ");
                }
                self.push(self.file.name(*name).as_str());
            }
            if !field.names.is_empty() {
                self.push(" ");
            }
            self.expr(field.ty);
            if let Some(tag) = field.tag {
                self.push(" ");
                self.expr(tag);
            }
        }
    }
}
