//! Declarations. Owns lazy checking of package-level objects with detection of cycles, declared constants, variables,
//! types and functions, and declaration statements.

use ast::{Decl, ExprId};
use constant::Value;
use diagnostics::{Code, Diagnostic};
use source::{Span, Symbol};
use std::rc::Rc;

use crate::checker::{Checker, Environment};
use crate::operand::Operand;
use crate::resolve::constant_source;
use crate::{Alias, Named, ObjectId, ObjectKind, Signature, Type, TypeId, VarKind};

impl<'a> Checker<'a> {
    /// Checks all package-level objects: types first, then aliases, then the others, each in source order.
    pub fn check_package_objects(&mut self) {
        let objects = self.objects.clone();
        let is_alias = |kind: &ObjectKind| matches!(kind, ObjectKind::TypeName { is_alias: true });
        let is_type = |kind: &ObjectKind| matches!(kind, ObjectKind::TypeName { is_alias: false });
        for object in &objects {
            if is_type(&self.program.objects[*object].kind) {
                self.check_object(*object);
            }
        }
        for object in &objects {
            if is_alias(&self.program.objects[*object].kind) {
                self.check_object(*object);
            }
        }
        for object in &objects {
            if !self.program.objects[*object].is_type_name() {
                self.check_object(*object);
            }
        }
        self.methods.clear();
    }

    /// Makes sure that the type of `object` is known, or reports a cycle.
    pub fn check_object(&mut self, object: ObjectId) {
        if self.path.contains(&object) {
            let is_valid = self.is_valid_cycle(object);
            match self.program.objects[object].kind {
                ObjectKind::Const { .. } | ObjectKind::Var(_) if (!is_valid || !self.is_typed(object)) => {
                    self.set_type(object, TypeId::INVALID);
                }
                ObjectKind::TypeName { .. } if !is_valid => {
                    self.set_type(object, TypeId::INVALID);
                }
                _ => {}
            }
            return;
        }
        // Methods of interfaces have their types from the start; instances have some that nothing declares.
        let is_interface_method = self.program.objects[object].as_func().is_some_and(|f| f.is_interface_method);
        if is_interface_method || self.is_typed(object) {
            return;
        }
        let Some(index) = self.decl_of.get(&object).copied() else {
            return self.set_type(object, TypeId::INVALID);
        };
        self.path.push(object);
        let decl = &self.decls[index];
        let environment = Environment::new(decl.file, decl.file_scope);
        let saved = std::mem::replace(&mut self.env, environment);
        let span = self.program.objects[object].span.unwrap_or(self.file().span);
        self.guarded(span, |checker| checker.check_object_within(object, index));
        if !self.is_typed(object) {
            self.set_type(object, TypeId::INVALID);
        }
        self.env = saved;
        self.path.pop();
    }

    fn check_object_within(&mut self, object: ObjectId, index: usize) {
        let decl = &self.decls[index];
        match self.program.objects[object].kind {
            ObjectKind::Const { .. } => {
                let (ty, init, inherited, iota) = (decl.ty, decl.init, decl.inherited, decl.iota.clone());
                self.env.decl = Some(index);
                self.constant_declaration(object, ty, init, inherited, iota);
            }
            ObjectKind::Var(_) => {
                let (lhs, ty, init) = (decl.lhs.clone(), decl.ty, decl.init);
                self.env.decl = Some(index);
                self.variable_declaration(object, lhs.as_deref(), ty, init);
            }
            ObjectKind::TypeName { .. } => {
                if let Some(spec) = decl.type_spec {
                    self.type_declaration(object, spec);
                    self.collect_methods(object);
                }
            }
            ObjectKind::Func(_) => {
                if let Some(func) = decl.func {
                    self.function_declaration(object, func, index);
                }
            }
            _ => {}
        }
    }

    /// Whether the cycle that `object` closes is one of types through definitions, or of values (which the
    /// initialisation order will report). Reports it otherwise.
    fn is_valid_cycle(&mut self, object: ObjectId) -> bool {
        let start = self.path.iter().position(|o| *o == object).unwrap_or(0);
        let cycle = self.path[start..].to_vec();
        let (mut values, mut definitions) = (0, 0);
        for object in &cycle {
            let found = &self.program.objects[*object];
            // A cycle through the type parameters of a generic type is no cycle of its definition.
            if self.env.in_type_params
                && found.is_type_name()
                && self.object_type(*object).is_some_and(|ty| self.is_generic_type(ty))
            {
                return true;
            }
            match found.kind {
                ObjectKind::Const { .. } | ObjectKind::Var(_) => values += 1,
                ObjectKind::TypeName { is_alias: false } => definitions += 1,
                _ => {}
            }
        }
        if values == cycle.len() || values == 0 && definitions > 0 {
            return true;
        }
        let first = self.first_in_source(&cycle);
        self.report_cycle(&cycle, first);
        false
    }

