//! Struct, interface and function types. Owns their construction from syntax and the checks on their parts.

use ast::{ExprId, ExprKind, IdentId, InterfaceElement};
use diagnostics::{Code, Diagnostic};
use source::{Span, Symbol};

use crate::checker::Checker;
use crate::type_set::MAX_TERMS;
use crate::{
    BasicKind, Field, Func, Interface, ObjectId, ObjectKind, Param, ScopeId, Signature, Struct, Type, TypeId, VarKind,
};

impl<'a> Checker<'a> {
    /// Makes a struct type.
    pub fn struct_type(&mut self, syntax: &'a [ast::Field]) -> TypeId {
        let mut fields: Vec<Field> = Vec::new();
        for field in syntax {
            let ty = self.check_var_type(field.ty);
            let tag = field.tag.map(|tag| self.string_literal(tag)).unwrap_or_default();
            if field.names.is_empty() {
                let Some(ident) = self.embedded_name(field.ty) else {
                    let message = format!("invalid embedded field type {}", self.source(field.ty));
                    self.error(self.span(field.ty), Code::InvalidSyntaxTree, message);
                    continue;
                };
                self.add_field(&mut fields, ident, ty, tag, true);
                let span = self.span(field.ty);
                self.later(move |checker| checker.check_embedded(ty, span));
            } else {
                for ident in &field.names {
                    self.add_field(&mut fields, *ident, ty, tag.clone(), false);
                }
            }
        }
        self.program.types.add(Type::Struct(Struct { fields }))
    }

    fn add_field(&mut self, fields: &mut Vec<Field>, ident: IdentId, ty: TypeId, tag: Box<[u8]>, is_embedded: bool) {
        let (name, span) = (self.name(ident), self.ident_span(ident));
        if let (Some(other), false) = (fields.iter().find(|f| f.name == name), name.is_blank()) {
            let other = other.object;
            return self.error_with_other(span, Code::DuplicateDecl, format!("{name} redeclared"), other);
        }
        let object = self.new_var(VarKind::Field, name, span, Some(ty));
        if let Some(var) = self.var_mut(object) {
            var.is_embedded = is_embedded;
        }
        self.record_def(ident, object);
        fields.push(Field { name, ty, is_embedded, tag, package: Some(self.package), object });
    }

    /// The identifier that names an embedded field of type `expr`.
    fn embedded_name(&self, expr: ExprId) -> Option<IdentId> {
        let base = match self.kind(expr) {
            ExprKind::Star(base) => *base,
            _ => expr,
        };
        match self.kind(base) {
            ExprKind::Name(ident) => Some(*ident),
            ExprKind::Selector { sel, .. } => Some(*sel),
            ExprKind::Index { x, .. } => self.embedded_name(*x),
            _ => None,
        }
    }

    fn check_embedded(&mut self, ty: TypeId, span: Span) {
        let (base, is_pointer) = self.program.dereference(ty);
        let message = match self.program.structure(base) {
            Type::Basic(BasicKind::UnsafePointer) => "embedded field type cannot be unsafe.Pointer",
            Type::Pointer { .. } => "embedded field type cannot be a pointer",
            Type::Interface(_) if self.program.is_type_param(base) => {
                let message = "embedded field type cannot be a (pointer to a) type parameter";
                return self.error(span, Code::MisplacedTypeParam, message);
            }
            Type::Interface(_) if is_pointer => "embedded field type cannot be a pointer to an interface",
            _ => return,
        };
        self.error(span, Code::InvalidPtrEmbed, message);
    }

    /// Makes an interface type; `def` is the defined type it is declared as.
    pub fn interface_type(&mut self, elements: &'a [InterfaceElement], def: Option<TypeId>) -> TypeId {
        let pending = Interface { is_pending: true, ..Interface::default() };
        let id = self.program.types.add(Type::Interface(pending));
        let mut interface = Interface::default();
        for element in elements {
            match element {
                InterfaceElement::Embedded(expr) => {
                    let ty = self.union_type(*expr);
                    interface.embedded.push((ty, self.span(*expr)));
                }
                InterfaceElement::Method { name: ident, signature, .. } => {
                    let (name, span) = (self.name(*ident), self.ident_span(*ident));
                    if name.is_blank() {
                        let message = "methods must have a unique non-blank name";
                        self.error(span, Code::BlankIfaceMethod, message);
                        continue;
                    }
                    let ty = self.program.types.add(Type::Signature(Signature::default()));
                    self.function_type(ty, None, &[], signature);
                    let recv_type = def.unwrap_or(id);
                    let recv = self.new_var(VarKind::Receiver, Symbol::intern(""), span, Some(recv_type));
                    if let Type::Signature(signature) = self.program.types.get_mut(ty) {
                        signature.recv = Some(recv);
                    }
                    let func = Func {
                        decl: None,
                        receiver_base: Some(id),
                        has_pointer_receiver: false,
                        is_interface_method: true,
                        has_body: false,
                        origin: None,
                    };
                    let method = self.new_object(ObjectKind::Func(func), name, Some(span), Some(ty));
                    self.record_def(*ident, method);
                    interface.methods.push(method);
                }
            }
        }
        let is_empty = interface.methods.is_empty() && interface.embedded.is_empty();
        self.program.types.set(id, Type::Interface(interface));
        if !is_empty {
            self.later(move |checker| checker.check_interface(id));
        }
        id
    }

