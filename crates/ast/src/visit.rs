//! The walker. Owns the order of a traversal: source order, parents before children unless the visitor says otherwise.
//!
//! Recursion is as deep as the tree, whose depth the parser limits.

use crate::{
    ArrayLen, Block, Decl, ExprId, ExprKind, Field, File, IdentId, InterfaceElement, Signature, StmtId, StmtKind,
};

/// Called for each node. A method that wants the node's children visited calls the `walk_` function of its name, as
/// the provided ones do.
pub trait Visitor {
    /// An expression or type.
    fn visit_expr(&mut self, file: &File, expr: ExprId) {
        walk_expr(self, file, expr);
    }

    /// A statement.
    fn visit_stmt(&mut self, file: &File, stmt: StmtId) {
        walk_stmt(self, file, stmt);
    }

    /// A declaration, top-level or in a function.
    fn visit_decl(&mut self, file: &File, decl: &Decl) {
        walk_decl(self, file, decl);
    }

    /// An identifier, declaring or using.
    fn visit_ident(&mut self, _file: &File, _ident: IdentId) {}
}

/// Visits imports and declarations of `file`.
pub fn walk_file<V: Visitor + ?Sized>(v: &mut V, file: &File) {
    for import in &file.imports {
        if let Some(name) = import.name {
            v.visit_ident(file, name);
        }
    }
    for decl in &file.decls {
        v.visit_decl(file, decl);
    }
}

/// Visits the parts of `decl`.
pub fn walk_decl<V: Visitor + ?Sized>(v: &mut V, file: &File, decl: &Decl) {
    let walk_values = |v: &mut V, names: &[IdentId], ty: Option<ExprId>, values: &[ExprId]| {
        names.iter().for_each(|name| v.visit_ident(file, *name));
        ty.iter().for_each(|ty| v.visit_expr(file, *ty));
        values.iter().for_each(|value| v.visit_expr(file, *value));
    };
    match decl {
        Decl::Const(group) => group.specs.iter().for_each(|s| walk_values(v, &s.names, s.ty, &s.values)),
        Decl::Var(group) => group.specs.iter().for_each(|s| walk_values(v, &s.names, s.ty, &s.values)),
        Decl::Type(group) => {
            for spec in &group.specs {
                v.visit_ident(file, spec.name);
                walk_fields(v, file, &spec.type_params);
                v.visit_expr(file, spec.ty);
            }
        }
        Decl::Func(func) => {
            if let Some(recv) = &func.recv {
                walk_fields(v, file, std::slice::from_ref(recv));
            }
            v.visit_ident(file, func.name);
            walk_fields(v, file, &func.type_params);
            walk_signature(v, file, &func.signature);
            if let Some(body) = &func.body {
                walk_block(v, file, body);
            }
        }
    }
}

/// Visits names, types and tags of `fields`.
pub fn walk_fields<V: Visitor + ?Sized>(v: &mut V, file: &File, fields: &[Field]) {
    for field in fields {
        field.names.iter().for_each(|name| v.visit_ident(file, *name));
        v.visit_expr(file, field.ty);
        field.tag.iter().for_each(|tag| v.visit_expr(file, *tag));
    }
}

/// Visits parameters and results.
pub fn walk_signature<V: Visitor + ?Sized>(v: &mut V, file: &File, signature: &Signature) {
    walk_fields(v, file, &signature.params);
    walk_fields(v, file, &signature.results);
}

/// Visits the statements of `block`.
pub fn walk_block<V: Visitor + ?Sized>(v: &mut V, file: &File, block: &Block) {
    block.stmts.iter().for_each(|stmt| v.visit_stmt(file, *stmt));
}

