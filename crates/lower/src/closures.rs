//! Function values: literals, declared functions, method values and method expressions. Owns the layout of closure objects
//! and the adapters behind them.

use ast::{ExprId, ExprKind};
use ir::{Func, Immediate, MemKind, Opcode, Signature as IrSignature, Type as IrType, Value};
use types::{ExprRef, ObjectId, ObjectKind, PackageId, TypeId};

use crate::calls::{Callee, PreparedCall};
use crate::function::{FunctionLowerer, Storage, Values};
use crate::instances::{Instance, Substitution};
use crate::locations::without_type_arguments;
use crate::places::Place;
use crate::program::{FuncKey, Job, Lowerer};
use crate::type_layout::{Layout, Part};

/// A variable a function literal captures, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Capture {
    pub object: ObjectId,
    pub form: CaptureForm,
}

/// What of a variable is captured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum CaptureForm {
    /// Its address.
    Address,
    /// Its value.
    Value,
    /// Nothing: its parts are these constants for good.
    Constants(Vec<(Opcode, IrType, Immediate)>),
}

/// What a function literal captures, in order.
pub(crate) type Captures = Vec<Capture>;

fn pointer_layout() -> Layout {
    Layout {
        size: 8,
        align: 8,
        parts: Some(vec![Part { kind: MemKind::Ptr, offset: 0 }]),
        pointers: vec![true],
        fields: Vec::new(),
    }
}

pub(crate) fn word_layout() -> Layout {
    Layout {
        size: 8,
        align: 8,
        parts: Some(vec![Part { kind: MemKind::I64, offset: 0 }]),
        pointers: Vec::new(),
        fields: Vec::new(),
    }
}

impl FunctionLowerer<'_, '_> {
    /// The layout of a closure object: the table index, then values of these types (`None`: an address).
    pub(crate) fn closure_layout(&mut self, types: &[Option<TypeId>]) -> Layout {
        let mut members = vec![word_layout()];
        for ty in types {
            members.push(match ty {
                Some(ty) => (*self.layout(*ty)).clone(),
                None => pointer_layout(),
            });
        }
        Layout::sequence(members.iter())
    }

    /// A closure object of `func` with these captured values; static if there are none.
    pub(crate) fn make_closure(&mut self, func: Func, captured: &[(Values, Option<TypeId>)]) -> Value {
        if captured.is_empty() {
            let data = self.lowerer.static_closure(func);
            return self.b.data_addr(data, 0);
        }
        let types: Vec<Option<TypeId>> = captured.iter().map(|(_, t)| *t).collect();
        let layout = self.closure_layout(&types);
        let object = self.allocate_layout(&layout);
        let index = self.b.func_ref(func);
        self.b.store(MemKind::I32, object, 0, index);
        for ((values, ty), offset) in captured.iter().zip(&layout.fields[1..]) {
            match ty {
                Some(ty) => self.store(object, *offset, *ty, values),
                None => self.b.store(MemKind::Ptr, object, *offset, values[0]),
            }
        }
        object
    }

    /// The value of a function literal.
    pub(crate) fn function_literal(&mut self, literal: ExprId) -> Values {
        let captured = self.info.files[self.file_index as usize].captures.get(&literal).cloned().unwrap_or_default();
        let captures: Captures =
            captured.into_iter().map(|object| Capture { object, form: self.capture_form(object) }).collect();
        let reference = self.expr_ref(literal);
        let ty = self.type_of(literal);
        let substitution = self.substitution.clone();
        let (func, captures) =
            self.lowerer.declare_literal(self.package, reference, ty, &self.name, captures, substitution);
        let mut values = Vec::new();
        for capture in &captures {
            let ty = self.object_type(capture.object);
            let place = self.variable_place(capture.object);
            match capture.form {
                CaptureForm::Address => {
                    let Place::Memory(address, offset, _) = place else { panic!("{place:?} has no address") };
                    let address = self.b.ptr_offset(address, i64::from(offset));
                    values.push((self.one(address), None));
                }
                CaptureForm::Value => values.push((self.read(&place), Some(ty))),
                CaptureForm::Constants(_) => {}
            }
        }
        let closure = self.make_closure(func, &values);
        self.one(closure)
    }

