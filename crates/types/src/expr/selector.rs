//! Selector expressions: qualified names, fields, method values and method expressions (Go specification, "Selectors").

use ast::{ExprId, ExprKind, IdentId};
use diagnostics::Code;
use source::Symbol;

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{Lookup, ObjectId, ObjectKind, PackageId, Param, Selection, SelectionKind, Signature, Type, TypeId};

impl Checker<'_> {
    /// Checks `base.sel`.
    pub fn check_selector(&mut self, expr: ExprId, base: ExprId, sel: IdentId, want_type: bool) -> Operand {
        let mut x = self.selector_within(expr, base, sel, want_type).unwrap_or_else(Operand::invalid);
        x.expr = Some(self.at(expr));
        x
    }

    fn selector_within(&mut self, expr: ExprId, base: ExprId, sel: IdentId, want_type: bool) -> Option<Operand> {
        let (name, sel_span) = (self.name(sel), self.ident_span(sel));
        if let ExprKind::Name(ident) = self.kind(base)
            && let Some(object) = self.lookup(self.name(*ident))
            && let ObjectKind::PkgName { imported, .. } = self.program.objects[object].kind
        {
            self.record_use(*ident, object);
            self.mark_import_used(object);
            return self.qualified_name(expr, imported?, sel);
        }
        let mut x = self.check_expr_or_type(base);
        match x.mode {
            OpMode::Invalid => return None,
            OpMode::Builtin(_) => {
                let text = self.describe(&x);
                let message = format!("invalid use of {text} in selector expression");
                self.error(self.pos(expr), Code::UncalledBuiltin, message);
                return None;
            }
            _ => {}
        }
        if name.is_blank() && sel_span.is_empty() {
            // The parser missed the name and said so.
            return None;
        }
        if !self.is_complete(x.ty) {
            return None;
        }
        if want_type {
            let text = self.source(expr);
            self.error(sel_span, Code::NotAType, format!("{text} is not a type"));
            return None;
        }
        if let Some(base) = self.program.pointer_base(x.ty)
            && !self.is_complete(base)
        {
            return None;
        }
        let is_variable = x.mode == OpMode::Variable;
        let found = match self.program.lookup_field_or_method(x.ty, is_variable, Some(self.package), name) {
            Lookup::Found(found) => found,
            other => {
                self.report_missing_selection(&x, other, name, sel_span);
                return None;
            }
        };
        let is_method = matches!(self.program.objects[found.object].kind, ObjectKind::Func(_));
        let is_type = x.mode == OpMode::TypeExpr;
        if !is_method && is_type {
            let text = self.show(x.ty);
            let message = format!("operand for field selector {name} must be value of type {text}");
            self.error(self.span(base), Code::MissingFieldOrMethod, message);
            return None;
        }
        let kind = match (is_method, is_type) {
            (false, _) => SelectionKind::Field,
            (true, false) => SelectionKind::MethodValue,
            (true, true) => SelectionKind::MethodExpr,
        };
        if is_method {
            // The method's signature may not have been looked at yet.
            self.check_object(found.object);
            self.add_dependency(found.object);
        }
        if kind == SelectionKind::MethodValue {
            let needs_address = self.program.objects[found.object]
                .as_func()
                .is_some_and(|f| f.has_pointer_receiver && !f.is_interface_method);
            if needs_address && is_variable && !found.is_indirect {
                self.note_address_taken(base);
            }
        }
        let is_indirect = found.is_indirect;
        let object = found.object;
        let ty = match found.owner {
            Some(owner) => self.program.method_type(object, owner),
            None => found.ty,
        };
        let selection = Selection { kind, recv: x.ty, object, path: found.path, is_indirect, owner: found.owner };
        self.record_selection(expr, sel, selection);
        if self.is_invalid(ty) {
            return None;
        }
        match kind {
            SelectionKind::Field => {
                x.mode = if is_variable || is_indirect { OpMode::Variable } else { OpMode::Value };
                x.ty = ty;
            }
            SelectionKind::MethodValue => {
                x.mode = OpMode::Value;
                x.ty = ty;
            }
            SelectionKind::MethodExpr => {
                x.ty = self.method_expression_type(x.ty, ty);
                x.mode = OpMode::Value;
            }
        }
        Some(x)
    }

    /// The function type of a method expression: the receiver becomes the first parameter.
    fn method_expression_type(&mut self, recv: TypeId, method: TypeId) -> TypeId {
        let Type::Signature(signature) = &self.program.types[method] else { return TypeId::INVALID };
        let mut signature: Signature = signature.clone();
        let are_named = signature.params.first().is_some_and(|p| p.name.is_some());
        let name = are_named.then(|| {
            let name = signature.recv.map(|recv| self.program.object(recv).name);
            name.filter(|n| !n.as_str().is_empty()).unwrap_or_else(|| Symbol::intern("_"))
        });
        signature.params.insert(0, Param { name, ty: recv, object: None });
        signature.recv = None;
        signature.recv_type_params.clear();
        self.program.types.add(Type::Signature(signature))
    }

    fn qualified_name(&mut self, expr: ExprId, package: PackageId, sel: IdentId) -> Option<Operand> {
        let (name, span) = (self.name(sel), self.ident_span(sel));
        let scope = self.program.packages[package].scope;
        let Some(object) = self.program.scopes[scope].lookup(name) else {
            if !name.is_blank() || !span.is_empty() {
                let text = self.source(expr);
                let other = self.exported_ignoring_case(package, name);
                let hint = other.map(|name| format!(" (but have {name})")).unwrap_or_default();
                self.error(span, Code::UndeclaredImportedName, format!("undefined: {text}{hint}"));
            }
            return None;
        };
        if !name.is_exported() {
            let package = self.program.packages[package].name;
            self.error(span, Code::UnexportedName, format!("name {name} not exported by package {package}"));
        }
        self.record_use(sel, object);
        let object = &self.program.objects[object];
        let mut x = Operand { ty: object.ty, ..Operand::invalid() };
        x.mode = match &object.kind {
            ObjectKind::Const { value } => {
                x.value = value.clone();
                OpMode::Constant
            }
            ObjectKind::TypeName { .. } => OpMode::TypeExpr,
            ObjectKind::Var(_) => OpMode::Variable,
            ObjectKind::Func(_) => OpMode::Value,
            ObjectKind::Builtin(builtin) => OpMode::Builtin(*builtin),
            _ => return None,
        };
        if x.ty == TypeId::INVALID && !matches!(x.mode, OpMode::Builtin(_)) {
            return None;
        }
        Some(x)
    }

    fn exported_ignoring_case(&self, package: PackageId, name: Symbol) -> Option<Symbol> {
        let scope = self.program.packages[package].scope;
        let folded = name.as_str().to_lowercase();
        let mut names: Vec<Symbol> = self.program.scopes[scope]
            .iter()
            .map(|(name, _)| name)
            .filter(|other| other.is_exported() && other.as_str().to_lowercase() == folded)
            .collect();
        names.sort_by_key(|name| name.as_str());
        names.first().copied()
    }

    fn report_missing_selection(&mut self, x: &Operand, lookup: Lookup, name: Symbol, span: source::Span) {
        if self.program.underlying(x.ty) == TypeId::INVALID {
            return;
        }
        let text = self.operand_expr(x);
        match lookup {
            Lookup::Ambiguous => {
                self.error(span, Code::AmbiguousSelector, format!("ambiguous selector {text}.{name}"));
            }
            Lookup::NeedsPointer(_) => {
                let ty = self.show(x.ty);
                let message = if x.mode == OpMode::TypeExpr {
                    format!("invalid method expression {ty}.{name} (needs pointer receiver (*{ty}).{name})")
                } else {
                    format!("cannot call pointer method {name} on {ty}")
                };
                self.error(span, Code::InvalidMethodExpr, message);
            }
            _ => {
                let why = if self.is_pointer_to_interface(x.ty) {
                    self.pointer_to_interface_error(x.ty)
                } else {
                    let other = self.program.lookup_ignoring_case(x.ty, Some(self.package), name);
                    self.lookup_error(x.ty, name, other, false)
                };
                self.error(span, Code::MissingFieldOrMethod, format!("{text}.{name} undefined ({why})"));
            }
        }
    }

    /// Why `name` is not found in `ty`, given an object whose name differs in case only.
    pub fn lookup_error(&mut self, ty: TypeId, name: Symbol, other: Option<ObjectId>, in_literal: bool) -> String {
        let text = self.show(ty);
        let missing = if in_literal {
            format!("unknown field {name} in struct literal of type {text}")
        } else {
            format!("type {text} has no field or method {name}")
        };
        let Some(other) = other else { return missing };
        let object = &self.program.objects[other];
        let what = match object.kind {
            ObjectKind::Var(_) => "field",
            ObjectKind::Func(_) => "method",
            _ => "object",
        };
        let alternative = object.name;
        let tail = |name: Symbol| {
            let mut chars = name.as_str().chars();
            chars.next();
            chars.as_str()
        };
        let same_tail = tail(name) == tail(alternative);
        let is_own = object.package == Some(self.package);
        let has = if in_literal { String::new() } else { format!("{what} ") };
        if is_own || name.is_exported() && alternative.is_exported() || alternative.is_exported() && same_tail {
            return format!("{missing}, but does have {has}{alternative}");
        }
        if name.is_exported() && same_tail {
            return format!("{missing}, but does have unexported {has}{alternative}");
        }
        if !name.is_exported() && name == alternative {
            return if in_literal {
                format!("cannot refer to unexported field {alternative} in struct literal of type {text}")
            } else {
                format!("cannot refer to unexported {what} {alternative}")
            };
        }
        missing
    }

    /// Whether the type is a pointer to an interface, which has no methods.
    pub fn is_pointer_to_interface(&self, ty: TypeId) -> bool {
        let base = self.program.pointer_base(ty);
        base.is_some_and(|base| matches!(self.program.structure(base), Type::Interface(_)))
    }

    /// Why a pointer to an interface is not what is wanted.
    pub fn pointer_to_interface_error(&mut self, ty: TypeId) -> String {
        let base = self.program.pointer_base(ty);
        let what = if base.is_some_and(|b| self.program.is_type_param(b)) { "type parameter" } else { "interface" };
        format!("type {} is pointer to {what}, not {what}", self.show(ty))
    }
}