/// Visits the children of `expr`.
pub fn walk_expr<V: Visitor + ?Sized>(v: &mut V, file: &File, expr: ExprId) {
    use ExprKind::*;
    match &file.exprs[expr].kind {
        Bad | BasicLit(_) => {}
        Name(ident) => v.visit_ident(file, *ident),
        CompositeLit { ty, elements, .. } => {
            ty.iter().for_each(|ty| v.visit_expr(file, *ty));
            elements.iter().for_each(|e| v.visit_expr(file, *e));
        }
        FuncLit { signature, body } => {
            walk_signature(v, file, signature);
            walk_block(v, file, body);
        }
        Paren(x) | Star(x) | Ellipsis(x) | Unary { x, .. } => v.visit_expr(file, *x),
        Selector { x, sel } => {
            v.visit_expr(file, *x);
            v.visit_ident(file, *sel);
        }
        Index { x, indices } => {
            v.visit_expr(file, *x);
            indices.iter().for_each(|i| v.visit_expr(file, *i));
        }
        Slice { x, lo, hi, max, .. } => {
            v.visit_expr(file, *x);
            [lo, hi, max].into_iter().flatten().for_each(|i| v.visit_expr(file, *i));
        }
        TypeAssert { x, ty } => {
            v.visit_expr(file, *x);
            ty.iter().for_each(|ty| v.visit_expr(file, *ty));
        }
        Call { fun, args, .. } => {
            v.visit_expr(file, *fun);
            args.iter().for_each(|arg| v.visit_expr(file, *arg));
        }
        Binary { x, y, .. } | KeyValue { key: x, value: y } | MapType { key: x, value: y } => {
            v.visit_expr(file, *x);
            v.visit_expr(file, *y);
        }
        ArrayType { len, elem } => {
            if let ArrayLen::Expr(len) = len {
                v.visit_expr(file, *len);
            }
            v.visit_expr(file, *elem);
        }
        StructType { fields } => walk_fields(v, file, fields),
        FuncType(signature) => walk_signature(v, file, signature),
        InterfaceType { elements } => {
            for element in elements {
                match element {
                    InterfaceElement::Method { name, signature, .. } => {
                        v.visit_ident(file, *name);
                        walk_signature(v, file, signature);
                    }
                    InterfaceElement::Embedded(ty) => v.visit_expr(file, *ty),
                }
            }
        }
        ChanType { elem, .. } => v.visit_expr(file, *elem),
    }
}

/// Visits the children of `stmt`.
pub fn walk_stmt<V: Visitor + ?Sized>(v: &mut V, file: &File, stmt: StmtId) {
    use StmtKind::*;
    let exprs = |v: &mut V, list: &[ExprId]| list.iter().for_each(|e| v.visit_expr(file, *e));
    match &file.stmts[stmt].kind {
        Bad | Empty => {}
        Labeled { label, stmt } => {
            v.visit_ident(file, *label);
            v.visit_stmt(file, *stmt);
        }
        Block(block) => walk_block(v, file, block),
        Expr(x) | Go(x) | Defer(x) | IncDec { x, .. } => v.visit_expr(file, *x),
        Send { chan, value } => exprs(v, &[*chan, *value]),
        Decl(decl) => v.visit_decl(file, decl),
        Assign { lhs, rhs, .. } | Define { lhs, rhs } => {
            exprs(v, lhs);
            exprs(v, rhs);
        }
        Branch { label, .. } => label.iter().for_each(|label| v.visit_ident(file, *label)),
        Return(results) => exprs(v, results),
        If { init, cond, then, otherwise } => {
            init.iter().for_each(|init| v.visit_stmt(file, *init));
            v.visit_expr(file, *cond);
            walk_block(v, file, then);
            otherwise.iter().for_each(|otherwise| v.visit_stmt(file, *otherwise));
        }
        For { init, cond, post, body } => {
            init.iter().for_each(|init| v.visit_stmt(file, *init));
            cond.iter().for_each(|cond| v.visit_expr(file, *cond));
            post.iter().for_each(|post| v.visit_stmt(file, *post));
            walk_block(v, file, body);
        }
        Range { lhs, x, body, .. } => {
            exprs(v, lhs);
            v.visit_expr(file, *x);
            walk_block(v, file, body);
        }
        Switch { init, tag, clauses, .. } => {
            init.iter().for_each(|init| v.visit_stmt(file, *init));
            tag.iter().for_each(|tag| v.visit_expr(file, *tag));
            for clause in clauses {
                exprs(v, &clause.exprs);
                clause.body.iter().for_each(|stmt| v.visit_stmt(file, *stmt));
            }
        }
        TypeSwitch { init, binding, x, clauses, .. } => {
            init.iter().for_each(|init| v.visit_stmt(file, *init));
            binding.iter().for_each(|binding| v.visit_ident(file, *binding));
            v.visit_expr(file, *x);
            for clause in clauses {
                exprs(v, &clause.exprs);
                clause.body.iter().for_each(|stmt| v.visit_stmt(file, *stmt));
            }
        }
        Select { clauses, .. } => {
            for clause in clauses {
                clause.comm.iter().for_each(|comm| v.visit_stmt(file, *comm));
                clause.body.iter().for_each(|stmt| v.visit_stmt(file, *stmt));
            }
        }
    }
}
