//! Names and type expressions. Owns the meaning of identifiers, the conversion of syntax to types, and array lengths.

use ast::{ArrayLen, ExprId, ExprKind, IdentId, Literal};
use diagnostics::Code;

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{BasicKind, ObjectId, ObjectKind, Type, TypeId, VarKind};

impl<'a> Checker<'a> {
    /// Checks an identifier. With `want_type`, anything that is no type is an error.
    pub fn check_ident(&mut self, expr: ExprId, ident: IdentId, want_type: bool) -> Operand {
        let mut x = Operand { expr: Some(self.at(expr)), ..Operand::invalid() };
        let name = self.name(ident);
        let span = self.span(expr);
        let Some((scope, object)) = self.lookup_scope(name) else {
            if name.is_blank() {
                // A blank of no extent stands for a name that the parser missed and reported.
                if !self.ident_span(ident).is_empty() {
                    self.error(span, Code::InvalidBlank, "cannot use _ as value or type");
                }
            } else {
                self.error(span, Code::UndeclaredName, format!("undefined: {name}"));
            }
            return x;
        };
        let is_constraint_name =
            self.program.objects[object].package.is_none() && matches!(name.as_str(), "any" | "comparable");
        if is_constraint_name && !self.require_version((1, 18), span, &format!("predeclared {name}")) {
            return x;
        }
        self.record_use(ident, object);
        let is_type = self.program.objects[object].is_type_name();
        if want_type && !is_type {
            let kind = self.object_kind(object);
            self.error(span, Code::NotAType, format!("{name} ({kind}) is not a type"));
            self.set_used(object, true);
            return x;
        }
        let is_own = self.program.objects[object].package == Some(self.package);
        if !self.is_typed(object) || is_type && want_type && is_own {
            self.check_object(object);
        }
        let ty = self.program.objects[object].ty;
        if let Some(import) = self.dot_imports.get(&(scope, name)).copied() {
            self.mark_import_used(import);
        }
        x.ty = ty;
        match &self.program.objects[object].kind {
            ObjectKind::PkgName { .. } => {
                self.error(span, Code::InvalidPkgUse, format!("use of package {name} not in selector"));
                x.ty = TypeId::INVALID;
                return x;
            }
            ObjectKind::Const { value } => {
                let value = value.clone();
                let is_iota = self.program.objects[object].package.is_none() && name.as_str() == "iota";
                self.add_dependency(object);
                if ty == TypeId::INVALID {
                    return x;
                }
                x.value = value;
                if is_iota {
                    match self.env.iota.clone() {
                        Some(iota) => x.value = iota,
                        None => {
                            let message = "cannot use iota outside constant declaration";
                            self.error(span, Code::InvalidIota, message);
                            return x;
                        }
                    }
                }
                x.mode = OpMode::Constant;
            }
            ObjectKind::TypeName { .. } => x.mode = OpMode::TypeExpr,
            ObjectKind::Var(_) => {
                if is_own {
                    self.set_used(object, true);
                    self.note_capture(object);
                }
                self.add_dependency(object);
                if ty == TypeId::INVALID {
                    return x;
                }
                x.mode = OpMode::Variable;
            }
            ObjectKind::Func(_) => {
                self.add_dependency(object);
                if ty == TypeId::INVALID {
                    return x;
                }
                x.mode = OpMode::Value;
            }
            ObjectKind::Builtin(builtin) => x.mode = OpMode::Builtin(*builtin),
            ObjectKind::Nil => x.mode = OpMode::Nil,
            ObjectKind::Label { .. } => {}
        }
        x
    }

    /// Marks an imported package as used.
    pub fn mark_import_used(&mut self, import: ObjectId) {
        if let ObjectKind::PkgName { used, .. } = &mut self.program.objects[import].kind {
            *used = true;
        }
    }

