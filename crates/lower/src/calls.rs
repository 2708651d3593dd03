//! Calls (Go specification, "Calls"). Owns [`PreparedCall`]: a call whose operands are evaluated, which `go` and `defer`
//! put off.

use ast::{ExprId, ExprKind};
use ir::{MemKind, Type as IrType, Value};
use smallvec::SmallVec;
use types::{Builtin, Mode, ObjectId, ObjectKind, SelectionKind, Signature, Type, TypeId};

use crate::function::{FunctionLowerer, Values};
use crate::instances::Instance;
use crate::places::Place;
use crate::program::FuncKey;
use crate::range_functions::Exit;

/// What is called.
#[derive(Clone, Debug)]
pub(crate) enum Callee {
    /// A declared function, or a method with its receiver.
    Static(Instance, Option<(Values, TypeId)>),
    /// A method of an interface value.
    Interface(ObjectId, Values, TypeId),
    /// A function value.
    Closure(Value, TypeId),
    /// A function value that is known to be this function literal.
    Literal(ir::Func, Value),
    /// A built-in function.
    Builtin(Builtin),
}

/// A call with evaluated operands.
#[derive(Clone, Debug)]
pub(crate) struct PreparedCall {
    pub callee: Callee,
    /// The arguments with their parameters' types.
    pub args: Vec<(Values, TypeId)>,
    /// Types of the results.
    pub results: Vec<TypeId>,
}

impl FunctionLowerer<'_, '_> {
    /// Evaluates a call or a conversion; the results in order.
    pub(crate) fn call(&mut self, expr: ExprId) -> Vec<Values> {
        let ExprKind::Call { fun, args, .. } = &self.file[expr].kind else { panic!("{expr} is no call") };
        let (fun, args) = (self.file.unparen(*fun), args.clone());
        match self.info.type_and_value(self.file_index, fun).mode.clone() {
            Mode::TypeExpr => {
                let to = self.type_of(fun);
                return vec![self.conversion(args[0], to)];
            }
            Mode::Builtin(builtin) => return self.builtin_call(builtin, expr, &args),
            _ => {}
        }
        let prepared = self.prepare(expr);
        let before = self.locate_expr(expr);
        let results = self.emit_call(&prepared);
        self.b.set_location(before);
        results
    }

    /// Evaluates the function and the arguments of a call that is no conversion.
    pub(crate) fn prepare(&mut self, expr: ExprId) -> PreparedCall {
        let ExprKind::Call { fun, args, has_dots } = &self.file[expr].kind else { panic!("{expr} is no call") };
        let (fun, args, has_dots) = (self.file.unparen(*fun), args.clone(), *has_dots);
        if let Mode::Builtin(builtin) = self.info.type_and_value(self.file_index, fun).mode {
            let args = self.builtin_arguments(builtin, &args);
            return PreparedCall { callee: Callee::Builtin(builtin), args, results: Vec::new() };
        }
        let ty = self.function_type(fun);
        let signature = self.lowerer.program.as_signature(ty).cloned();
        let signature = signature.unwrap_or_else(|| panic!("{fun} is called but is no function"));
        let callee = self.callee(fun, ty);
        let args = match args[..] {
            [arg] if self.copies_strings(&callee, &signature) && self.bytes_of_string(arg).is_some() => {
                let ty = signature.params[0].ty;
                vec![(self.string_or_bytes(arg, ty), ty)]
            }
            _ => self.arguments(&args, &signature, has_dots),
        };
        PreparedCall { callee, args, results: signature.results.iter().map(|r| r.ty).collect() }
    }

    /// Whether a function copies the string that it is given, should it keep it: `unique.Make` does, but not one in an interface.
    fn copies_strings(&self, callee: &Callee, signature: &Signature) -> bool {
        let Callee::Static(Instance { object, .. }, None) = callee else { return false };
        let data = self.lowerer.program.object(*object);
        let path = data.package.map(|package| &*self.lowerer.program.package(package).path);
        path == Some("unique") && data.name.as_str() == "Make" && self.lowerer.program.is_string(signature.params[0].ty)
    }

    /// What a call of `fun`, which has the signature `ty`, calls.
    pub(crate) fn callee(&mut self, fun: ExprId, ty: TypeId) -> Callee {
        let fun = self.uninstantiated(fun);
        let named = match &self.file[fun].kind {
            ExprKind::Name(ident) => self.info.use_of(self.file_index, *ident),
            ExprKind::Selector { x, sel } => match self.selection(fun) {
                None => self.info.use_of(self.file_index, *sel),
                Some(selection) if selection.kind == SelectionKind::MethodValue => {
                    let (x, sel) = (*x, *sel);
                    let base = self.type_of(x);
                    let place = self.base_place(x, base);
                    let method = self.selected_method(&selection, sel);
                    return self.bind_method(place, base, &selection.path, method);
                }
                Some(_) => None,
            },
            _ => None,
        };
        let ident = match self.file[fun].kind {
            ExprKind::Name(ident) => Some(ident),
            ExprKind::Selector { sel, .. } => Some(sel).filter(|_| named.is_some()),
            _ => None,
        };
        if let Some(function) = ident.and_then(|ident| self.function_of(ident)) {
            return Callee::Static(function, None);
        }
        let known = match self.file[fun].kind {
            ExprKind::FuncLit { .. } => {
                let closure = self.expr(fun)[0];
                let reference = self.expr_ref(fun);
                let key = FuncKey::Literal(self.package, reference, self.substitution.key);
                let func = self.lowerer.funcs.get(&key).copied();
                return func.map_or(Callee::Closure(closure, ty), |func| Callee::Literal(func, closure));
            }
            _ => named.and_then(|object| self.lowerer.known_closures.get(&(object, self.substitution.key)).copied()),
        };
        let closure = self.expr(fun)[0];
        match known {
            Some(func) => Callee::Literal(func, closure),
            None => Callee::Closure(closure, ty),
        }
    }

