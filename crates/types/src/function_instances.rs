//! Instances of generic functions. Owns explicit, partial and inferred instantiation of function values, also from what
//! they are assigned to, and operands that are generic functions (Go specification, "Instantiations").

use ast::{ExprId, ExprKind};
use diagnostics::Code;
use source::Span;

use crate::checker::Checker;
use crate::infer::Inference;
use crate::operand::{OpMode, Operand};
use crate::{Signature, Type, TypeId};

/// What an operand is assigned to, if that has a function type: a generic function is instantiated accordingly.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The function type.
    pub signature: TypeId,
    /// What has the type, for messages.
    pub description: String,
}

impl<'a> Checker<'a> {
    /// The target `ty`, if all its types are one function type underneath.
    pub fn target(&self, ty: Option<TypeId>, description: impl FnOnce(&Self) -> String) -> Option<Target> {
        let ty = ty.filter(|ty| !matches!(self.program.types[*ty], Type::Basic(_)))?;
        let signature = self.program.common_underlying(ty)?;
        let is_function = matches!(self.program.types[signature], Type::Signature(_));
        is_function.then(|| Target { signature, description: description(self) })
    }

    /// The signature if the operand is a generic function.
    pub fn generic_signature(&self, ty: TypeId) -> Option<&Signature> {
        match &self.program.types[ty] {
            Type::Signature(signature) if !signature.type_params.is_empty() => Some(signature),
            _ => None,
        }
    }

    /// Instantiates a generic function according to `target`; complains about other generic operands.
    pub fn non_generic(&mut self, target: Option<&Target>, x: &mut Operand) {
        if !x.is_valid() || x.mode == OpMode::NoValue {
            return;
        }
        let what = match &self.program.types[x.ty] {
            Type::Alias(_) | Type::Named(_) if self.is_generic_type(x.ty) => "type",
            Type::Signature(signature) if !signature.type_params.is_empty() => {
                if let Some(target) = target {
                    let at = x.expr.map_or_else(|| self.operand_span(x), |expr| self.pos(expr.expr));
                    self.instantiate_function(Some(target), at, x, None, true);
                    return;
                }
                "function"
            }
            _ => return,
        };
        let message = format!("cannot use generic {what} {} without instantiation", self.operand_expr(x));
        self.error(self.operand_span(x), Code::WrongTypeArgCount, message);
        x.invalidate();
        x.ty = TypeId::INVALID;
    }

    /// New type parameters in place of `params`, and `types` in terms of them, if `params` are those of the function
    /// being checked: otherwise `f(x)` inside `f` would mix up the type parameters of caller and callee.
    fn renamed(&mut self, params: &[TypeId], types: Vec<TypeId>, always: bool) -> (Vec<TypeId>, Vec<TypeId>) {
        let is_recursive = params.iter().any(|param| self.env.type_params.contains(param)) || self.env.in_type_params;
        if !always && !is_recursive {
            return (params.to_vec(), types);
        }
        let fresh = self.program.fresh_type_params(params);
        let types = self.program.substitute_all(&types, params, &fresh);
        (fresh, types)
    }