    fn object_kind(&self, object: ObjectId) -> &'static str {
        match &self.program.objects[object].kind {
            ObjectKind::PkgName { .. } => "package name",
            ObjectKind::Const { .. } => "constant",
            ObjectKind::TypeName { is_alias: true } => "type alias",
            ObjectKind::TypeName { is_alias: false } => "defined type",
            ObjectKind::Var(var) => match var.kind {
                VarKind::Package => "package-level variable",
                VarKind::Local => "local variable",
                VarKind::Receiver => "receiver",
                VarKind::Param => "parameter",
                VarKind::Result => "result variable",
                VarKind::Field => "struct field",
            },
            ObjectKind::Func(func) if func.receiver_base.is_some() => "method",
            ObjectKind::Func(_) => "function",
            ObjectKind::Label { .. } => "label",
            ObjectKind::Builtin(_) => "built-in function",
            ObjectKind::Nil => "untyped nil",
        }
    }

    /// Checks a type expression.
    pub fn check_type(&mut self, expr: ExprId) -> TypeId {
        self.check_declared_type(expr, None)
    }

    /// Checks a type expression that a variable is to have.
    pub fn check_var_type(&mut self, expr: ExprId) -> TypeId {
        let ty = self.check_type(expr);
        self.check_not_constraint(expr, ty);
        ty
    }

    /// Complains, once types are complete, if `ty` is an interface that only a constraint can be.
    pub fn check_not_constraint(&mut self, expr: ExprId, ty: TypeId) {
        if !matches!(self.program.types[ty], Type::Named(_) | Type::Alias(_) | Type::Interface(_)) {
            return;
        }
        let span = self.span(expr);
        self.later(move |checker| {
            if !checker.program.is_interface(ty) {
                return;
            }
            let set = checker.program.type_set(ty);
            let why = if set.is_comparable {
                "interface is (or embeds) comparable"
            } else if set.terms.is_some() {
                "interface contains type constraints"
            } else {
                return;
            };
            let text = checker.show(ty);
            let message = format!("cannot use type {text} outside a type constraint: {why}");
            checker.error(span, Code::MisplacedConstraintIface, message);
        });
    }

    /// Checks a type expression; `def` is the defined type whose declaration it is the right side of.
    pub fn check_declared_type(&mut self, expr: ExprId, def: Option<TypeId>) -> TypeId {
        let mut ty = self.type_of_syntax(expr, def);
        if self.is_generic_type(ty) {
            let text = self.show(ty);
            let message = format!("cannot use generic type {text} without instantiation");
            self.error(self.span(expr), Code::WrongTypeArgCount, message);
            ty = TypeId::INVALID;
        }
        self.record_type(self.at(expr), OpMode::TypeExpr, ty, None);
        ty
    }

    /// As [`Checker::check_declared_type`], but the type may be generic and is not recorded.
    pub fn type_of_syntax(&mut self, expr: ExprId, def: Option<TypeId>) -> TypeId {
        let span = self.file().exprs[expr].span;
        self.guarded(span, |checker| checker.type_within(expr, def)).unwrap_or(TypeId::INVALID)
    }

    fn type_within(&mut self, expr: ExprId, def: Option<TypeId>) -> TypeId {
        match self.kind(expr) {
            ExprKind::Bad => TypeId::INVALID,
            ExprKind::Name(ident) => {
                let x = self.check_ident(expr, *ident, true);
                if x.mode == OpMode::TypeExpr { x.ty } else { TypeId::INVALID }
            }
            ExprKind::Selector { x: base, sel } => {
                let x = self.check_selector(expr, *base, *sel, true);
                match x.mode {
                    OpMode::TypeExpr => x.ty,
                    OpMode::Invalid => TypeId::INVALID,
                    _ => {
                        let text = self.describe(&x);
                        self.error(self.span(expr), Code::NotAType, format!("{text} is not a type"));
                        TypeId::INVALID
                    }
                }
            }
            ExprKind::Index { x, indices } => {
                self.require_version((1, 18), self.span(expr), "type instantiation");
                self.instantiated_type(*x, indices)
            }
            ExprKind::Paren(inner) => self.check_declared_type(*inner, def),
            ExprKind::ArrayType { len, elem } => {
                let len = match len {
                    ArrayLen::Slice => {
                        let elem = self.check_var_type(*elem);
                        return self.program.types.add(Type::Slice { elem });
                    }
                    ArrayLen::Expr(len) => self.check_array_length(*len),
                    ArrayLen::Dots => {
                        let message = "invalid use of [...] array (outside a composite literal)";
                        self.error(self.span(expr), Code::BadDotDotDotSyntax, message);
                        None
                    }
                };
                let elem = self.check_var_type(*elem);
                match len {
                    Some(_) => self.program.types.add(Type::Array { len, elem }),
                    None => TypeId::INVALID,
                }
            }
            ExprKind::Ellipsis(_) => {
                self.error(self.span(expr), Code::InvalidSyntaxTree, "invalid use of ...");
                TypeId::INVALID
            }
            ExprKind::StructType { fields } => self.struct_type(fields),
            ExprKind::Star(base) => {
                let base = self.check_var_type(*base);
                if base == TypeId::INVALID {
                    return TypeId::INVALID;
                }
                self.program.types.add(Type::Pointer { base })
            }
            ExprKind::FuncType(signature) => {
                let ty = self.program.types.add(Type::Signature(Default::default()));
                self.function_type(ty, None, &[], signature);
                ty
            }
            ExprKind::InterfaceType { elements } => self.interface_type(elements, def),
            ExprKind::MapType { key, value } => {
                let key_expr = *key;
                let key = self.check_var_type(key_expr);
                let elem = self.check_var_type(*value);
                let span = self.span(key_expr);
                self.later(move |checker| {
                    if key != TypeId::INVALID
                        && checker.program.underlying(key) != TypeId::INVALID
                        && !checker.program.is_comparable(key)
                    {
                        let text = checker.show(key);
                        let is_param = checker.program.is_type_param(key);
                        let why = if is_param { " (missing comparable constraint)" } else { "" };
                        checker.error(span, Code::IncomparableMapKey, format!("invalid map key type {text}{why}"));
                    }
                });
                self.program.types.add(Type::Map { key, elem })
            }
            ExprKind::ChanType { dir, elem } => {
                let elem = self.check_var_type(*elem);
                self.program.types.add(Type::Chan { dir: *dir, elem })
            }
            _ => {
                let text = self.source(expr);
                self.error(self.span(expr), Code::NotAType, format!("{text} is not a type"));
                self.use_exprs(&[expr]);
                TypeId::INVALID
            }
        }
    }

    fn check_array_length(&mut self, expr: ExprId) -> Option<u64> {
        if let ExprKind::Name(ident) = self.kind(expr) {
            let name = self.name(*ident);
            match self.lookup(name) {
                None => {
                    let message = format!("undefined array length {name} or missing type constraint");
                    self.error(self.span(expr), Code::InvalidArrayLen, message);
                    return None;
                }
                Some(object) if !matches!(self.program.objects[object].kind, ObjectKind::Const { .. }) => {
                    self.error(self.span(expr), Code::InvalidArrayLen, format!("invalid array length {name}"));
                    return None;
                }
                Some(_) => {}
            }
        }
        let x = self.check_expr(expr);
        if !x.is_constant() {
            if x.is_valid() {
                let text = self.describe(&x);
                self.error(self.span(expr), Code::InvalidArrayLen, format!("array length {text} must be constant"));
            }
            return None;
        }
        let is_integer = self.program.is_integer(x.ty);
        if self.program.is_untyped(x.ty) || is_integer {
            let value = x.value.to_int();
            if crate::constants::represent(&value, BasicKind::Int, self.sizes.word_size()).is_some()
                && let Some(len) = value.as_i64().and_then(|len| u64::try_from(len).ok())
            {
                self.finish_untyped(&x, TypeId::INT);
                return Some(len);
            }
        }
        let text = self.describe(&x);
        let message = if is_integer {
            format!("invalid array length {text}")
        } else {
            format!("array length {text} must be integer")
        };
        self.error(self.span(expr), Code::InvalidArrayLen, message);
        None
    }

    /// The bytes of a string literal, empty for anything else.
    pub fn string_literal(&self, expr: ExprId) -> Box<[u8]> {
        match self.kind(expr) {
            ExprKind::BasicLit(literal) => match &literal.value {
                Literal::String(bytes) => bytes.clone(),
                _ => Box::default(),
            },
            _ => Box::default(),
        }
    }

    /// Gives an untyped constant that needs no conversion for its meaning its final type.
    pub fn finish_untyped(&mut self, x: &Operand, ty: TypeId) {
        if let Some(expr) = x.expr {
            self.update_expr_type(expr, ty, true);
        }
    }
}