    /// The method at the end of a path from a place, with its receiver.
    pub(crate) fn bind_method(&mut self, place: Place, ty: TypeId, path: &[u32], method: Instance) -> Callee {
        let object = method.object;
        let program = self.lowerer.program;
        let embedding = &path[..path.len().saturating_sub(1)];
        let place = self.field_path(place, ty, embedding);
        let ty = self.path_type(ty, embedding);
        let ObjectKind::Func(func) = program.object(object).kind else { panic!("{object} is no method") };
        if func.is_interface_method {
            let values = self.read(&place);
            return Callee::Interface(object, values, ty);
        }
        let receiver = self.lowerer.receiver_type(method);
        let receiver = receiver.unwrap_or_else(|| panic!("{object} has no receiver"));
        let pointer_base = program.pointer_base(ty);
        let values = match (func.has_pointer_receiver, pointer_base) {
            (true, Some(_)) => self.read(&place),
            (true, None) => match place {
                Place::Memory(address, offset, _) => {
                    let address = self.b.ptr_offset(address, i64::from(offset));
                    self.one(address)
                }
                // A value nothing else refers to: the method may have its own copy in memory.
                place => {
                    let values = self.read(&place);
                    let address = self.allocate(ty);
                    self.store(address, 0, ty, &values);
                    self.one(address)
                }
            },
            (false, Some(base)) if !program.identical(ty, receiver) => {
                let address = self.read(&place)[0];
                self.check_nil(address);
                self.load(address, 0, base)
            }
            (false, _) => self.read(&place),
        };
        let values = self.stable(receiver, values);
        Callee::Static(method, Some((values, receiver)))
    }

    /// The type at the end of a path of field indices.
    pub(crate) fn path_type(&self, mut ty: TypeId, path: &[u32]) -> TypeId {
        let program = self.lowerer.program;
        for index in path {
            let base = program.pointer_base(ty).unwrap_or(ty);
            ty = program.as_struct(base).map_or(ty, |s| s.fields[*index as usize].ty);
        }
        ty
    }

    fn arguments(&mut self, args: &[ExprId], signature: &types::Signature, has_dots: bool) -> Vec<(Values, TypeId)> {
        let params = &signature.params;
        let mut given: Vec<(Values, TypeId)> = Vec::new();
        let fixed = if signature.is_variadic && !has_dots { params.len() - 1 } else { params.len() };
        let element = |this: &Self| match *this.lowerer.program.structure(params[params.len() - 1].ty) {
            Type::Slice { elem } => elem,
            ref other => panic!("{other:?} is no variadic parameter"),
        };
        let target = |this: &Self, i: usize| if i < fixed { params[i].ty } else { element(this) };
        let is_tuple = args.len() == 1 && {
            let ty = self.type_of(args[0]);
            matches!(&self.lowerer.program.types[ty], Type::Tuple(types) if types.len() != 1)
        };
        if is_tuple {
            for (i, (values, from)) in self.expr_list(args[0], 2).into_iter().enumerate() {
                let to = target(self, i);
                let values = self.assign_convert(values, from, to);
                given.push((self.stable(to, values), to));
            }
        } else {
            let args: Vec<_> = args.iter().enumerate().map(|(i, arg)| (*arg, target(self, i))).collect();
            let values = self.operands(&args);
            given.extend(values.into_iter().zip(args).map(|(values, (_, to))| (values, to)));
        }
        if signature.is_variadic && !has_dots {
            let elem = element(self);
            let rest: Vec<Values> = given.drain(fixed..).map(|(v, _)| v).collect();
            let slice = self.slice_of(elem, &rest);
            given.push((slice, params[fixed].ty));
        }
        given
    }