    /// Index of the object that is declared first.
    pub fn first_in_source(&self, objects: &[ObjectId]) -> usize {
        (0..objects.len()).min_by_key(|i| (self.program.objects[objects[*i]].span, *i)).unwrap_or(0)
    }

    /// The object's name as messages about cycles show it: qualified if it is another package's.
    pub fn object_text(&self, object: ObjectId) -> String {
        let object = &self.program.objects[object];
        match object.package.filter(|package| *package != self.package) {
            Some(package) => format!("{}.{}", self.program.packages[package].name, object.name),
            None => object.name.to_string(),
        }
    }

    /// Reports a cycle of declarations, beginning at the object with index `start`.
    pub fn report_cycle(&mut self, cycle: &[ObjectId], start: usize) {
        let cycle: Vec<(ObjectId, String, Option<Span>)> =
            cycle.iter().map(|o| (*o, self.object_text(*o), self.program.objects[*o].span)).collect();
        self.report_cycle_of(&cycle, start);
    }

    /// As [`Checker::report_cycle`], with names and places of the objects.
    pub fn report_cycle_of(&mut self, cycle: &[(ObjectId, String, Option<Span>)], start: usize) {
        let Some((first, first_name, span)) = cycle.get(start) else { return };
        let is_type = self.program.objects[*first].is_type_name();
        if let Type::Alias(alias) = self.program.types.get_mut(self.program.objects[*first].ty)
            && is_type
        {
            alias.actual = Some(TypeId::INVALID);
        }
        let Some(span) = *span else { return };
        if cycle.len() == 1 {
            let what = if is_type { "invalid recursive type:" } else { "invalid cycle in declaration:" };
            let message = format!("{what} {first_name} refers to itself");
            return self.error(span, Code::InvalidDeclCycle, message);
        }
        let what = if is_type { "invalid recursive type" } else { "invalid cycle in declaration of" };
        let mut diagnostic = Diagnostic::error(Code::InvalidDeclCycle, span, format!("{what} {first_name}"));
        for i in 0..cycle.len() {
            let (_, name, span) = &cycle[(start + i) % cycle.len()];
            let (_, next, _) = &cycle[(start + i + 1) % cycle.len()];
            if let Some(span) = span {
                diagnostic = diagnostic.with_label(*span, format!("{name} refers to {next}"));
            }
        }
        self.report(diagnostic);
    }

    fn constant_declaration(
        &mut self,
        object: ObjectId,
        ty: Option<ExprId>,
        init: Option<ExprId>,
        inherited: bool,
        iota: Option<Value>,
    ) {
        let saved = (self.env.iota.clone(), self.env.error_span);
        self.env.iota = iota;
        self.env.error_span = None;
        self.constant_declaration_within(object, ty, init, inherited);
        (self.env.iota, self.env.error_span) = saved;
    }

    fn constant_declaration_within(
        &mut self,
        object: ObjectId,
        ty: Option<ExprId>,
        init: Option<ExprId>,
        inherited: bool,
    ) {
        if let Some(expr) = ty {
            let ty = self.check_type(expr);
            if !self.program.is_const_type(ty) {
                if self.program.underlying(ty) != TypeId::INVALID {
                    let text = self.show(ty);
                    self.error(self.span(expr), Code::InvalidConstType, format!("invalid constant type {text}"));
                }
                return self.set_type(object, TypeId::INVALID);
            }
            self.set_type(object, ty);
        }
        let mut x = Operand::invalid();
        if let Some(init) = init {
            if inherited {
                self.env.error_span = self.program.objects[object].span;
            }
            x = self.check_expr(init);
        }
        self.init_constant(object, &mut x);
    }

    fn variable_declaration(
        &mut self,
        object: ObjectId,
        lhs: Option<&[ObjectId]>,
        ty: Option<ExprId>,
        init: Option<ExprId>,
    ) {
        if let Some(ty) = ty {
            let ty = self.check_var_type(ty);
            self.set_type(object, ty);
        }
        let Some(init) = init else {
            if ty.is_none() {
                self.set_type(object, TypeId::INVALID);
            }
            return;
        };
        let lhs = match lhs {
            Some(lhs) if lhs.len() > 1 => lhs,
            _ => {
                let target =
                    self.target(self.object_type(object), |checker| checker.program.objects[object].name.to_string());
                let mut x = self.check_expr_for(target.as_ref(), init);
                return self.init_variable(object, &mut x, "variable declaration");
            }
        };
        if ty.is_some() {
            let ty = self.program.objects[object].ty;
            for other in lhs {
                self.set_type(*other, ty);
            }
        }
        self.init_variables(lhs, &[init], None);
    }

