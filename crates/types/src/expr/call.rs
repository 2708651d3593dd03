//! Calls and conversions written as calls (Go specification, "Calls").

use ast::{ExprId, ExprKind};
use diagnostics::Code;

use crate::builtin::CallKind;
use crate::checker::Checker;
use crate::function_instances::GenericCall;
use crate::operand::{OpMode, Operand};
use crate::{Signature, Type, TypeId};

impl<'a> Checker<'a> {
    pub(super) fn call_expr(
        &mut self,
        call: ExprId,
        fun: ExprId,
        args: &'a [ExprId],
        has_dots: bool,
    ) -> (Operand, CallKind) {
        // Type arguments of a generic function are combined with what is inferred.
        let mut written = None;
        let mut x = if let ExprKind::Index { x, indices } = self.kind(fun) {
            let (mut x, is_function) = self.index_expr(fun, *x, indices);
            if is_function {
                written = Some(indices);
            }
            x.expr = Some(self.at(fun));
            self.record(&x);
            x
        } else {
            self.check_generic_expr_or_type(fun)
        };
        match x.mode {
            OpMode::Invalid => {
                self.use_exprs(args);
                return (x, CallKind::Statement);
            }
            OpMode::TypeExpr => {
                self.non_generic(None, &mut x);
                if !x.is_valid() {
                    return (x, CallKind::Conversion);
                }
                return (self.conversion_call(x.ty, call, args, has_dots), CallKind::Conversion);
            }
            OpMode::Builtin(builtin) => {
                x = self.builtin_call(builtin, call, fun, args, has_dots).unwrap_or_else(Operand::invalid);
                if x.is_valid() && !x.is_constant() {
                    self.env.has_call_or_receive = true;
                }
                return (x, builtin.call_kind());
            }
            _ => {}
        }
        let common = self.common_underlying(x.ty, &mut |checker, specific| match specific {
            Some((ty, underlying)) if !matches!(checker.program.types[underlying], Type::Signature(_)) => {
                Err(format!("{} is not a function", checker.show(ty)))
            }
            _ => Ok(()),
        });
        let mut ty = match common {
            Ok(ty) => ty,
            Err(cause) => {
                let text = self.describe(&x);
                let message = format!("invalid operation: cannot call {text}: {cause}");
                self.error(self.operand_span(&x), Code::InvalidCall, message);
                self.use_exprs(args);
                x.invalidate();
                return (x, CallKind::Statement);
            }
        };
        let was_generic = self.generic_signature(ty).is_some();
        let mut type_args = Vec::new();
        let mut places = Vec::new();
        if let Some(exprs) = written {
            let want = self.generic_signature(ty).map_or(0, |s| s.type_params.len());
            let Some(types) = self.type_list(exprs) else {
                self.use_exprs(args);
                x.invalidate();
                return (x, CallKind::Statement);
            };
            if types.len() > want {
                let message = format!("got {} type arguments but want {want}", types.len());
                self.error(self.span(exprs[want]), Code::WrongTypeArgCount, message);
                self.use_exprs(args);
                x.invalidate();
                return (x, CallKind::Statement);
            }
            places = exprs.iter().map(|expr| self.span(*expr)).collect();
            if types.len() == want {
                // Nothing is left to infer: the type is known even if the arguments are wrong.
                self.require_version((1, 18), self.span(fun), "function instantiation");
                ty = self.function_instance(self.pos(fun), fun, ty, &types, std::mem::take(&mut places));
            } else {
                type_args = types;
            }
        }
        let (operands, partial) = self.argument_list(args);
        let site = GenericCall { call, fun, ty, type_args: &type_args, places, partial: &partial };
        if let Some(instance) = self.arguments(&site, args, operands, has_dots) {
            ty = instance;
        }
        let Type::Signature(signature) = &self.program.types[ty] else {
            x.invalidate();
            return (x, CallKind::Statement);
        };
        let signature = signature.clone();
        if was_generic && signature.type_params.is_empty() {
            self.record_type(self.at(fun), OpMode::Value, ty, None);
        }
        match signature.results.as_slice() {
            [] => x.mode = OpMode::NoValue,
            [result] => {
                x.mode = OpMode::Value;
                x.ty = result.ty;
                if !self.is_complete(x.ty) || x.ty == TypeId::INVALID {
                    x.invalidate();
                }
            }
            results => {
                let types = results.iter().map(|r| r.ty).collect();
                x.mode = OpMode::Value;
                x.ty = self.program.types.add(Type::Tuple(types));
            }
        }
        // If inference failed, no value can have a type that mentions the type parameters.
        if x.mode == OpMode::Value && self.is_parameterized(&signature.type_params, x.ty) {
            x.invalidate();
        }
        self.env.has_call_or_receive = true;
        (x, CallKind::Statement)
    }

