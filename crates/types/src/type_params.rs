//! Declarations of type parameters. Owns type parameter lists, constraints as they are written and the type parameters of
//! receivers (Go specification, "Type parameter declarations").

use ast::{BinaryOp, ExprId, ExprKind, IdentId, UnaryOp};
use diagnostics::Code;
use source::{Span, Symbol};

use crate::checker::Checker;
use crate::operand::OpMode;
use crate::{Interface, ObjectKind, Type, TypeId, TypeParam};

impl<'a> Checker<'a> {
    /// Declares the type parameters of a list in the current scope. `bind` is called before the constraints are looked
    /// at, since they may refer to what is being declared.
    pub fn collect_type_params(
        &mut self,
        fields: &'a [ast::Field],
        bind: impl FnOnce(&mut Self, &[TypeId]),
    ) -> Vec<TypeId> {
        let mut params = Vec::new();
        for ident in fields.iter().flat_map(|field| &field.names) {
            let (name, span) = (self.name(*ident), self.ident_span(*ident));
            params.push(self.declare_type_param(name, span, Some(*ident), params.len()));
        }
        bind(self, &params);
        let outer = std::mem::replace(&mut self.env.in_type_params, true);
        let mut index = 0;
        for field in fields {
            let mut bound = self.constraint(field.ty);
            if self.program.is_type_param(bound) {
                let message = "cannot use a type parameter as constraint";
                self.error(self.span(field.ty), Code::MisplacedTypeParam, message);
                bound = TypeId::INVALID;
            }
            for _ in &field.names {
                self.set_constraint(params[index], bound);
                index += 1;
            }
        }
        self.env.in_type_params = outer;
        params
    }

    /// Declares one type parameter, whose constraint is set later.
    pub fn declare_type_param(&mut self, name: Symbol, span: Span, ident: Option<IdentId>, index: usize) -> TypeId {
        let object = self.new_object(ObjectKind::TypeName { is_alias: false }, name, Some(span), None);
        let param = self.program.types.add(Type::TypeParam(TypeParam::new(object, index as u32)));
        self.set_type(object, param);
        self.declare(self.env.scope, ident, object);
        param
    }

    /// Sets the constraint of a type parameter.
    pub fn set_constraint(&mut self, param: TypeId, bound: TypeId) {
        if let Type::TypeParam(param) = &self.program.types[param] {
            param.bound.get_or_init(|| bound);
        }
    }

    /// Checks a constraint. A term or union stands for the interface that it is the only element of.
    fn constraint(&mut self, expr: ExprId) -> TypeId {
        let is_element = matches!(
            self.kind(expr),
            ExprKind::Unary { op: UnaryOp::Tilde, .. } | ExprKind::Binary { op: BinaryOp::Or, .. }
        );
        if !is_element {
            return self.check_type(expr);
        }
        let element = self.union_type(expr);
        let embedded = vec![(element, self.span(expr))];
        let interface = Interface { embedded, is_implicit: true, ..Interface::default() };
        let id = self.program.types.add(Type::Interface(interface));
        self.later(move |checker| checker.check_interface(id));
        id
    }

    /// Resolves a receiver with type parameters, `T[P]` or `*T[P]`, and declares them: the receiver's type and its type
    /// parameters.
    pub fn generic_receiver(&mut self, ty: ExprId, base: ExprId, idents: &'a [ExprId]) -> (TypeId, Vec<TypeId>) {
        // The base is resolved before the parameters are declared, which may have its name.
        let (generic, cause) = self.generic_type(base);
        let mut base_type = None;
        match &self.program.types[generic] {
            _ if self.is_invalid(generic) && cause.is_none() => {}
            Type::Named(_) => base_type = Some(generic),
            Type::Alias(_) => {
                let text = self.show(generic);
                let message = format!("cannot define new methods on generic alias type {text}");
                self.error(self.span(base), Code::InvalidRecv, message);
            }
            _ => {
                if let Some(cause) = cause {
                    self.error(self.span(base), Code::InvalidRecv, cause);
                }
            }
        }
        let mut params = Vec::new();
        for arg in idents {
            let (name, span, ident) = match self.kind(*arg) {
                ExprKind::Name(ident) => (self.name(*ident), self.ident_span(*ident), Some(*ident)),
                kind => {
                    if !matches!(kind, ExprKind::Bad) {
                        let message = format!("receiver type parameter {} must be an identifier", self.source(*arg));
                        self.error(self.span(*arg), Code::BadDecl, message);
                    }
                    (Symbol::intern("_"), self.span(*arg), None)
                }
            };
            let param = self.declare_type_param(name, span, ident, params.len());
            if let (Some(ident), Type::TypeParam(declared)) = (ident, &self.program.types[param]) {
                let object = declared.object;
                self.record_use(ident, object);
                self.record_type(self.at(*arg), OpMode::TypeExpr, param, None);
            }
            params.push(param);
        }
        let Some(base_type) = base_type else { return (TypeId::INVALID, params) };
        let declared = match &self.program.types[base_type] {
            Type::Named(named) => named.type_params.clone(),
            _ => Vec::new(),
        };
        if declared.len() == params.len() {
            for (param, of_base) in params.iter().zip(&declared) {
                let Type::TypeParam(of_base) = &self.program.types[*of_base] else { continue };
                let (bound, object) = (of_base.constraint(), of_base.object);
                let bound = self.program.substitute(bound, &declared, &params);
                self.set_constraint(*param, bound);
                if let Type::TypeParam(param) = &self.program.types[*param] {
                    self.instantiation_graph.same(param.object, object);
                }
            }
        } else {
            let plural = if params.len() == 1 { "" } else { "s" };
            let message = format!(
                "receiver declares {} type parameter{plural}, but receiver base type declares {}",
                params.len(),
                declared.len()
            );
            self.error(self.span(base), Code::BadRecv, message);
        }
        self.require_version((1, 18), self.span(base), "type instantiation");
        let instance = self.program.instantiate(base_type, &params);
        self.record_instance(base, &params, instance);
        let is_pointer = self.unpack_receiver(ty).0;
        let recv = if is_pointer { self.program.types.add(Type::Pointer { base: instance }) } else { instance };
        self.record_receiver_types(ty, recv);
        (recv, params)
    }

    /// Records the types of a receiver's expression and its parts.
    fn record_receiver_types(&mut self, expr: ExprId, ty: TypeId) {
        let (mut expr, mut ty) = (expr, ty);
        loop {
            self.record_type(self.at(expr), OpMode::TypeExpr, ty, None);
            match self.kind(expr) {
                ExprKind::Paren(inner) => expr = *inner,
                ExprKind::Star(inner) => {
                    let Type::Pointer { base } = self.program.types[ty] else { return };
                    ty = base;
                    expr = *inner;
                }
                _ => return,
            }
        }
    }

    /// The names in a list, as messages join them.
    pub fn type_param_names(&self, params: &[TypeId]) -> String {
        let names: Vec<&str> = params
            .iter()
            .map(|param| match &self.program.types[*param] {
                Type::TypeParam(param) => self.program.object(param.object).name.as_str(),
                _ => "",
            })
            .collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [one, two] => format!("{one} and {two}"),
            [init @ .., last] => format!("{}, and {last}", init.join(", ")),
        }
    }
}