    /// A variable that is never assigned again has the value for good that it has where the literal stands.
    fn capture_form(&mut self, object: ObjectId) -> CaptureForm {
        if self.is_boxed(object) {
            return CaptureForm::Address;
        }
        let ty = self.object_type(object);
        if self.layout(ty).is_memory() {
            return CaptureForm::Value;
        }
        let place = self.variable_place(object);
        let values = self.read(&place);
        let constant = |value: &Value| {
            let inst = &self.b.func.insts[self.b.func.defining_inst(*value)?];
            let is_constant = matches!(inst.opcode, Opcode::IConst | Opcode::FConst | Opcode::DataAddr);
            is_constant.then_some((inst.opcode, inst.ctrl, inst.imm))
        };
        match values.iter().map(constant).collect() {
            Some(constants) => CaptureForm::Constants(constants),
            None => CaptureForm::Value,
        }
    }

    /// Gives captured variables their storage in the body of a function literal.
    pub(crate) fn bind_captures(&mut self, closure: Value, captures: &Captures) {
        let mut members = Vec::new();
        for capture in captures {
            match &capture.form {
                CaptureForm::Address => members.push((capture.object, None)),
                CaptureForm::Value => members.push((capture.object, Some(self.object_type(capture.object)))),
                CaptureForm::Constants(constants) => self.bind_constants(capture.object, constants),
            }
        }
        let types: Vec<Option<TypeId>> = members.iter().map(|(_, ty)| *ty).collect();
        let layout = self.closure_layout(&types);
        for ((object, ty), offset) in members.into_iter().zip(&layout.fields[1..]) {
            self.bind_capture(closure, *offset, object, ty);
        }
    }

    /// Gives a captured variable its value, which is made of constants.
    fn bind_constants(&mut self, object: ObjectId, constants: &[(Opcode, IrType, Immediate)]) {
        let values: Values = constants.iter().map(|(opcode, ty, imm)| self.b.emit(*opcode, *ty, &[], *imm)).collect();
        let ty = self.object_type(object);
        let layout = self.layout(ty);
        let variables = self.new_parts(&layout);
        self.define_parts(&variables, &values);
        self.locals.insert(object, Storage::Parts(variables));
    }

    /// Gives a captured variable its storage: at the address in the closure object, or with the value of type `ty` there.
    pub(crate) fn bind_capture(&mut self, closure: Value, offset: u32, object: ObjectId, ty: Option<TypeId>) {
        let storage = match ty {
            None => Storage::At(self.b.load(MemKind::Ptr, closure, offset)),
            Some(ty) => {
                let member = self.layout(ty);
                if member.is_memory() {
                    Storage::At(self.b.ptr_offset(closure, i64::from(offset)))
                } else {
                    let values = self.load(closure, offset, ty);
                    let variables = self.new_parts(&member);
                    self.define_parts(&variables, &values);
                    Storage::Parts(variables)
                }
            }
        };
        self.locals.insert(object, storage);
    }

    /// A declared function as a value.
    pub(crate) fn function_value(&mut self, function: Instance) -> Values {
        let func = self.lowerer.func(FuncKey::Value(function));
        let ty = self.lowerer.instance_signature(function);
        let class = self.lowerer.closure_class(ty);
        self.lowerer.add_member(class, func);
        let closure = self.make_closure(func, &[]);
        self.one(closure)
    }

    /// `x.M` as a value.
    pub(crate) fn method_value(&mut self, expr: ExprId) -> Values {
        let outer = expr;
        let expr = self.uninstantiated(expr);
        let ExprKind::Selector { x, sel } = self.file[expr].kind else { panic!("{expr} is no selector") };
        let selection = self.selection(expr);
        let selection = selection.unwrap_or_else(|| panic!("{expr} selects nothing"));
        let base = self.type_of(x);
        let place = self.base_place(x, base);
        let method = self.selected_method(&selection, sel);
        let callee = self.bind_method(place, base, &selection.path, method);
        let (method, values, ty) = match callee {
            Callee::Static(method, Some((values, ty))) => (method, values, ty),
            Callee::Interface(object, values, ty) => {
                self.check_nil(values[0]);
                (Instance::from(object), values, ty)
            }
            other => panic!("{other:?} is no method"),
        };
        let ty = self.lowerer.program.canonical(ty);
        let func = self.lowerer.func(FuncKey::MethodValue(method, ty, Vec::new()));
        let signature = self.function_type(outer);
        let class = self.lowerer.closure_class(signature);
        self.lowerer.add_member(class, func);
        let closure = self.make_closure(func, &[(values, Some(ty))]);
        self.one(closure)
    }

