//! Declarations. Owns lazy checking of package-level objects with detection of cycles, declared constants, variables,
//! types and functions, and declaration statements.

use ast::{Decl, ExprId};
use constant::Value;
use diagnostics::{Code, Diagnostic};
use source::Symbol;

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
        if self.is_typed(object) {
            return;
        }
        let Some(index) = self.decl_of.get(&object).copied() else {
            return self.set_type(object, TypeId::INVALID);
        };
        self.path.push(object);
        let decl = &self.decls[index];
        let environment = Environment {
            file: decl.file,
            scope: decl.file_scope,
            decl: None,
            iota: None,
            error_span: None,
            signature: None,
            has_call_or_receive: false,
            function: None,
        };
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
            match self.program.objects[*object].kind {
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

    /// Reports a cycle of declarations, beginning at the object with index `start`.
    pub fn report_cycle(&mut self, cycle: &[ObjectId], start: usize) {
        let Some(first) = cycle.get(start).copied() else { return };
        let is_type = self.program.objects[first].is_type_name();
        if let Type::Alias(alias) = self.program.types.get_mut(self.program.objects[first].ty)
            && is_type
        {
            alias.actual = Some(TypeId::INVALID);
        }
        let Some(span) = self.program.objects[first].span else { return };
        let name = |checker: &Self, object: ObjectId| checker.program.objects[object].name;
        let first_name = name(self, first);
        if cycle.len() == 1 {
            let what = if is_type { "invalid recursive type:" } else { "invalid cycle in declaration:" };
            let message = format!("{what} {first_name} refers to itself");
            return self.error(span, Code::InvalidDeclCycle, message);
        }
        let what = if is_type { "invalid recursive type" } else { "invalid cycle in declaration of" };
        let mut diagnostic = Diagnostic::error(Code::InvalidDeclCycle, span, format!("{what} {first_name}"));
        let mut object = first;
        for i in 0..cycle.len() {
            let next = cycle[(start + i + 1) % cycle.len()];
            if let Some(span) = self.program.objects[object].span {
                let text = format!("{} refers to {}", name(self, object), name(self, next));
                diagnostic = diagnostic.with_label(span, text);
            }
            object = next;
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
                let mut x = self.check_expr(init);
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
        if !spec.type_params.is_empty() {
            let span = self.ident_span(spec.name);
            self.error(span, Code::Unsupported, "generic types are not supported yet");
            return self.set_type(object, TypeId::INVALID);
        }
        if spec.is_alias {
            self.require_version((1, 9), self.ident_span(spec.name), "type alias");
            let alias = Alias { object, actual: None, type_params: Vec::new(), type_args: Vec::new() };
            let id = self.program.types.add(Type::Alias(alias));
            self.set_type(object, id);
            let actual = self.check_type(spec.ty);
            if let Type::Alias(alias) = self.program.types.get_mut(id) {
                alias.actual.get_or_insert(actual);
            }
            return;
        }
        self.later(move |checker| checker.check_valid_type(object));
        let id = self.program.types.add(Type::Named(Named {
            object,
            underlying: None,
            methods: Vec::new(),
            type_params: Vec::new(),
            origin: None,
            type_args: Vec::new(),
        }));
        self.set_type(object, id);
        let underlying = self.check_declared_type(spec.ty, Some(id));
        if let Type::Named(named) = self.program.types.get_mut(id) {
            named.underlying.get_or_insert(underlying);
        }
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
        if let Some(params) = func.type_params.first() {
            self.error(params.span, Code::Unsupported, "generic functions are not supported yet");
            return self.set_type(object, TypeId::INVALID);
        }
        if let Some(recv) = &func.recv
            && self.has_type_arguments(recv.ty)
        {
            let span = self.span(recv.ty);
            self.error(span, Code::Unsupported, "methods of generic types are not supported yet");
            return self.set_type(object, TypeId::INVALID);
        }
        // Cycles through the function's own type see the empty signature.
        let signature = self.program.types.add(Type::Signature(Signature::default()));
        self.set_type(object, signature);
        let scope = self.function_type(signature, func.recv.as_ref(), &func.signature);
        if let Some(body) = &func.body {
            self.later(move |checker| checker.function_body(Some(index), signature, scope, body, None, None));
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