    /// Instantiates the generic function `x`, with the type arguments that `written` has (the index expression and its
    /// arguments) and what `target` tells. If that is not all, with `infer` it is an error; otherwise gives the
    /// type arguments that there are and leaves the operand alone.
    pub fn instantiate_function(
        &mut self,
        target: Option<&Target>,
        at: Span,
        x: &mut Operand,
        written: Option<(ExprId, &'a [ExprId])>,
        infer: bool,
    ) -> Option<Vec<TypeId>> {
        let (at, exprs) = match written {
            Some((index, exprs)) => {
                x.expr = Some(self.at(index));
                (self.pos(index), exprs)
            }
            None => (at, &[][..]),
        };
        let is_allowed = self.require_version((1, 18), at, "function instantiation");
        let Some(mut args) = self.type_list(exprs) else {
            x.invalidate();
            return None;
        };
        let Some(signature) = self.generic_signature(x.ty).cloned() else {
            x.invalidate();
            return None;
        };
        let want = signature.type_params.len();
        if args.len() > want {
            let message = format!("got {} type arguments but want {want}", args.len());
            self.error(self.span(exprs[args.len() - 1]), Code::WrongTypeArgCount, message);
            x.invalidate();
            return None;
        }
        if args.len() < want {
            if !infer {
                return Some(args);
            }
            // As if a function with one parameter of the function's own type were called with the target.
            let (mut params, mut operands) = (Vec::new(), Vec::new());
            if let Some(target) = target {
                if is_allowed {
                    let how = if written.is_some() { "partially" } else { "implicitly" };
                    self.require_version((1, 21), at, &format!("{how} instantiated function in assignment"));
                }
                let plain = Signature { type_params: Vec::new(), ..signature.clone() };
                params.push(self.program.types.add(Type::Signature(plain)));
                operands.push(Operand::made_up(target.description.clone(), self.operand_span(x), target.signature));
            }
            let (type_params, params) = self.renamed(&signature.type_params, params, false);
            let known: Vec<Option<TypeId>> = (0..want).map(|i| args.get(i).copied()).collect();
            let inference = Inference {
                at,
                type_params: &type_params,
                type_args: &known,
                params: &params,
                args: &operands,
                is_reverse: target.is_some(),
            };
            match self.infer(&inference) {
                Ok(inferred) => args = inferred,
                Err(error) => {
                    if let Some((span, code, message)) = error {
                        self.error(span, code, message);
                    }
                    x.invalidate();
                    return None;
                }
            }
        }
        let places = exprs.iter().map(|expr| self.span(*expr)).collect();
        if let Some(expr) = x.expr {
            let at = self.pos(expr.expr);
            x.ty = self.function_instance(at, expr.expr, x.ty, &args, places);
        }
        x.mode = OpMode::Value;
        None
    }

    /// The instance of the generic signature `ty`, which `expr` denotes; the type arguments are checked later.
    pub fn function_instance(
        &mut self,
        at: Span,
        expr: ExprId,
        ty: TypeId,
        args: &[TypeId],
        places: Vec<Span>,
    ) -> TypeId {
        let instance = self.program.instantiate_signature(ty, args);
        self.record_instance(expr, args, instance);
        let params = self.generic_signature(ty).map(|s| s.type_params.clone()).unwrap_or_default();
        let args = args.to_vec();
        self.later(move |checker| checker.check_type_arguments(at, &params, &args, &places));
        instance
    }

    /// Checks an argument that may be a generic function. Gives the type arguments of a partially instantiated one.
    fn generic_argument(&mut self, expr: ExprId, infer: bool) -> (Operand, Vec<TypeId>) {
        if let ExprKind::Index { x, indices } = self.kind(expr) {
            let (mut x, is_function) = self.index_expr(expr, *x, indices);
            x.expr = Some(self.at(expr));
            if !is_function {
                self.record(&x);
                self.exclude_non_values(&mut x);
                return (x, Vec::new());
            }
            let at = self.pos(expr);
            let args = self.instantiate_function(None, at, &mut x, Some((expr, indices)), infer);
            if args.is_none() {
                self.record(&x);
            }
            return (x, args.unwrap_or_default());
        }
        (self.check_generic_expr(expr, None), Vec::new())
    }

    /// The arguments of a call; a single call of several results gives several. Generic functions stay as they are, with
    /// the type arguments that they are written with.
    pub fn argument_list(&mut self, exprs: &'a [ExprId]) -> (Vec<Operand>, Vec<Vec<TypeId>>) {
        let infer = self.go_version() < (1, 21);
        if let [single] = exprs
            && !matches!(self.kind(*single), ExprKind::Index { .. })
        {
            let operands = self.check_generic_multi_expr(*single);
            // Errors name the call itself, not its results.
            let expr = self.at(*single);
            let operands = operands.into_iter().map(|x| Operand { expr: Some(expr), made_up: None, ..x });
            return (operands.collect(), Vec::new());
        }
        exprs.iter().map(|expr| self.generic_argument(*expr, infer)).unzip()
    }

    /// Infers the missing type arguments of a call and of the generic functions among its arguments, and instantiates
    /// them. `params` are the types of the parameters, one for each operand; they become those of the instance.
    /// The callee's type if it was instantiated; an error if inference failed, which was reported.
    pub fn infer_call(
        &mut self,
        call: &GenericCall<'_>,
        params: &mut Vec<TypeId>,
        operands: &mut [Operand],
    ) -> Result<Option<TypeId>, ()> {
        let callee = self.generic_signature(call.ty).map(|s| s.type_params.clone()).unwrap_or_default();
        let is_generic = |checker: &Self, x: &Operand| x.is_valid() && checker.generic_signature(x.ty).is_some();
        let generic: Vec<usize> = (0..operands.len()).filter(|i| is_generic(self, &operands[*i])).collect();
        if callee.is_empty() && generic.is_empty() {
            return Ok(None);
        }
        let mut type_params = Vec::new();
        let mut type_args: Vec<Option<TypeId>> = Vec::new();
        let original = params.clone();
        let mut inner_params = params.clone();
        if !callee.is_empty() {
            if self.go_version() < (1, 18) {
                let is_index = matches!(self.kind(call.fun), ExprKind::Index { .. });
                let what = if is_index { "function instantiation" } else { "implicit function instantiation" };
                let at = self.span(if is_index { call.fun } else { call.call });
                self.require_version((1, 18), at, what);
            }
            (type_params, inner_params) = self.renamed(&callee, inner_params, false);
            type_args = (0..callee.len()).map(|i| call.type_args.get(i).copied()).collect();
        }
        // Each generic argument has type parameters of its own, even if a function is passed twice.
        let mut counts = Vec::new();
        let generic_types: Vec<TypeId> = generic.iter().map(|i| operands[*i].ty).collect();
        for i in &generic {
            let Some(signature) = self.generic_signature(operands[*i].ty).cloned() else { continue };
            let plain = Signature { type_params: Vec::new(), ..signature.clone() };
            let plain = self.program.types.add(Type::Signature(plain));
            let (own, types) = self.renamed(&signature.type_params, vec![plain], true);
            let Some(Type::Signature(renamed)) = types.first().map(|ty| &self.program.types[*ty]) else { continue };
            let renamed = Signature { type_params: own.clone(), ..renamed.clone() };
            operands[*i].ty = self.program.types.add(Type::Signature(renamed));
            counts.push(own.len());
            let given = call.partial.get(*i).map_or(&[][..], Vec::as_slice);
            type_args.extend((0..own.len()).map(|k| given.get(k).copied()));
            type_params.extend(own);
        }
        if let Some(first) = generic.first() {
            let at = self.operand_span(&operands[*first]);
            self.require_version((1, 21), at, "implicitly instantiated function as argument");
        }
        let inference = Inference {
            at: self.pos(call.call),
            type_params: &type_params,
            type_args: &type_args,
            params: &inner_params,
            args: operands,
            is_reverse: false,
        };
        let inferred = match self.infer(&inference) {
            Ok(inferred) => inferred,
            Err(error) => {
                if let Some((span, code, message)) = error {
                    let message = format!("in call to {}, {message}", self.source(call.fun));
                    self.error(span, code, message);
                }
                return Err(());
            }
        };
        let (of_callee, mut rest) = inferred.split_at(callee.len());
        let mut instance = None;
        if !callee.is_empty() {
            let at = self.pos(call.call);
            instance = Some(self.function_instance(at, call.fun, call.ty, of_callee, call.places.clone()));
            *params = self.program.substitute_all(&original, &callee, of_callee);
        }
        for ((i, ty), count) in generic.iter().zip(generic_types).zip(counts) {
            let (own, others) = rest.split_at(count);
            rest = others;
            let Some(expr) = operands[*i].expr else { continue };
            let at = self.pos(call.call);
            operands[*i].ty = self.function_instance(at, expr.expr, ty, own, Vec::new());
            let x = operands[*i].clone();
            self.record(&x);
        }
        Ok(instance)
    }
}

/// A call whose type arguments are to be inferred.
pub(crate) struct GenericCall<'s> {
    pub call: ExprId,
    /// The callee and its type.
    pub fun: ExprId,
    pub ty: TypeId,
    /// The type arguments that are written, and where.
    pub type_args: &'s [TypeId],
    pub places: Vec<Span>,
    /// For each operand that is a partially instantiated function its type arguments.
    pub partial: &'s [Vec<TypeId>],
}