    fn conversion_call(&mut self, ty: TypeId, call: ExprId, args: &'a [ExprId], has_dots: bool) -> Operand {
        if !self.is_complete(ty) {
            return Operand::invalid();
        }
        let text = self.show(ty);
        match args {
            [] => {
                let message = format!("missing argument in conversion to {text}");
                self.error(self.span(call), Code::WrongArgCount, message);
                Operand::invalid()
            }
            [arg] => {
                let target = self.target(Some(ty), |_| "conversion".to_owned());
                let mut x = self.check_expr_for(target.as_ref(), *arg);
                if !x.is_valid() {
                    return x;
                }
                if self.program.is_interface(ty) && !self.program.type_set(ty).is_method_set() {
                    let message = format!(
                        "cannot use interface {text} in conversion (contains specific type constraints or is comparable)"
                    );
                    self.error(self.span(call), Code::MisplacedConstraintIface, message);
                    x.invalidate();
                    return x;
                }
                if has_dots {
                    let message = format!("invalid use of ... in conversion to {text}");
                    self.error(self.span(*arg), Code::BadDotDotDotSyntax, message);
                    x.invalidate();
                    return x;
                }
                self.conversion(&mut x, ty);
                x
            }
            [.., last] => {
                self.use_exprs(args);
                let message = format!("too many arguments in conversion to {text}");
                self.error(self.span(*last), Code::WrongArgCount, message);
                Operand::invalid()
            }
        }
    }

    /// Passes `operands` to the parameters of the callee, or reports why that cannot be. Gives the callee's type if it
    /// was instantiated.
    fn arguments(
        &mut self,
        site: &GenericCall<'_>,
        args: &[ExprId],
        operands: Vec<Operand>,
        has_dots: bool,
    ) -> Option<TypeId> {
        let (call, fun) = (site.call, site.fun);
        let Type::Signature(signature) = self.program.types[site.ty].clone() else { return None };
        let mut params: Vec<TypeId> = signature.params.iter().map(|p| p.ty).collect();
        let mut expected = params.len();
        if signature.is_variadic {
            if has_dots {
                if args.len() == 1 && operands.len() > 1 {
                    let message = format!("cannot use ... with {}-valued {}", operands.len(), self.source(args[0]));
                    self.error(self.span(call), Code::InvalidDotDotDot, message);
                    return None;
                }
            } else if operands.len() + 1 >= expected {
                if let Some(last) = params.pop() {
                    let elem = match self.program.types[last] {
                        Type::Slice { elem } => elem,
                        _ => TypeId::INVALID,
                    };
                    params.resize(operands.len(), elem);
                }
                expected = params.len();
            } else {
                expected -= 1;
            }
        } else if has_dots {
            let message = format!("cannot use ... in call to non-variadic {}", self.source(fun));
            self.error(self.span(call), Code::NonVariadicDotDotDot, message);
            return None;
        }
        if operands.len() != expected {
            let (at, qualifier) = if operands.len() > expected {
                (self.operand_span(&operands[expected]), "too many")
            } else if let Some(last) = operands.last() {
                (self.operand_span(last), "not enough")
            } else {
                (self.span(call), "not enough")
            };
            let have: Vec<TypeId> = operands.iter().map(|x| x.ty).collect();
            let want: Vec<TypeId> = signature.params.iter().map(|p| p.ty).collect();
            let have = self.types_summary(&have, false, has_dots);
            let want = self.types_summary(&want, signature.is_variadic, false);
            let fun = self.source(fun);
            let message = format!("{qualifier} arguments in call to {fun}\n\thave {have}\n\twant {want}");
            self.error(at, Code::WrongArgCount, message);
            return None;
        }
        let mut operands = operands;
        let instance = self.infer_call(site, &mut params, &mut operands).ok()?;
        if !operands.is_empty() {
            let context = format!("argument to {}", self.source(fun));
            for (mut x, ty) in operands.into_iter().zip(params) {
                self.assignment(&mut x, Some(ty), &context);
            }
        }
        instance
    }

    /// As [`Checker::arguments`] for `append`, whose operands are checked already.
    pub fn append_arguments(
        &mut self,
        call: ExprId,
        fun: ExprId,
        signature: Signature,
        operands: Vec<Operand>,
        has_dots: bool,
    ) {
        let args = match self.kind(call) {
            ExprKind::Call { args, .. } => args.as_slice(),
            _ => &[],
        };
        let ty = self.program.types.add(Type::Signature(signature));
        let site = GenericCall { call, fun, ty, type_args: &[], places: Vec::new(), partial: &[] };
        self.arguments(&site, args, operands, has_dots);
    }

    /// Types as messages about the number of values list them.
    pub fn types_summary(&mut self, types: &[TypeId], is_variadic: bool, has_dots: bool) -> String {
        let mut parts = Vec::new();
        for (i, ty) in types.iter().enumerate() {
            let is_last = i + 1 == types.len();
            let mut text = match &self.program.types[*ty] {
                _ if *ty == TypeId::INVALID => "unknown type".to_owned(),
                Type::Basic(kind) if kind.is_untyped() && kind.is_numeric() => "number".to_owned(),
                Type::Basic(kind) if kind.is_untyped() => kind.name().replace("untyped ", ""),
                Type::Slice { elem } if is_variadic && is_last => {
                    let elem = *elem;
                    format!("...{}", self.show(elem))
                }
                _ => self.show(*ty),
            };
            if has_dots && is_last {
                text.push_str("...");
            }
            parts.push(text);
        }
        format!("({})", parts.join(", "))
    }
}
