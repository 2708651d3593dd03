//! `go` statements, and calls put off into closures for `go` and `defer`.

use abi::runtime_functions::RuntimeFunction as R;
use ast::{ExprId, ExprKind};
use ir::{Signature as IrSignature, Type as IrType, Value};
use types::{Mode, TypeId};

use crate::calls::{Callee, PreparedCall};
use crate::function::{FunctionLowerer, Values};

impl FunctionLowerer<'_, '_> {
    /// `go call`.
    pub(crate) fn go_statement(&mut self, call: ExprId) {
        let closure = self.postponed(call, false);
        self.runtime(R::GoSpawn, &[closure]);
    }

    /// A closure object of type `func()` that makes the call; its operands are evaluated now.
    pub(crate) fn postponed(&mut self, call: ExprId, is_defer: bool) -> Value {
        let call = self.file.unparen(call);
        let ExprKind::Call { fun, args, .. } = &self.file[call].kind else { panic!("{call} is no call") };
        let (fun, no_args) = (self.file.unparen(*fun), args.is_empty());
        if matches!(self.info.type_and_value(self.file_index, fun).mode, Mode::TypeExpr) {
            panic!("{call} is a conversion");
        }
        let is_literal = matches!(self.file[fun].kind, ExprKind::FuncLit { .. });
        if is_literal && no_args {
            let ty = self.type_of(fun);
            let is_plain = self.lowerer.program.as_signature(ty).is_some_and(|s| s.results.is_empty());
            if is_plain {
                return self.expr(fun)[0];
            }
        }
        let prepared = self.prepare(call);
        if let Callee::Interface(_, value, _) = &prepared.callee {
            // The method is looked up now: a nil interface panics in the statement itself.
            self.check_nil(value[0]);
        }
        if !is_defer && let Callee::Closure(closure, _) = prepared.callee {
            // A nil function value panics in the `go` statement itself.
            self.check_nil(closure);
        }
        self.postpone(&prepared, is_defer)
    }

    fn postpone(&mut self, call: &PreparedCall, is_defer: bool) -> Value {
        let mut captured: Vec<(Values, Option<TypeId>)> = Vec::new();
        match &call.callee {
            Callee::Static(_, receiver) => captured.extend(receiver.iter().map(|(v, t)| (v.clone(), Some(*t)))),
            Callee::Interface(_, values, ty) => captured.push((values.clone(), Some(*ty))),
            Callee::Closure(closure, ty) => captured.push((self.one(*closure), Some(*ty))),
            // The type only says how to keep the closure object's address.
            Callee::Literal(_, closure) => captured.push((self.one(*closure), Some(TypeId::UNSAFE_POINTER))),
            // `recover` that is deferred itself stops the panic that called the function which defers it, if any: too early
            // for one of that function's own.
            Callee::Builtin(types::Builtin::Recover) if is_defer => {
                let entry = self.entry_sp();
                captured.push((self.one(entry), Some(TypeId::UNSAFE_POINTER)));
            }
            Callee::Builtin(_) => {}
        }
        captured.extend(call.args.iter().map(|(v, t)| (v.clone(), Some(*t))));
        let count = self.lowerer.literal_counts.entry(format!("{} postponed", self.name)).or_insert(0);
        *count += 1;
        let word = if is_defer { "deferwrap" } else { "gowrap" };
        let name = format!("{}.{word}{count}", self.name);
        let func = self.lowerer.declare(name.clone(), IrSignature::new([IrType::Ptr], []));
        // A goroutine's body is called by the runtime only: as a callee of calls of `func()` it would make its callers look
        // recursive.
        if is_defer {
            let class = self.lowerer.plain_class();
            self.lowerer.add_member(class, func);
        }
        self.lowerer.module.funcs[func].is_wrapper = true;

        let types: Vec<Option<TypeId>> = captured.iter().map(|(_, t)| *t).collect();
        let mut inner = FunctionLowerer::start(self.lowerer, func, name, self.package, self.file_index);
        let closure = inner.b.params()[0];
        let layout = inner.closure_layout(&types);
        let mut loaded: Vec<Values> = Vec::new();
        for (ty, offset) in types.iter().zip(layout.fields.iter().skip(1)) {
            if let Some(ty) = ty {
                loaded.push(inner.load(closure, *offset, *ty));
            }
        }
        let mut loaded = loaded.into_iter();
        let mut take = || loaded.next().unwrap_or_default();
        let callee = match &call.callee {
            Callee::Static(function, receiver) => {
                Callee::Static(*function, receiver.as_ref().map(|(_, ty)| (take(), *ty)))
            }
            Callee::Interface(object, _, ty) => Callee::Interface(*object, take(), *ty),
            Callee::Closure(_, ty) => Callee::Closure(take()[0], *ty),
            Callee::Literal(func, _) => Callee::Literal(*func, take()[0]),
            Callee::Builtin(builtin) => Callee::Builtin(*builtin),
        };
        let is_recover = matches!(callee, Callee::Builtin(types::Builtin::Recover));
        let deferring = if is_recover && is_defer { take() } else { Values::new() };
        let args = call.args.iter().map(|(_, ty)| (take(), *ty)).collect();
        if is_defer && !matches!(callee, Callee::Builtin(_)) {
            inner.adjust_recover();
        }
        if is_recover {
            // In a `go` statement it does nothing.
            if let [entry] = deferring[..] {
                inner.runtime(R::Recover, &[entry]);
            }
        } else {
            inner.emit_call(&PreparedCall { callee, args, results: call.results.clone() });
        }
        inner.b.ret(&[]);
        let body = inner.take();
        self.lowerer.define(func, body);
        self.make_closure(func, &captured)
    }
}