    /// Complains about methods that an interface has twice.
    pub fn check_interface(&mut self, id: TypeId) {
        let Type::Interface(interface) = &self.program.types[id] else { return };
        let interface = interface.clone();
        let mut methods: Vec<(ObjectId, Option<Span>)> = Vec::new();
        let mut duplicates: Vec<(Option<Span>, ObjectId, Option<Span>)> = Vec::new();
        let known = |checker: &Self, methods: &[(ObjectId, Option<Span>)], method: ObjectId| {
            let new = checker.program.object(method);
            methods
                .iter()
                .find(|(other, _)| {
                    let other = checker.program.object(*other);
                    checker.program.is_same_name(new.name, new.package, other.name, other.package)
                })
                .copied()
        };
        for method in &interface.methods {
            let span = self.program.object(*method).span;
            match known(self, &methods, *method) {
                Some((_, place)) => duplicates.push((span, *method, place)),
                None => methods.push((*method, span)),
            }
        }
        for (embedded, span) in &interface.embedded {
            let underlying = self.program.underlying(*embedded);
            let what = match &self.program.types[underlying] {
                Type::Interface(_) if self.is_imported_constraint(*embedded) => "constraint interface",
                Type::Interface(_) => "",
                Type::Union(_) => "interface element",
                Type::Basic(BasicKind::Invalid) => continue,
                _ => "non-interface type",
            };
            if !what.is_empty() && self.go_version() < (1, 18) {
                let text = self.show(*embedded);
                self.require_version((1, 18), *span, &format!("embedding {what} {text}"));
            }
            if let Type::Union(terms) = &self.program.types[underlying]
                && self.program.is_union_too_long(terms)
            {
                let message = format!("cannot handle more than {MAX_TERMS} union terms (implementation limitation)");
                self.error(*span, Code::InvalidUnion, message);
            }
            if !matches!(self.program.types[underlying], Type::Interface(_)) {
                continue;
            }
            for method in self.program.interface_methods(*embedded) {
                match known(self, &methods, method) {
                    Some((other, place)) => {
                        let (a, b) = (self.program.object(method).ty, self.program.object(other).ty);
                        if self.go_version() < (1, 14) || !self.program.identical(a, b) {
                            duplicates.push((Some(*span), method, place));
                        }
                    }
                    None => methods.push((method, Some(*span))),
                }
            }
        }
        for (span, method, place) in duplicates {
            let name = self.program.object(method).name;
            let Some(span) = span else { continue };
            let mut diagnostic = Diagnostic::error(Code::DuplicateDecl, span, format!("duplicate method {name}"));
            if let Some(place) = place {
                diagnostic = diagnostic.with_label(place, format!("other declaration of method {name}"));
            }
            self.report(diagnostic);
        }
    }

    /// Completes the function type `id` and opens a scope with its type parameters and parameters, which is returned.
    pub fn function_type(
        &mut self,
        id: TypeId,
        recv: Option<&'a ast::Field>,
        type_params: &'a [ast::Field],
        syntax: &'a ast::Signature,
    ) -> ScopeId {
        self.open_scope();
        let scope = self.env.scope;
        let mut recv_type_params = Vec::new();
        let recv = recv.map(|field| (field.names.first().copied(), self.receiver(field, &mut recv_type_params)));
        let type_params = if type_params.is_empty() {
            Vec::new()
        } else {
            self.collect_type_params(type_params, |checker, params| {
                if let Type::Signature(signature) = checker.program.types.get_mut(id) {
                    signature.type_params = params.to_vec();
                }
            })
        };
        let (param_names, params, is_variadic) = self.parameters(VarKind::Param, &syntax.params);
        let (result_names, results, _) = self.parameters(VarKind::Result, &syntax.results);
        if let Some((Some(ident), object)) = recv {
            self.declare(scope, Some(ident), object);
        }
        let named = param_names.iter().zip(&params).chain(result_names.iter().zip(&results));
        let named: Vec<(Option<IdentId>, Option<ObjectId>)> = named.map(|(n, p)| (*n, p.object)).collect();
        for (ident, object) in named {
            if let (Some(ident), Some(object)) = (ident, object) {
                self.declare(scope, Some(ident), object);
            }
        }
        let recv = recv.map(|r| r.1);
        let signature = Signature { recv, recv_type_params, type_params, params, results, is_variadic };
        self.program.types.set(id, Type::Signature(signature));
        self.close_scope();
        scope
    }

