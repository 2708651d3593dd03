//! Type arguments. Owns the instantiation of generic types as written, the record of instances, and the check that type
//! arguments satisfy their constraints (Go specification, "Instantiations", "Satisfying a type constraint").

use ast::{ExprId, ExprKind, IdentId};
use diagnostics::Code;
use source::Span;

use crate::checker::Checker;
use crate::operand::OpMode;
use crate::{Instance, ObjectId, Type, TypeId};

impl<'a> Checker<'a> {
    /// Whether the type must be instantiated before it can be used.
    pub fn is_generic_type(&self, ty: TypeId) -> bool {
        match &self.program.types[ty] {
            Type::Alias(alias) if alias.is_generic() => true,
            _ => self.program.as_named(ty).is_some_and(crate::Named::is_generic),
        }
    }

    /// Checks the name of a generic type. If it denotes another type, gives [`TypeId::INVALID`] and the cause.
    pub fn generic_type(&mut self, expr: ExprId) -> (TypeId, Option<String>) {
        let mut ty = self.type_of_syntax(expr, None);
        let mut cause = None;
        if self.program.unalias(ty) != TypeId::INVALID && !self.is_generic_type(ty) {
            cause = Some(format!("{} is not a generic type", self.show(ty)));
            ty = TypeId::INVALID;
        }
        self.record_type(self.at(expr), OpMode::TypeExpr, ty, None);
        (ty, cause)
    }

    /// Checks type arguments; `None` if one is in error.
    pub fn type_list(&mut self, exprs: &[ExprId]) -> Option<Vec<TypeId>> {
        let types: Vec<TypeId> = exprs.iter().map(|expr| self.check_var_type(*expr)).collect();
        let is_valid = types.iter().all(|ty| self.program.unalias(*ty) != TypeId::INVALID);
        is_valid.then_some(types)
    }

    /// The identifier that names what `expr` instantiates.
    pub fn instantiated_ident(&self, expr: ExprId) -> Option<IdentId> {
        let base = match self.kind(expr) {
            ExprKind::Index { x, .. } => *x,
            _ => expr,
        };
        match self.kind(base) {
            ExprKind::Name(ident) => Some(*ident),
            ExprKind::Selector { sel, .. } => Some(*sel),
            _ => None,
        }
    }

    /// Records what the identifier in `expr` is instantiated with.
    pub fn record_instance(&mut self, expr: ExprId, args: &[TypeId], ty: TypeId) {
        if let Some(ident) = self.instantiated_ident(expr) {
            let instance = Instance { type_args: args.to_vec(), ty };
            self.info.files[self.env.file as usize].instances.insert(ident, instance);
        }
    }

    /// Checks `base[args]` as a type.
    pub fn instantiated_type(&mut self, base: ExprId, args: &'a [ExprId]) -> TypeId {
        let (generic, cause) = self.generic_type(base);
        if let Some(cause) = cause {
            let list: Vec<String> = args.iter().map(|arg| self.source(*arg)).collect();
            let message = format!("invalid operation: {}[{}] ({cause})", self.source(base), list.join(", "));
            self.error(self.span(base), Code::NotAGenericType, message);
        }
        if generic == TypeId::INVALID {
            return generic;
        }
        let Some(types) = self.type_list(args) else { return TypeId::INVALID };
        let at = self.pos(base);
        if let Type::Alias(alias) = &self.program.types[generic] {
            let (object, want) = (alias.object, alias.type_params.len());
            if alias.is_generic() && !self.check_argument_count(at, object, want, types.len()) {
                return TypeId::INVALID;
            }
        }
        let generic = match &self.program.types[generic] {
            Type::Alias(alias) if !alias.is_generic() => self.program.unalias(generic),
            _ => generic,
        };
        let instance = self.program.instantiate(generic, &types);
        if instance == TypeId::INVALID {
            return instance;
        }
        self.instance_spans.entry(instance).or_insert(at);
        // The type parameters of the generic type may not be known yet.
        self.later(move |checker| checker.check_instance(generic, instance, base, types, args));
        instance
    }

    fn check_instance(
        &mut self,
        generic: TypeId,
        instance: TypeId,
        base: ExprId,
        types: Vec<TypeId>,
        written: &'a [ExprId],
    ) {
        self.record_instance(base, &types, instance);
        let (object, params) = match &self.program.types[generic] {
            Type::Named(named) => (named.object, named.type_params.clone()),
            Type::Alias(alias) => (alias.object, alias.type_params.clone()),
            _ => return,
        };
        let at = self.pos(base);
        if !self.check_argument_count(at, object, params.len(), types.len()) {
            return;
        }
        let places: Vec<Span> = written.iter().map(|arg| self.span(*arg)).collect();
        self.check_type_arguments(at, &params, &types, &places);
    }

    /// Complains if the number of type arguments is wrong.
    fn check_argument_count(&mut self, at: Span, object: ObjectId, want: usize, got: usize) -> bool {
        let qualifier = match got.cmp(&want) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => "not enough",
            std::cmp::Ordering::Greater => "too many",
        };
        let name = self.program.object(object).name;
        let message = format!("{qualifier} type arguments for type {name}: have {got}, want {want}");
        self.error(at, Code::WrongTypeArgCount, message);
        false
    }

    /// Complains about the first type argument that does not satisfy its constraint; `places` are those of written
    /// arguments, others are reported at `at`.
    pub fn check_type_arguments(&mut self, at: Span, params: &[TypeId], args: &[TypeId], places: &[Span]) {
        match self.why_not_satisfied(params, args) {
            Some((index, cause)) => {
                let at = places.get(index).copied().unwrap_or(at);
                self.error(at, Code::InvalidTypeArg, cause);
            }
            None => self.note_instantiation(at, params, args, places),
        }
    }

    /// The first type argument that does not satisfy its constraint, and why.
    fn why_not_satisfied(&mut self, params: &[TypeId], args: &[TypeId]) -> Option<(usize, String)> {
        for (index, (param, arg)) in params.iter().zip(args).enumerate() {
            let Type::TypeParam(declared) = &self.program.types[*param] else { continue };
            let mut bound = declared.constraint();
            let is_interface = matches!(self.program.structure(bound), Type::Interface(_));
            if !is_interface || self.program.is_type_param(bound) {
                bound = self.program.constraint_interface(declared);
            }
            let bound = self.program.substitute(bound, params, args);
            if let Some(cause) = self.why_not_implements(*arg, bound, true) {
                return Some((index, cause));
            }
        }
        None
    }
}
