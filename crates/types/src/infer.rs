//! Type inference. Owns the search for the type arguments of a call from its ordinary arguments, from constraints and
//! from untyped constants, in this order (Go specification, "Type inference"; the algorithm is that of Go's `types2`).

use std::collections::BTreeMap;

use diagnostics::Code;
use rustc_hash::FxHashSet;
use source::Span;

use crate::checker::Checker;
use crate::operand::Operand;
use crate::unify::{Matching, Unifier};
use crate::{Signature, Type, TypeId, UnionTerm};

/// Substituting what was inferred for one type parameter in others ends after this many rounds.
const MAX_ROUNDS: usize = 100;

/// What there is to infer from.
pub(crate) struct Inference<'s> {
    /// Where errors are reported that no argument is to blame for.
    pub at: Span,
    /// The type parameters. None of them occurs in the type arguments.
    pub type_params: &'s [TypeId],
    /// The known type arguments, one for each type parameter.
    pub type_args: &'s [Option<TypeId>],
    /// The types of the ordinary parameters.
    pub params: &'s [TypeId],
    /// The arguments, one for each parameter.
    pub args: &'s [Operand],
    /// Whether the "arguments" are what the inferred function is assigned to, which turns messages around.
    pub is_reverse: bool,
}

/// Why inference failed; `None` if that was reported before.
pub(crate) type InferenceError = Option<(Span, Code, String)>;

