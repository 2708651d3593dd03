//! `range` clauses (Go specification, "For statements with range clause").

use ast::{Block, ExprId, ExprKind, Stmt};
use diagnostics::Code;
use source::Symbol;

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{BasicKind, ChanDir, Type, TypeId, VarKind};

/// Types of the iteration values, or why there are none.
type IterationTypes = Result<(Option<TypeId>, Option<TypeId>), String>;

impl<'a> Checker<'a> {
    pub(crate) fn range_statement(
        &mut self,
        node: &'a Stmt,
        lhs: &'a [ExprId],
        is_define: bool,
        range: ExprId,
        body: &'a Block,
    ) {
        let mut x = self.check_expr(range);
        let (key, value, extra) = (lhs.first().copied(), lhs.get(1).copied(), lhs.get(2).copied());
        let mut types = [None, None];
        if x.is_valid() {
            let result = self.iteration_types(x.ty);
            let text = self.describe(&x);
            let fault = match (&result, key, value, extra) {
                (Err(cause), ..) => {
                    let cause = if cause.is_empty() { String::new() } else { format!(": {cause}") };
                    let message = format!("cannot range over {text}{cause}");
                    Some((self.operand_span(&x), Code::InvalidRangeExpr, message))
                }
                (Ok((None, _)), Some(key), ..) => {
                    let message = format!("range over {text} permits no iteration variables");
                    Some((self.span(key), Code::InvalidIterVar, message))
                }
                (Ok((_, None)), _, Some(value), _) => {
                    let message = format!("range over {text} permits only one iteration variable");
                    Some((self.span(value), Code::InvalidIterVar, message))
                }
                (Ok(_), _, _, Some(extra)) => {
                    let message = "range clause permits at most two iteration variables".to_owned();
                    Some((self.span(extra), Code::InvalidIterVar, message))
                }
                _ => None,
            };
            if let Some((span, code, message)) = fault {
                self.error(span, code, message);
            }
            types = match result {
                Ok((key, value)) => [key, value],
                Err(_) => [Some(TypeId::INVALID); 2],
            };
        }
        self.open_scope();
        let is_integer = x.is_valid() && self.program.is_integer(x.ty);
        let sides = [key, value];
        if is_define {
            self.declare_iteration_variables(node, &mut x, sides, types, is_integer);
            self.mark_per_iteration();
        } else if key.is_some() {
            for (side, ty) in sides.into_iter().zip(types) {
                let (Some(side), Some(ty)) = (side, ty.filter(|ty| *ty != TypeId::INVALID)) else { continue };
                if is_integer {
                    self.assign_operand(side, &mut x, "range clause");
                    if x.is_valid() && !self.program.is_integer(x.ty) {
                        let text = self.show(x.ty);
                        let message = format!("cannot use iteration variable of type {text}");
                        self.error(self.span(side), Code::InvalidRangeExpr, message);
                    }
                } else {
                    let mut y = Operand::value(self.at(side), ty);
                    self.assign_operand(side, &mut y, "assignment");
                }
            }
        } else if is_integer {
            self.assignment(&mut x, None, "range clause");
        }
        let top = self.delayed_len();
        self.block(body);
        self.process_delayed(top);
        self.close_scope();
    }

    fn declare_iteration_variables(
        &mut self,
        node: &'a Stmt,
        x: &mut Operand,
        sides: [Option<ExprId>; 2],
        types: [Option<TypeId>; 2],
        is_integer: bool,
    ) {
        let mut variables = Vec::new();
        for (side, ty) in sides.into_iter().zip(types) {
            let Some(side) = side else { continue };
            let object = if let ExprKind::Name(ident) = self.kind(side) {
                let name = self.name(*ident);
                let object = self.new_var(VarKind::Local, name, self.ident_span(*ident), None);
                self.record_def(*ident, object);
                if !name.is_blank() {
                    variables.push(object);
                }
                object
            } else {
                let message = format!("cannot declare {}", self.source(side));
                self.error(self.span(side), Code::InvalidSyntaxTree, message);
                self.new_var(VarKind::Local, Symbol::intern("_"), self.span(side), None)
            };
            match ty.filter(|ty| *ty != TypeId::INVALID) {
                None => {
                    self.set_type(object, TypeId::INVALID);
                    self.set_used(object, true);
                }
                Some(_) if is_integer => self.init_variable(object, x, "range clause"),
                Some(ty) => {
                    let mut y = Operand::value(self.at(side), ty);
                    self.init_variable(object, &mut y, "assignment");
                }
            }
            // The expressions of the clause have types as if they were assigned to.
            let ty = self.program.objects[object].ty;
            self.record_type(self.at(side), OpMode::Variable, ty, None);
        }
        if variables.is_empty() {
            self.error(node.span, Code::NoNewVar, "no new variables on left side of :=");
        }
        for object in variables {
            self.declare(self.env.scope, None, object);
        }
    }

    fn iteration_types(&mut self, ty: TypeId) -> IterationTypes {
        let mut underlying = self.common_underlying(ty, &mut |checker, specific| match specific {
            Some((ty, underlying))
                if matches!(checker.program.types[underlying], Type::Chan { dir: ChanDir::Send, .. }) =>
            {
                Err(format!("receive from send-only channel {}", checker.show(ty)))
            }
            _ => Ok(()),
        })?;
        if let Type::Pointer { base } = self.program.types[underlying]
            && matches!(self.program.structure(base), Type::Array { .. })
        {
            underlying = self.program.underlying(base);
        }
        match self.program.types[underlying].clone() {
            Type::Basic(kind) if kind.is_string() => Ok((Some(TypeId::INT), Some(TypeId::RUNE))),
            Type::Basic(kind) if kind.is_integer() => {
                if self.go_version() < (1, 22) {
                    return Err("requires go1.22 or later".to_owned());
                }
                Ok((Some(ty), None))
            }
            Type::Array { elem, .. } | Type::Slice { elem } => Ok((Some(TypeId::INT), Some(elem))),
            Type::Map { key, elem } => Ok((Some(key), Some(elem))),
            Type::Chan { elem, .. } => Ok((Some(elem), None)),
            Type::Signature(signature) => {
                let wrong = |cause: &str| Err(format!("func must be func(yield func(...) bool): {cause}"));
                if self.go_version() < (1, 23) {
                    return Err("requires go1.23 or later".to_owned());
                }
                let [param] = signature.params.as_slice() else { return wrong("wrong argument count") };
                if !signature.results.is_empty() {
                    return wrong("unexpected results");
                }
                let yielding = match self.common_underlying(param.ty, &mut |_, _| Ok(())) {
                    Ok(common) => match &self.program.types[common] {
                        Type::Signature(signature) => signature.clone(),
                        _ => return wrong("argument is not func"),
                    },
                    Err(cause) => return wrong(&format!("in yield type, {cause}")),
                };
                if yielding.params.len() > 2 {
                    return wrong("yield func has too many parameters");
                }
                match yielding.results.as_slice() {
                    [result] if self.program.identical(result.ty, TypeId::BOOL) => {}
                    [result] if self.program.basic_kind(result.ty) == Some(BasicKind::Bool) => {
                        return wrong("yield func returns user-defined boolean, not bool");
                    }
                    _ => return wrong("yield func does not return bool"),
                }
                if yielding.is_variadic {
                    let text = self.show(param.ty);
                    return Err(format!("yield func of type {text} cannot be variadic"));
                }
                Ok((yielding.params.first().map(|p| p.ty), yielding.params.get(1).map(|p| p.ty)))
            }
            _ => Err(String::new()),
        }
    }
}