    fn receiver(&mut self, field: &'a ast::Field, type_params: &mut Vec<TypeId>) -> ObjectId {
        let (_, base) = self.unpack_receiver(field.ty);
        let ty = match self.receiver_arguments(field.ty) {
            Some(idents) => {
                let (ty, params) = self.generic_receiver(field.ty, base, idents);
                *type_params = params;
                ty
            }
            None => {
                let ty = self.check_var_type(field.ty);
                if self.is_instance_behind_alias(ty, base) { TypeId::INVALID } else { ty }
            }
        };
        let (name, span) = match field.names.first() {
            Some(ident) => (self.name(*ident), self.ident_span(*ident)),
            None => (Symbol::intern(""), field.span),
        };
        let object = self.new_var(VarKind::Receiver, name, span, Some(ty));
        let base_span = self.span(base);
        self.later(move |checker| checker.check_receiver(ty, base_span));
        object
    }

    /// The type parameters that a receiver is written with.
    fn receiver_arguments(&self, ty: ExprId) -> Option<&'a [ExprId]> {
        let base = self.unparen(ty);
        let base = match self.kind(base) {
            ExprKind::Star(inner) => self.unparen(*inner),
            _ => base,
        };
        match self.kind(base) {
            ExprKind::Index { indices, .. } => Some(indices),
            _ => None,
        }
    }

    /// Complains about a receiver that denotes an instance of a generic type through an alias.
    fn is_instance_behind_alias(&mut self, ty: TypeId, base: ExprId) -> bool {
        let unpointer = |checker: &Self, mut ty: TypeId| {
            while let Type::Pointer { base } = checker.program.types[ty] {
                ty = base;
            }
            ty
        };
        let mut current = unpointer(self, ty);
        for _ in 0..1000 {
            let Type::Alias(alias) = &self.program.types[current] else { return false };
            let Some(actual) = alias.actual else { return false };
            current = unpointer(self, actual);
            let is_instance = match &self.program.types[current] {
                Type::Named(named) => named.origin.is_some(),
                Type::Alias(alias) => alias.origin.is_some(),
                _ => false,
            };
            if is_instance {
                let text = self.show(current);
                let message = format!("cannot define new methods on instantiated type {text}");
                self.error(self.span(base), Code::InvalidRecv, message);
                return true;
            }
        }
        false
    }

    fn check_receiver(&mut self, recv: TypeId, span: Span) {
        let (base, _) = self.program.dereference(recv);
        let unaliased = self.program.unalias(base);
        let text = match &self.program.types[unaliased] {
            Type::Basic(BasicKind::Invalid) => return,
            Type::Named(named) => {
                if self.program.object(named.object).package != Some(self.package) {
                    let text = self.show(base);
                    format!("cannot define new methods on non-local type {text}")
                } else {
                    let cause = match self.program.structure(unaliased) {
                        Type::Basic(BasicKind::UnsafePointer) => "unsafe.Pointer",
                        Type::Pointer { .. } | Type::Interface(_) => "pointer or interface type",
                        _ => return,
                    };
                    let text = self.show(base);
                    format!("invalid receiver type {text} ({cause})")
                }
            }
            Type::Basic(_) => {
                let text = self.show(base);
                format!("cannot define new methods on non-local type {text}")
            }
            _ => {
                let text = self.show(recv);
                format!("invalid receiver type {text}")
            }
        };
        self.error(span, Code::InvalidRecv, text);
    }

    fn parameters(&mut self, kind: VarKind, fields: &'a [ast::Field]) -> (Vec<Option<IdentId>>, Vec<Param>, bool) {
        let (mut names, mut params) = (Vec::new(), Vec::new());
        let mut is_variadic = false;
        for (i, field) in fields.iter().enumerate() {
            let mut ty = match self.kind(field.ty) {
                ExprKind::Ellipsis(elem) => {
                    let elem = self.check_var_type(*elem);
                    if kind == VarKind::Param && i + 1 == fields.len() && field.names.len() <= 1 {
                        is_variadic = true;
                    } else {
                        let message = "can only use ... with final parameter in list";
                        self.error(self.span(field.ty), Code::MisplacedDotDotDot, message);
                    }
                    elem
                }
                _ => self.check_var_type(field.ty),
            };
            if is_variadic {
                ty = self.program.types.add(Type::Slice { elem: ty });
                self.record_type(self.at(field.ty), crate::operand::OpMode::TypeExpr, ty, None);
            }
            if field.names.is_empty() {
                let object = self.new_var(kind, Symbol::intern(""), field.span, Some(ty));
                names.push(None);
                params.push(Param { name: None, ty, object: Some(object) });
            }
            for ident in &field.names {
                let (name, span) = (self.name(*ident), self.ident_span(*ident));
                let object = self.new_var(kind, name, span, Some(ty));
                names.push(Some(*ident));
                params.push(Param { name: Some(name), ty, object: Some(object) });
            }
        }
        (names, params, is_variadic)
    }
}