    fn type_declaration(&mut self, object: ObjectId, spec: &'a ast::TypeSpec) {
        let first = spec.type_params.first().map(|field| field.span.head());
        if spec.is_alias {
            return self.alias_declaration(object, spec, first);
        }
        let is_allowed = first.is_none_or(|span| self.require_version((1, 18), span, "type parameter"));
        let outer_type_params = self.env.type_params.to_vec();
        let id = self.program.types.add(Type::Named(Named { outer_type_params, ..Named::new(object) }));
        self.set_type(object, id);
        let right_span = self.span(spec.ty);
        self.later(move |checker| {
            checker.check_valid_type(object);
            let right = match &checker.program.types[id] {
                Type::Named(named) => named.underlying.unwrap_or(TypeId::INVALID),
                _ => TypeId::INVALID,
            };
            checker.check_imported_constraint(right, is_allowed, right_span);
        });
        if first.is_some() {
            self.open_scope();
            self.collect_type_params(&spec.type_params, |checker, params| {
                if let Type::Named(named) = checker.program.types.get_mut(id) {
                    named.type_params = params.to_vec();
                }
            });
        }
        let mut underlying = self.check_declared_type(spec.ty, Some(id));
        if self.program.is_type_param(underlying) {
            let message = "cannot use a type parameter as RHS in type declaration";
            self.error(self.span(spec.ty), Code::MisplacedTypeParam, message);
            underlying = TypeId::INVALID;
        }
        if let Type::Named(named) = self.program.types.get_mut(id) {
            named.underlying.get_or_insert(underlying);
        }
        if first.is_some() {
            self.close_scope();
        }
    }

    fn alias_declaration(&mut self, object: ObjectId, spec: &'a ast::TypeSpec, first: Option<Span>) {
        let is_allowed = first.is_none_or(|span| self.require_version((1, 23), span, "generic type alias"))
            && self.require_version((1, 9), self.ident_span(spec.name), "type alias");
        let id = self.program.types.add(Type::Alias(Alias::new(object)));
        self.set_type(object, id);
        let right_span = self.span(spec.ty);
        self.later(move |checker| {
            let right = checker.program.unalias(id);
            checker.check_imported_constraint(right, is_allowed, right_span);
        });
        let mut params = Vec::new();
        if first.is_some() {
            self.open_scope();
            params = self.collect_type_params(&spec.type_params, |checker, params| {
                if let Type::Alias(alias) = checker.program.types.get_mut(id) {
                    alias.type_params = params.to_vec();
                }
            });
        }
        let mut actual = self.check_declared_type(spec.ty, None);
        if params.contains(&actual) {
            let message = "cannot use type parameter declared in alias declaration as RHS";
            self.error(self.span(spec.ty), Code::MisplacedTypeParam, message);
            actual = TypeId::INVALID;
        }
        if let Type::Alias(alias) = self.program.types.get_mut(id) {
            alias.actual.get_or_insert(actual);
        }
        if first.is_some() {
            self.close_scope();
        }
    }

    /// Complains about the use of another package's constraint where the language version has none.
    fn check_imported_constraint(&mut self, ty: TypeId, is_allowed: bool, span: Span) {
        if is_allowed && self.is_imported_constraint(ty) && self.go_version() < (1, 18) {
            let text = self.show(ty);
            self.require_version((1, 18), span, &format!("using type constraint {text}"));
        }
    }

    /// Whether the type is an interface of another package that only a constraint can be.
    pub fn is_imported_constraint(&self, ty: TypeId) -> bool {
        let Some(named) = self.program.as_named(ty) else { return false };
        let package = self.program.object(named.object).package;
        let is_imported = package.is_some_and(|package| package != self.package);
        is_imported && self.program.is_interface(ty) && !self.program.type_set(ty).is_method_set()
    }

    /// Adds the methods declared on a type to it.
    fn collect_methods(&mut self, object: ObjectId) {
        let Some(methods) = self.methods.remove(&object) else { return };
        let ty = self.program.objects[object].ty;
        let is_named = matches!(self.program.types[ty], Type::Named(_));
        if is_named {
            self.later(move |checker| checker.check_field_uniqueness(ty));
        }
        let mut seen: Vec<ObjectId> = Vec::new();
        for method in methods {
            let name = self.program.objects[method].name;
            if let Some(other) = seen.iter().find(|m| self.program.objects[**m].name == name).copied() {
                let type_name = self.program.objects[object].name;
                let (span, place) = (self.program.objects[method].span, self.program.objects[other].span);
                if let (Some(span), Some(place)) = (span, place) {
                    let place = self.place(place);
                    let message = format!("method {type_name}.{name} already declared at {place}");
                    self.error(span, Code::DuplicateMethod, message);
                }
                continue;
            }
            seen.push(method);
            if !is_named {
                continue;
            }
            if let Type::Named(named) = self.program.types.get_mut(ty) {
                named.methods.push(method);
            }
            if let ObjectKind::Func(func) = &mut self.program.objects[method].kind {
                func.receiver_base = Some(ty);
            }
        }
    }