    /// Panics if the pointer through which a method of its base type is called is nil.
    fn check_receiver(&mut self, pointer: Value, method: ObjectId, base: TypeId) {
        let program = self.lowerer.program;
        let (ty, name) = (program.runtime_type_string(base), program.object(method).name);
        let short = ty.rsplit('.').next().unwrap_or(&ty);
        let text = format!("value method {ty}.{name} called using nil *{short} pointer");
        let data = self.lowerer.string_data(text.as_bytes());
        let (address, len) = (self.b.data_addr(data, 0), self.i64(text.len() as i64));
        let is_nil = self.b.unary(ir::Opcode::Eqz, pointer);
        self.panic_if(is_nil, abi::runtime_functions::RuntimeFunction::PanicText, &[address, len]);
    }

    /// `T.M` as a value.
    pub(crate) fn method_expression(&mut self, expr: ExprId) -> Values {
        let outer = expr;
        let expr = self.uninstantiated(expr);
        let ExprKind::Selector { sel, .. } = self.file[expr].kind else { panic!("{expr} is no selector") };
        let selection = self.selection(expr);
        let selection = selection.unwrap_or_else(|| panic!("{expr} selects nothing"));
        let method = self.selected_method(&selection, sel);
        let receiver = self.lowerer.program.canonical(selection.recv);
        let func = self.lowerer.func(FuncKey::MethodExpression(method, receiver, selection.path.clone()));
        let signature = self.type_of(outer);
        let class = self.lowerer.closure_class(signature);
        self.lowerer.add_member(class, func);
        let closure = self.make_closure(func, &[]);
        self.one(closure)
    }
}

impl<'a> Lowerer<'a> {
    /// Declares the function of a literal and queues its body; returns what it captures, too, as it was found at first.
    pub(crate) fn declare_literal(
        &mut self,
        package: PackageId,
        literal: ExprRef,
        ty: TypeId,
        parent: &str,
        captures: Captures,
        substitution: Substitution,
    ) -> (Func, Captures) {
        let key = FuncKey::Literal(package, literal, substitution.key);
        if let Some(func) = self.funcs.get(&key) {
            return (*func, self.literal_captures[func].clone());
        }
        let program = self.program;
        let go = program.as_signature(ty).unwrap_or_else(|| panic!("{ty} is no signature"));
        let mut signature = self.ir_signature(go, None);
        signature.params.push(IrType::Ptr);
        let count = self.literal_counts.entry(parent.to_owned()).or_insert(0);
        *count += 1;
        let separator = if parent.rsplit('.').next().is_some_and(|p| p.starts_with("func")) { "." } else { ".func" };
        let name = format!("{parent}{separator}{count}");
        let func = self.declare(name.clone(), signature);
        let class = self.closure_class(ty);
        self.add_member(class, func);
        self.funcs.insert(key, func);
        self.literal_names.insert(func, name);
        self.literal_captures.insert(func, captures.clone());
        self.jobs.push_back(Job::Literal(package, literal, func, captures.clone(), substitution));
        (func, captures)
    }

    /// Lowers the body of a function literal.
    pub(crate) fn lower_literal(
        &mut self,
        package: PackageId,
        literal: ExprRef,
        func: Func,
        captures: Captures,
        substitution: Substitution,
    ) {
        let file = self.file(package, literal.file);
        let ExprKind::FuncLit { body, .. } = &file[literal.expr].kind else { panic!("{literal:?} is no literal") };
        let name = self.literal_names[&func].clone();
        let mut lowerer = FunctionLowerer::start(self, func, name, package, literal.file);
        lowerer.substitution = substitution;
        lowerer.locate_start(func, file[literal.expr].pos);
        let signature = lowerer.type_of(literal.expr);
        let function = lowerer.body(signature, body, Some(&captures));
        self.define(func, function);
    }

    /// Name and signature of the function behind `key`.
    pub(crate) fn adapter_signature(&mut self, key: &FuncKey) -> (String, IrSignature) {
        let program = self.program;
        let (function, suffix) = match key {
            FuncKey::Declared(function) => (*function, ""),
            FuncKey::Value(function) => (*function, "-value"),
            FuncKey::InterfaceEntry(function, ..) => (*function, "-interface"),
            FuncKey::MethodValue(function, ..) => (*function, "-fm"),
            FuncKey::MethodExpression(function, ..) => (*function, "-expr"),
            FuncKey::Literal(..) => panic!("{key:?} is declared elsewhere"),
        };
        let name = format!("{}{suffix}", self.func_name(function));
        let object = function.object;
        let go = program.as_signature(self.instance_signature(function));
        let go = go.unwrap_or_else(|| panic!("{object} has no signature"));
        if matches!(key, FuncKey::Declared(_)) && self.imports.contains_key(&object) {
            return (name, self.import_signature(object));
        }
        let receiver = match key {
            FuncKey::Declared(_) => self.receiver_type(function).map(|ty| self.layout(ty).ir_types()),
            FuncKey::InterfaceEntry(..) => Some(vec![IrType::Ptr]),
            FuncKey::MethodExpression(_, ty, _) => Some(self.layout(*ty).ir_types()),
            _ => None,
        };
        let mut signature = self.ir_signature(go, receiver.as_deref());
        if !matches!(key, FuncKey::Declared(_) | FuncKey::InterfaceEntry(..)) {
            signature.params.push(IrType::Ptr);
        }
        (name, signature)
    }

