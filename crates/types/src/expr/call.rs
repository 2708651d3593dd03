//! Calls and conversions written as calls (Go specification, "Calls").

use ast::{ExprId, ExprKind};
use diagnostics::Code;

use crate::builtin::CallKind;
use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{Signature, Type, TypeId};

impl Checker<'_> {
    pub(super) fn call_expr(
        &mut self,
        call: ExprId,
        fun: ExprId,
        args: &[ExprId],
        has_dots: bool,
    ) -> (Operand, CallKind) {
        let mut x = self.check_expr_or_type(fun);
        match x.mode {
            OpMode::Invalid => {
                self.use_exprs(args);
                return (x, CallKind::Statement);
            }
            OpMode::TypeExpr => return (self.conversion_call(x.ty, call, args, has_dots), CallKind::Conversion),
            OpMode::Builtin(builtin) => {
                x = self.builtin_call(builtin, call, fun, args, has_dots).unwrap_or_else(Operand::invalid);
                if x.is_valid() && !x.is_constant() {
                    self.env.has_call_or_receive = true;
                }
                return (x, builtin.call_kind());
            }
            _ => {}
        }
        let Type::Signature(signature) = self.program.structure(x.ty) else {
            let (text, ty) = (self.describe(&x), self.show(x.ty));
            let message = format!("invalid operation: cannot call {text}: {ty} is not a function");
            self.error(self.operand_span(&x), Code::InvalidCall, message);
            self.use_exprs(args);
            x.invalidate();
            return (x, CallKind::Statement);
        };
        let signature = signature.clone();
        let operands = self.argument_list(args);
        self.arguments(call, fun, &signature, args, operands, has_dots);
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
        self.env.has_call_or_receive = true;
        (x, CallKind::Statement)
    }

    fn conversion_call(&mut self, ty: TypeId, call: ExprId, args: &[ExprId], has_dots: bool) -> Operand {
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
                let mut x = self.check_expr(*arg);
                if !x.is_valid() {
                    return x;
                }
                if self.program.is_interface(ty) {
                    let set = self.program.type_set(ty);
                    if set.terms.is_some() || set.is_comparable {
                        let message = format!(
                            "cannot use interface {text} in conversion (contains specific type constraints or is comparable)"
                        );
                        self.error(self.span(call), Code::MisplacedConstraintIface, message);
                        x.invalidate();
                        return x;
                    }
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

    /// The arguments of a call; a single call of several results gives several.
    fn argument_list(&mut self, args: &[ExprId]) -> Vec<Operand> {
        let [single] = args else { return args.iter().map(|arg| self.check_expr(*arg)).collect() };
        let (operands, _) = self.check_multi_expr(*single, false);
        // Errors name the call itself, not its results.
        let expr = self.at(*single);
        operands.into_iter().map(|x| Operand { expr: Some(expr), made_up: None, ..x }).collect()
    }

    /// Passes `operands` to the parameters of `signature`, or reports why that cannot be.
    fn arguments(
        &mut self,
        call: ExprId,
        fun: ExprId,
        signature: &Signature,
        args: &[ExprId],
        operands: Vec<Operand>,
        has_dots: bool,
    ) {
        let mut params: Vec<TypeId> = signature.params.iter().map(|p| p.ty).collect();
        let mut expected = params.len();
        if signature.is_variadic {
            if has_dots {
                if args.len() == 1 && operands.len() > 1 {
                    let message = format!("cannot use ... with {}-valued {}", operands.len(), self.source(args[0]));
                    return self.error(self.span(call), Code::InvalidDotDotDot, message);
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
            return self.error(self.span(call), Code::NonVariadicDotDotDot, message);
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
            return self.error(at, Code::WrongArgCount, message);
        }
        if operands.is_empty() {
            return;
        }
        let context = format!("argument to {}", self.source(fun));
        for (mut x, ty) in operands.into_iter().zip(params) {
            self.assignment(&mut x, Some(ty), &context);
        }
    }

    /// As [`Checker::arguments`] for `append`, whose operands are checked already.
    pub fn append_arguments(
        &mut self,
        call: ExprId,
        fun: ExprId,
        signature: &Signature,
        operands: Vec<Operand>,
        has_dots: bool,
    ) {
        let args = match self.kind(call) {
            ExprKind::Call { args, .. } => args.as_slice(),
            _ => &[],
        };
        self.arguments(call, fun, signature, args, operands, has_dots);
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