impl Checker<'_> {
    /// The type arguments for all type parameters.
    pub fn infer(&mut self, inference: &Inference<'_>) -> Result<Vec<TypeId>, InferenceError> {
        let &Inference { at, type_params, type_args, args, .. } = inference;
        if let Some(all) = type_args.iter().copied().collect::<Option<Vec<TypeId>>>() {
            return Ok(all);
        }
        if args.iter().any(|arg| !arg.is_valid()) {
            return Err(None);
        }
        // Parameters whose type arguments are known take assignable arguments, not only matching ones.
        let params: Vec<TypeId> = inference
            .params
            .iter()
            .map(|param| self.program.substitute_known(*param, type_params, type_args))
            .collect();
        let mut unifier = Unifier::new(type_params, type_args, self.go_version() >= (1, 21));
        let mut untyped = Vec::new();
        for (i, (param, arg)) in params.iter().zip(args).enumerate() {
            if !self.is_parameterized(type_params, *param) && !self.is_parameterized(type_params, arg.ty) {
                continue;
            }
            if !self.program.is_untyped(arg.ty) {
                if !unifier.unify(self, *param, arg.ty, Matching::ASSIGN) {
                    return Err(Some(self.mismatch(inference, &unifier, *param, arg)));
                }
            } else if matches!(self.program.types[*param], Type::TypeParam(_)) && !arg.is_nil() {
                // Default types are basic: only a type parameter itself can become one.
                untyped.push(i);
            }
        }
        self.infer_from_constraints(inference, &mut unifier)?;
        self.infer_from_untyped(inference, &mut unifier, &params, &untyped)?;
        let inferred = self.simplified(inference, unifier.inferred());
        let mut result = Vec::with_capacity(inferred.len());
        for (param, ty) in type_params.iter().zip(inferred) {
            match ty.filter(|ty| !self.is_parameterized(type_params, *ty)) {
                Some(ty) => result.push(ty),
                None => {
                    let message = self.cannot_infer(*param);
                    return Err(Some((at, Code::CannotInferTypeArgs, message)));
                }
            }
        }
        Ok(result)
    }

    fn cannot_infer(&mut self, param: TypeId) -> String {
        let Type::TypeParam(declared) = &self.program.types[param] else { return String::new() };
        let object = self.program.object(declared.object);
        let (name, span) = (object.name, object.span);
        let place = span.map(|span| self.place(span)).unwrap_or_default();
        format!("cannot infer {name} (declared at {place})")
    }

    fn mismatch(
        &mut self,
        inference: &Inference<'_>,
        unifier: &Unifier,
        param: TypeId,
        arg: &Operand,
    ) -> (Span, Code, String) {
        let span = self.operand_span(arg);
        let (text, arg_type, param_text) = (self.operand_expr(arg), self.show(arg.ty), self.show(param));
        let inferred = unifier.inferred();
        let message = if inferred.iter().all(Option::is_none) {
            let names = self.type_param_names(inference.type_params);
            format!("type {arg_type} of {text} does not match {param_text} (cannot infer {names})")
        } else {
            let substituted = self.program.substitute_known(param, inference.type_params, &inferred);
            if substituted == param {
                format!("type {arg_type} of {text} does not match {param_text}")
            } else {
                let shown = self.show(substituted);
                if inference.is_reverse {
                    format!("inferred type {shown} for {param_text} does not match type {arg_type} of {text}")
                } else {
                    format!("type {arg_type} of {text} does not match inferred type {shown} for {param_text}")
                }
            }
        };
        (span, Code::CannotInferTypeArgs, message)
    }

    /// The single type of a type parameter's set, or else the type that all of them have underneath, with a tilde if one
    /// of them has; the second result says which.
    fn core_term(&self, param: TypeId) -> Option<(UnionTerm, bool)> {
        let set = self.program.type_set(param);
        let terms = set.specific()?;
        if let [single] = terms {
            return Some((*single, true));
        }
        let ty = self.program.common_underlying(param)?;
        Some((UnionTerm { is_tilde: terms.iter().any(|t| t.is_tilde), ty }, false))
    }

    /// Unifies type parameters with their constraints as long as that finds something.
    fn infer_from_constraints(
        &mut self,
        inference: &Inference<'_>,
        unifier: &mut Unifier,
    ) -> Result<(), InferenceError> {
        loop {
            let unknowns = unifier.unknowns();
            for (index, param) in inference.type_params.iter().enumerate() {
                let known = unifier.at(index);
                let Type::TypeParam(declared) = &self.program.types[*param] else { continue };
                let (bound, interface) = (declared.constraint(), self.program.constraint_interface(declared));
                let unsatisfied = |checker: &mut Self, ty: TypeId, cause: &str| {
                    let (name, ty, bound) = (checker.show(*param), checker.show(ty), checker.show(bound));
                    let message = format!("{name} (type {ty}) does not satisfy {bound}{cause}");
                    Err(Some((inference.at, Code::CannotInferTypeArgs, message)))
                };
                if let Some((core, is_single)) = self.core_term(*param) {
                    match known {
                        Some(known) if !unifier.unify(self, known, core.ty, Matching::INEXACT) => {
                            return unsatisfied(self, known, "");
                        }
                        Some(_) => {}
                        None if is_single && !core.is_tilde => unifier.set(index, core.ty),
                        None => {}
                    }
                }
                // The methods of what is known must match those of the constraint. Not while it mentions type
                // parameters to be found, since its methods are then not final.
                if let Some(known) = known.filter(|known| !self.is_parameterized(inference.type_params, *known)) {
                    let missing = self.why_methods_missing(known, interface, true, &mut |checker, a, b| {
                        unifier.unify(checker, a, b, Matching::EXACT)
                    });
                    if let Some(cause) = missing {
                        return unsatisfied(self, known, &format!(" {cause}"));
                    }
                }
            }
            if unifier.unknowns() == unknowns {
                return Ok(());
            }
        }
    }

    /// Gives type parameters that only untyped constants are passed for the default type of the most general one.
    fn infer_from_untyped(
        &mut self,
        inference: &Inference<'_>,
        unifier: &mut Unifier,
        params: &[TypeId],
        untyped: &[usize],
    ) -> Result<(), InferenceError> {
        let mut largest: BTreeMap<usize, TypeId> = BTreeMap::new();
        for i in untyped {
            let Some(index) = inference.type_params.iter().position(|param| *param == params[*i]) else { continue };
            if unifier.at(index).is_some() {
                continue;
            }
            let arg = &inference.args[*i];
            let Some(earlier) = largest.get(&index).copied() else {
                largest.insert(index, arg.ty);
                continue;
            };
            let Some(max) = self.max_untyped(earlier, arg.ty) else {
                let (a, b, name) = (self.show(earlier), self.show(arg.ty), self.show(params[*i]));
                let message = format!("mismatched types {a} and {b} (cannot infer {name})");
                return Err(Some((self.operand_span(arg), Code::CannotInferTypeArgs, message)));
            };
            largest.insert(index, max);
        }
        for (index, ty) in largest {
            unifier.set(index, self.program.default_type(ty));
        }
        Ok(())
    }

    /// The inferred types without the type parameters that other inferred types replace.
    fn simplified(&mut self, inference: &Inference<'_>, inferred: Vec<Option<TypeId>>) -> Vec<Option<TypeId>> {
        let (params, args) = (inference.type_params, inference.type_args);
        let mut inferred = inferred;
        self.cut_cycles(params, &mut inferred);
        let mut dirty: Vec<usize> =
            (0..params.len()).filter(|i| inferred[*i].is_some() && args[*i].is_none()).collect();
        for _ in 0..MAX_ROUNDS {
            if dirty.is_empty() {
                break;
            }
            let current = inferred.clone();
            dirty.retain(|index| {
                let Some(old) = current[*index] else { return false };
                let mut new = self.program.substitute_known(old, params, &current);
                if new == old {
                    return false;
                }
                // A generic function passed as argument is not generic any more once nothing in it is.
                if let Type::Signature(signature) = &self.program.types[new]
                    && !signature.type_params.is_empty()
                    && !self.is_parameterized(params, new)
                {
                    let signature = Signature { type_params: Vec::new(), ..signature.clone() };
                    new = self.program.types.add(Type::Signature(signature));
                }
                inferred[*index] = Some(new);
                true
            });
        }
        inferred
    }

    /// Forgets types that contain, however indirectly, the type parameter they were inferred for.
    fn cut_cycles(&self, params: &[TypeId], inferred: &mut [Option<TypeId>]) {
        for param in params {
            self.cut_cycle(*param, params, inferred, &mut FxHashSet::default());
        }
    }

    fn cut_cycle(
        &self,
        ty: TypeId,
        params: &[TypeId],
        inferred: &mut [Option<TypeId>],
        active: &mut FxHashSet<TypeId>,
    ) {
        let ty = self.program.unalias(ty);
        let index = params.iter().position(|param| *param == ty);
        if !active.insert(ty) {
            if let Some(index) = index {
                inferred[index] = None;
            }
            return;
        }
        let parts = match index {
            Some(index) => inferred[index].into_iter().collect(),
            None => self.program.type_parts(ty),
        };
        for part in parts {
            self.cut_cycle(part, params, inferred, active);
        }
        active.remove(&ty);
    }

    /// Whether the type mentions one of the type parameters.
    pub fn is_parameterized(&self, params: &[TypeId], ty: TypeId) -> bool {
        !params.is_empty() && self.mentions_param(params, ty, &mut FxHashSet::default())
    }

    fn mentions_param(&self, params: &[TypeId], ty: TypeId, seen: &mut FxHashSet<TypeId>) -> bool {
        let ty = self.program.unalias(ty);
        match &self.program.types[ty] {
            Type::Basic(_) => return false,
            Type::TypeParam(_) => return params.contains(&ty),
            Type::Named(named) if named.type_args.is_empty() => return false,
            _ => {}
        }
        if !seen.insert(ty) {
            return false;
        }
        if let Type::Interface(_) = &self.program.types[ty] {
            let set = self.program.type_set(ty);
            let in_methods = set.methods.iter().any(|m| self.mentions_param(params, self.program.object(*m).ty, seen));
            // As in Go: every term must mention one.
            return in_methods
                || set.specific().is_some_and(|terms| terms.iter().all(|t| self.mentions_param(params, t.ty, seen)));
        }
        self.program.type_parts(ty).into_iter().any(|part| self.mentions_param(params, part, seen))
    }
}