    /// Makes a prepared call.
    pub(crate) fn emit_call(&mut self, call: &PreparedCall) -> Vec<Values> {
        if let Callee::Builtin(builtin) = call.callee {
            return vec![self.builtin_values(builtin, &call.args)];
        }
        if let Callee::Static(Instance { object, .. }, None) = call.callee
            && self.lowerer.imports.contains_key(&object)
        {
            return self.call_import(object, &call.args, &call.results);
        }
        if let Callee::Static(Instance { object, .. }, None) = call.callee
            && let Some(intrinsic) = self.intrinsic(object)
        {
            return vec![self.emit_intrinsic(intrinsic, &call.args)];
        }
        let mut out = Vec::new();
        let mut args: Vec<Value> = Vec::new();
        for result in &call.results {
            if self.layout(*result).is_memory() {
                let address = self.temporary(*result);
                args.push(address);
                out.push(Some(address));
            } else {
                out.push(None);
            }
        }
        let plain = |args: &mut Vec<Value>| args.extend(call.args.iter().flat_map(|(v, _)| v.iter().copied()));
        let results = match &call.callee {
            Callee::Static(function, receiver) => {
                if let Some((values, _)) = receiver {
                    args.extend(values);
                }
                plain(&mut args);
                let func = self.lowerer.func(FuncKey::Declared(*function));
                let signature = self.lowerer.module.funcs[func].signature.clone();
                self.b.call(func, &signature, &args)
            }
            Callee::Interface(method, value, ty) => {
                let (itab, data) = (value[0], value[1]);
                self.check_nil(itab);
                let (class, offset) = self.lowerer.method_class(*method, *ty);
                let index = self.b.load(MemKind::I32, itab, offset);
                args.push(data);
                plain(&mut args);
                let signature = self.lowerer.module.classes[class].signature.clone();
                self.b.call_indirect(class, &signature, index, &args)
            }
            Callee::Closure(closure, ty) => {
                self.check_nil(*closure);
                plain(&mut args);
                args.push(*closure);
                let class = self.lowerer.closure_class(*ty);
                let signature = self.lowerer.module.classes[class].signature.clone();
                let index = self.b.load(MemKind::I32, *closure, 0);
                self.b.call_indirect(class, &signature, index, &args)
            }
            Callee::Literal(func, closure) => {
                plain(&mut args);
                args.push(*closure);
                let signature = self.lowerer.module.funcs[*func].signature.clone();
                self.b.call(*func, &signature, &args)
            }
            Callee::Builtin(_) => Vec::new(),
        };
        let mut results = results.into_iter();
        call.results
            .iter()
            .zip(out)
            .map(|(ty, out)| match out {
                Some(address) => SmallVec::from_slice(&[address]),
                None => {
                    let count = self.layout(*ty).parts().len();
                    results.by_ref().take(count).collect()
                }
            })
            .collect()
    }

    /// Returns from the function: the results given, or the named ones.
    pub(crate) fn return_values(&mut self, values: Option<Vec<Values>>) {
        let results = self.results.clone();
        if self.range_body.is_some() {
            for (result, value) in results.iter().zip(values.iter().flatten()) {
                self.store_result(result, value);
            }
            return self.leave_range_body(Exit::Return);
        }
        if let Some(landing) = self.landing {
            if let Some(values) = values {
                for (result, value) in results.iter().zip(&values) {
                    self.store_result(result, value);
                }
            }
            self.b.jump(landing, &[]);
            return;
        }
        let mut flat: Vec<Value> = Vec::new();
        for (i, result) in results.iter().enumerate() {
            let value = match &values {
                Some(values) => values[i].clone(),
                None => self.read_result(result),
            };
            match result.out {
                Some(out) => self.store(out, 0, result.ty, &value),
                None => flat.extend(value),
            }
        }
        self.b.ret(&flat);
    }

    /// The current value of a named result.
    pub(crate) fn read_result(&mut self, result: &crate::function::ResultVar) -> Values {
        match &result.storage {
            Some(storage) => {
                let place = self.storage_place(storage, result.ty);
                self.read(&place)
            }
            None => self.zero_value(result.ty),
        }
    }

    fn store_result(&mut self, result: &crate::function::ResultVar, value: &[Value]) {
        if let Some(storage) = &result.storage {
            let place = self.storage_place(storage, result.ty);
            self.write(&place, value);
        }
    }

    fn storage_place(&mut self, storage: &crate::function::Storage, ty: TypeId) -> Place {
        use crate::function::Storage;
        match storage {
            Storage::Parts(variables) => Place::Parts(variables.clone()),
            Storage::Slot(slot) => {
                let address = self.b.stack_addr(*slot);
                Place::Memory(address, 0, ty)
            }
            Storage::Boxed(variable) => {
                let address = self.b.read(*variable);
                Place::Memory(address, 0, ty)
            }
            Storage::At(address) => Place::Memory(*address, 0, ty),
        }
    }

    /// Calls a function value of type `func()`, given its closure object.
    pub(crate) fn call_plain_closure(&mut self, closure: Value) {
        let class = self.lowerer.plain_class();
        let signature = ir::Signature::new([IrType::Ptr], []);
        let index = self.b.load(MemKind::I32, closure, 0);
        self.b.call_indirect(class, &signature, index, &[closure]);
    }
}

impl crate::program::Lowerer<'_> {
    /// The class of calls of type `func()`.
    pub(crate) fn plain_class(&mut self) -> ir::Class {
        self.class("func()()", &ir::Signature::new([IrType::Ptr], []))
    }
}