    /// Complains about methods of a struct type that have the name of a field.
    fn check_field_uniqueness(&mut self, ty: TypeId) {
        let Some(named) = self.program.as_named(ty) else { return };
        let Type::Struct(fields) = self.program.structure(ty) else { return };
        let mut clashes: Vec<(Symbol, ObjectId, ObjectId)> = Vec::new();
        for field in &fields.fields {
            let same = |m: &&ObjectId| self.program.objects[**m].name == field.name;
            if let (Some(method), false) = (named.methods.iter().find(same), field.name.is_blank()) {
                clashes.push((field.name, *method, field.object));
            }
        }
        for (name, method, field) in clashes {
            if let Some(span) = self.program.objects[method].span {
                let message = format!("field and method with the same name {name}");
                self.error_with_other(span, Code::DuplicateFieldAndMethod, message, field);
            }
        }
    }

    fn function_declaration(&mut self, object: ObjectId, func: &'a ast::FuncDecl, index: usize) {
        // Cycles through the function's own type see the empty signature.
        let signature = self.program.types.add(Type::Signature(Signature::default()));
        self.set_type(object, signature);
        let scope = self.function_type(signature, func.recv.as_ref(), &func.type_params, &func.signature);
        if !func.type_params.is_empty() && func.body.is_none() {
            let at = self.file().at(func.pos);
            self.error(at, Code::BadDecl, "generic function is missing function body");
        }
        if let Some(body) = &func.body {
            let type_params = match &self.program.types[signature] {
                Type::Signature(s) => s.recv_type_params.iter().chain(&s.type_params).copied().collect(),
                _ => Rc::default(),
            };
            self.later(move |checker| {
                checker.function_body(Some(index), signature, scope, body, None, None, type_params);
            });
        }
    }

    /// Checks a declaration inside a function.
    pub fn declaration_statement(&mut self, decl: &'a Decl) {
        match decl {
            Decl::Const(group) => {
                for spec in &group.specs {
                    let top = self.delayed_len();
                    let (source, inherited) = constant_source(group, spec);
                    let mut objects = Vec::new();
                    for (i, ident) in spec.names.iter().enumerate() {
                        let kind = ObjectKind::Const { value: Value::Unknown };
                        let (name, span) = (self.name(*ident), self.ident_span(*ident));
                        let object = self.new_object(kind, name, Some(span), None);
                        objects.push(object);
                        let iota = Some(Value::Int(i64::from(spec.iota)));
                        let init = source.values.get(i).copied();
                        self.constant_declaration(object, source.ty, init, inherited, iota);
                    }
                    self.check_arity(spec.span, &spec.names, &source.values, true, inherited);
                    self.process_delayed(top);
                    for (ident, object) in spec.names.iter().zip(objects) {
                        self.declare(self.env.scope, Some(*ident), object);
                    }
                }
            }
            Decl::Var(group) => {
                for spec in &group.specs {
                    let top = self.delayed_len();
                    let objects: Vec<ObjectId> = spec
                        .names
                        .iter()
                        .map(|ident| self.new_var(VarKind::Local, self.name(*ident), self.ident_span(*ident), None))
                        .collect();
                    for (i, object) in objects.iter().enumerate() {
                        let (lhs, init) = match spec.values.len() {
                            n if n == spec.names.len() => (None, Some(spec.values[i])),
                            1 => (Some(objects.as_slice()), Some(spec.values[0])),
                            _ => (None, spec.values.get(i).copied()),
                        };
                        self.variable_declaration(*object, lhs, spec.ty, init);
                        if spec.values.len() == 1 {
                            break;
                        }
                    }
                    for object in &objects {
                        if !self.is_typed(*object) {
                            self.set_type(*object, TypeId::INVALID);
                        }
                    }
                    if spec.ty.is_none() || !spec.values.is_empty() {
                        self.check_arity(spec.span, &spec.names, &spec.values, false, false);
                    }
                    self.process_delayed(top);
                    for (ident, object) in spec.names.iter().zip(objects) {
                        self.declare(self.env.scope, Some(*ident), object);
                    }
                }
            }
            Decl::Type(group) => {
                for spec in &group.specs {
                    let kind = ObjectKind::TypeName { is_alias: spec.is_alias };
                    let (name, span) = (self.name(spec.name), self.ident_span(spec.name));
                    let object = self.new_object(kind, name, Some(span), None);
                    self.declare(self.env.scope, Some(spec.name), object);
                    self.path.push(object);
                    self.type_declaration(object, spec);
                    self.path.pop();
                }
            }
            Decl::Func(func) => {
                self.error(func.span, Code::SyntaxError, "unexpected function declaration in function body");
            }
        }
    }
}