    /// Lowers an adapter: it finds the receiver and passes everything on.
    pub(crate) fn lower_adapter(&mut self, key: &FuncKey, func: Func) {
        let program = self.program;
        let (name, _) = self.adapter_signature(key);
        let (function, package) = match key {
            FuncKey::Value(o)
            | FuncKey::InterfaceEntry(o, ..)
            | FuncKey::MethodValue(o, ..)
            | FuncKey::MethodExpression(o, ..) => (*o, self.order[self.order.len() - 1]),
            other => panic!("{other:?} is no adapter"),
        };
        let object = function.object;
        let go = program.as_signature(self.instance_signature(function)).cloned();
        let go = go.unwrap_or_else(|| panic!("{object} has no signature"));
        self.module.funcs[func].is_wrapper = true;
        let suffix = if matches!(key, FuncKey::MethodValue(..)) { "-fm" } else { "" };
        let shown = format!("{}{suffix}", without_type_arguments(&self.func_name(function)));
        self.module.locations.name_function(func, &shown);
        let mut this = FunctionLowerer::start(self, func, name, package, 0);
        let mut params = this.b.params().into_iter();
        let mut outs = Vec::new();
        for result in &go.results {
            let is_memory = this.layout(result.ty).is_memory();
            outs.push(if is_memory { params.next() } else { None });
        }
        let rest: Vec<Value> = params.collect();
        if let FuncKey::InterfaceEntry(object, ty, path) | FuncKey::MethodExpression(object, ty, path) = key
            && let ([_], Some(base)) = (&path[..], program.pointer_base(*ty))
            && matches!(program.object(object.object).kind, ObjectKind::Func(f) if !f.has_pointer_receiver)
        {
            this.check_receiver(rest[0], object.object, base);
        }
        let mut at = 0;
        let callee = match key {
            FuncKey::Value(_) => Callee::Static(function, None),
            FuncKey::InterfaceEntry(_, ty, path) => {
                at = 1;
                let place = if this.lowerer.is_direct_interface(*ty) {
                    this.place_of_value(*ty, &rest[..1])
                } else {
                    Place::Memory(rest[0], 0, *ty)
                };
                this.bind_method(place, *ty, path, function)
            }
            FuncKey::MethodExpression(_, ty, path) => {
                at = this.layout(*ty).ir_types().len();
                let place = this.place_of_value(*ty, &rest[..at]);
                this.bind_method(place, *ty, path, function)
            }
            FuncKey::MethodValue(_, ty, _) => {
                let layout = this.closure_layout(&[Some(*ty)]);
                let closure = rest[rest.len() - 1];
                let values = this.load(closure, layout.fields[1], *ty);
                let values = this.stable(*ty, values);
                let ObjectKind::Func(go_func) = program.object(object).kind else { panic!("{object} is no method") };
                if go_func.is_interface_method {
                    Callee::Interface(object, values, *ty)
                } else {
                    Callee::Static(function, Some((values, *ty)))
                }
            }
            other => panic!("{other:?} is no adapter"),
        };
        let mut args = Vec::new();
        for param in &go.params {
            let count = this.layout(param.ty).ir_types().len();
            args.push((rest[at..at + count].iter().copied().collect(), param.ty));
            at += count;
        }
        let results: Vec<TypeId> = go.results.iter().map(|r| r.ty).collect();
        if this.lowerer.may_recover(object) {
            this.adjust_recover();
        }
        let values = this.emit_call(&PreparedCall { callee, args, results: results.clone() });
        let mut flat = Vec::new();
        for ((value, ty), out) in values.into_iter().zip(results).zip(outs) {
            match out {
                Some(out) => this.store(out, 0, ty, &value),
                None => flat.extend(value),
            }
        }
        this.b.ret(&flat);
        let body = this.take();
        self.define(func, body);
    }
}
