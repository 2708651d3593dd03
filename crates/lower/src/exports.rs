//! Entry points: `_start` or `_initialize`, and the wrappers of `//go:wasmexport` functions (`ARCHITECTURE.md`, "Exports").

use abi::runtime_functions::{RuntimeFunction as R, ValueType};
use diagnostics::Code;
use ir::call_graph::{CallGraph, Effects};
use ir::{Export, Func, Opcode, Signature as IrSignature, Type as IrType, Value};
use rustc_hash::FxHashSet;
use types::{BasicKind, ObjectId, Type, TypeId};

use crate::calls::{Callee, PreparedCall};
use crate::function::{FunctionLowerer, Values};
use crate::program::{BuildMode, FuncKey, Lowerer};

/// How a Go value crosses the Wasm boundary.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Crossing {
    Bool,
    Same(IrType),
    /// `uintptr`: 32 bits outside, 64 inside.
    Uintptr,
    Pointer,
    /// Address and length.
    String,
}

/// What the function behind an export needs of the scheduler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Needs {
    /// Nothing: it only computes and uses memory.
    Nothing,
    /// A running goroutine, for the collector, panics and deferred calls.
    Goroutine,
    /// A goroutine that can be suspended.
    Suspension,
}

/// A function the host can call, before its wrapper is made.
pub(crate) struct PendingExport {
    name: String,
    object: ObjectId,
    target: Func,
    thunk: Func,
}

impl Lowerer<'_> {
    /// Declares everything the host calls first; `init` initialises the packages.
    pub(crate) fn entry_points(&mut self, init: Func) {
        let program = self.program;
        let main_package = self.order[self.order.len() - 1];
        match self.options.build_mode {
            BuildMode::Command => {
                let main = program.lookup_in_package(main_package, source::Symbol::intern("main"));
                let func = self.declare("main".into(), IrSignature::new([IrType::Ptr], []));
                let mut this = FunctionLowerer::start(self, func, "main".into(), main_package, 0);
                let closure = this.b.params()[0];
                this.b.call(init, &IrSignature::new([IrType::Ptr], []), &[closure]);
                if let Some(main) = main {
                    let callee = this.lowerer.func(FuncKey::Declared(main.into()));
                    this.b.call(callee, &IrSignature::default(), &[]);
                }
                if this.lowerer.options.is_scripted {
                    // The host has no other way to know: `run` also returns while goroutines wait.
                    let success = this.b.iconst(IrType::I32, 0);
                    this.runtime(R::GojsExit, &[success]);
                }
                this.b.ret(&[]);
                let body = this.take();
                self.define(func, body);
                if self.options.is_scripted {
                    self.entry("run", func, R::GojsStart);
                    // No call of an export: the host asks in the middle of one.
                    let block = self.runtime(R::GojsBlock);
                    self.module.exports.push(Export { name: "getsp".into(), func: block });
                } else {
                    self.entry("_start", func, R::StartMain);
                }
            }
            BuildMode::Reactor => self.entry("_initialize", init, R::ExportCall),
        }
        let mut names: FxHashSet<String> = self.module.exports.iter().map(|export| export.name.clone()).collect();
        if self.options.is_scripted {
            names.insert("mem".to_owned());
        }
        for package in self.order.clone() {
            for export in &program.package(package).info.wasm_exports {
                if !names.insert(export.name.to_string()) {
                    let message = format!("go:wasmexport: duplicate export name {}", export.name);
                    self.sink.error(Code::DuplicateWasmExport, export.span, message);
                    continue;
                }
                let target = self.func(FuncKey::Declared(export.func.into()));
                let thunk = self.export_thunk(export.func, export.name.as_str());
                let name = export.name.to_string();
                self.pending_exports.push(PendingExport { name, object: export.func, target, thunk });
            }
        }
        if self.options.is_scripted && names.insert("resume".to_owned()) {
            self.resume();
        }
    }

    /// Exports `resume` for a program without package runtime, which has it otherwise: such a program has no events. If it is not
    /// for a time-out that the host calls, nothing will ever happen.
    fn resume(&mut self) {
        let func = self.declare("resume".into(), IrSignature::new([IrType::Ptr], []));
        let package = self.order[self.order.len() - 1];
        let mut this = FunctionLowerer::start(self, func, "resume".into(), package, 0);
        let has_come = this.runtime(R::GojsTimeout, &[])[0];
        let (done, never) = (this.b.block(), this.b.block());
        this.b.branch(has_come, done, never);
        this.b.switch_to_sealed(never);
        this.runtime(R::BlockForever, &[]);
        this.b.jump(done, &[]);
        this.b.switch_to_sealed(done);
        this.b.ret(&[]);
        let body = this.take();
        self.define(func, body);
        self.entry("resume", func, R::ExportCall);
    }

    /// Exports a function that hands the closure of `func`, and its own parameters, to a runtime entry point.
    fn entry(&mut self, name: &str, func: Func, runtime: R) {
        let closure = self.static_closure(func);
        let outside = runtime.params().len() - 1;
        let wrapper = self.declare(name.into(), IrSignature::new(vec![IrType::I32; outside], []));
        let package = self.order[self.order.len() - 1];
        let mut this = FunctionLowerer::start(self, wrapper, name.into(), package, 0);
        let mut args = vec![this.b.data_addr(closure, 0)];
        for (raw, ty) in this.b.params().to_vec().into_iter().zip(&runtime.params()[1..]) {
            args.push(if *ty == ValueType::Ptr { this.b.unary_to(Opcode::IntToPtr, raw) } else { raw });
        }
        this.runtime(runtime, &args);
        this.b.ret(&[]);
        let body = this.take();
        self.define(wrapper, body);
        self.module.exports.push(Export { name: name.into(), func: wrapper });
    }

    fn crossing(&self, ty: TypeId) -> Crossing {
        match self.program.structure(ty) {
            Type::Basic(BasicKind::Bool) => Crossing::Bool,
            Type::Basic(BasicKind::Uintptr) => Crossing::Uintptr,
            Type::Basic(BasicKind::Int64 | BasicKind::Uint64) => Crossing::Same(IrType::I64),
            Type::Basic(BasicKind::Float32) => Crossing::Same(IrType::F32),
            Type::Basic(BasicKind::Float64) => Crossing::Same(IrType::F64),
            Type::Basic(kind) if kind.is_string() => Crossing::String,
            Type::Basic(BasicKind::UnsafePointer) | Type::Pointer { .. } => Crossing::Pointer,
            _ => Crossing::Same(IrType::I32),
        }
    }

    /// The types a value has outside.
    fn boundary_types(&self, ty: TypeId) -> Vec<IrType> {
        match self.crossing(ty) {
            Crossing::Bool | Crossing::Uintptr | Crossing::Pointer => vec![IrType::I32],
            Crossing::Same(ty) => vec![ty],
            Crossing::String => vec![IrType::I32, IrType::I32],
        }
    }

    fn export_types(&self, object: ObjectId) -> (Vec<TypeId>, Vec<TypeId>) {
        let program = self.program;
        let go = program.as_signature(program.object(object).ty);
        let go = go.unwrap_or_else(|| panic!("{object} has no signature"));
        (go.params.iter().map(|p| p.ty).collect(), go.results.iter().map(|r| r.ty).collect())
    }

    /// The body of an export's goroutine: takes the arguments from the closure object and leaves the results there.
    fn export_thunk(&mut self, object: ObjectId, name: &str) -> Func {
        let (params, results) = self.export_types(object);
        let name = format!("{name}-goroutine");
        let func = self.declare(name.clone(), IrSignature::new([IrType::Ptr], []));
        let package = self.program.object(object).package.unwrap_or(self.order[self.order.len() - 1]);
        let mut this = FunctionLowerer::start(self, func, name, package, 0);
        let closure = this.b.params()[0];
        let types: Vec<Option<TypeId>> = params.iter().chain(&results).map(|t| Some(*t)).collect();
        let layout = this.closure_layout(&types);
        let args: Vec<(Values, TypeId)> = params
            .iter()
            .zip(&layout.fields[1..])
            .map(|(ty, offset)| (this.load(closure, *offset, *ty), *ty))
            .collect();
        let call = PreparedCall { callee: Callee::Static(object.into(), None), args, results: results.clone() };
        let values = this.emit_call(&call);
        for ((value, ty), offset) in values.iter().zip(&results).zip(&layout.fields[1 + params.len()..]) {
            this.store(closure, *offset, *ty, value);
        }
        this.b.ret(&[]);
        let body = this.take();
        self.define(func, body);
        func
    }

    /// Makes the functions the host calls, once it is known which of them may suspend.
    pub(crate) fn finish_exports(&mut self) {
        let pending = std::mem::take(&mut self.pending_exports);
        if pending.is_empty() {
            return;
        }
        let graph = CallGraph::compute(&self.module);
        let effects = Effects::compute(&self.module, &graph);
        for export in pending {
            let needs = if effects.may_suspend.contains(export.target) {
                Needs::Suspension
            } else if effects.needs_goroutine.contains(export.target) {
                Needs::Goroutine
            } else {
                Needs::Nothing
            };
            let wrapper = self.export_wrapper(&export, needs);
            self.module.exports.push(Export { name: export.name, func: wrapper });
        }
    }

    fn export_wrapper(&mut self, export: &PendingExport, needs: Needs) -> Func {
        let (params, results) = self.export_types(export.object);
        let outside = |this: &Self, types: &[TypeId]| -> Vec<IrType> {
            types.iter().flat_map(|t| this.boundary_types(*t)).collect()
        };
        let signature = IrSignature { params: outside(self, &params), results: outside(self, &results) };
        let func = self.declare(export.name.clone(), signature);
        let package = self.program.object(export.object).package.unwrap_or(self.order[self.order.len() - 1]);
        let mut this = FunctionLowerer::start(self, func, export.name.clone(), package, 0);
        let raw = this.b.params();
        let mut at = 0;
        let mut args: Vec<(Values, TypeId)> = Vec::new();
        for &ty in &params {
            let count = this.lowerer.boundary_types(ty).len();
            args.push((this.enter(&raw[at..at + count], ty), ty));
            at += count;
        }
        if needs != Needs::Suspension {
            let question = if needs == Needs::Nothing { R::ExportIdle } else { R::ExportDirect };
            let direct = this.runtime(question, &[])[0];
            let (fast, slow) = (this.b.block(), this.b.block());
            this.b.branch(direct, fast, slow);
            this.b.switch_to_sealed(fast);
            let callee = Callee::Static(export.object.into(), None);
            let call = PreparedCall { callee, args: args.clone(), results: results.clone() };
            let values = this.emit_call(&call);
            if needs != Needs::Nothing {
                this.runtime(R::ExportFlush, &[]);
            }
            this.leave(&values, &results);
            this.b.switch_to_sealed(slow);
        }
        let mut captured: Vec<(Values, Option<TypeId>)> =
            args.into_iter().map(|(values, ty)| (values, Some(ty))).collect();
        for &ty in &results {
            let zero = this.zero_value(ty);
            captured.push((zero, Some(ty)));
        }
        let closure = this.make_closure(export.thunk, &captured);
        // The runtime keeps the closure object alive until it returns, and nothing collects behind it: held as an integer
        // the address needs no frame, of which there must be none below the scheduler.
        let address = this.b.unary_to(Opcode::PtrToInt, closure);
        let runtime = if this.lowerer.options.early_return { R::ExportCallEarly } else { R::ExportCall };
        let closure = this.b.unary_to(Opcode::IntToPtr, address);
        this.runtime(runtime, &[closure]);
        let closure = this.b.unary_to(Opcode::IntToPtr, address);
        let types: Vec<Option<TypeId>> = params.iter().chain(&results).map(|t| Some(*t)).collect();
        let layout = this.closure_layout(&types);
        let values: Vec<Values> = results
            .iter()
            .zip(layout.fields.iter().skip(1 + params.len()))
            .map(|(ty, offset)| this.load(closure, *offset, *ty))
            .collect();
        this.leave(&values, &results);
        let body = this.take();
        self.define(func, body);
        func
    }
}

impl FunctionLowerer<'_, '_> {
    /// A value that comes in from the host.
    fn enter(&mut self, raw: &[Value], ty: TypeId) -> Values {
        match self.lowerer.crossing(ty) {
            Crossing::Bool => {
                let value = self.b.binary_imm(Opcode::Ne, raw[0], 0);
                self.one(value)
            }
            Crossing::Same(_) => raw.into(),
            Crossing::Uintptr => {
                let value = self.b.unary_to(Opcode::ExtendU, raw[0]);
                self.one(value)
            }
            Crossing::Pointer => {
                let value = self.b.unary_to(Opcode::IntToPtr, raw[0]);
                self.one(value)
            }
            Crossing::String => {
                let address = self.b.unary_to(Opcode::IntToPtr, raw[0]);
                let len = self.b.unary_to(Opcode::ExtendU, raw[1]);
                Values::from_slice(&[address, len])
            }
        }
    }

    /// Values that go out to the host.
    fn exit_values(&mut self, values: &[Value], ty: TypeId) -> Values {
        match self.lowerer.crossing(ty) {
            Crossing::Bool | Crossing::Same(_) => values.into(),
            Crossing::Uintptr => {
                let value = self.b.unary_to(Opcode::Wrap, values[0]);
                self.one(value)
            }
            Crossing::Pointer => {
                let value = self.b.unary_to(Opcode::PtrToInt, values[0]);
                self.one(value)
            }
            Crossing::String => {
                let address = self.b.unary_to(Opcode::PtrToInt, values[0]);
                let len = self.b.unary_to(Opcode::Wrap, values[1]);
                Values::from_slice(&[address, len])
            }
        }
    }

    fn leave(&mut self, values: &[Values], types: &[TypeId]) {
        let flat: Vec<Value> = values.iter().zip(types).flat_map(|(value, ty)| self.exit_values(value, *ty)).collect();
        self.b.ret(&flat);
    }

    /// Calls an imported function: its Wasm signature has the boundary's types.
    pub(crate) fn call_import(
        &mut self,
        object: ObjectId,
        args: &[(Values, TypeId)],
        results: &[TypeId],
    ) -> Vec<Values> {
        if self.lowerer.takes_block(object) {
            return self.call_with_block(object, args, results);
        }
        let func = self.lowerer.func(FuncKey::Declared(object.into()));
        let raw: Vec<Value> = args.iter().flat_map(|(values, ty)| self.exit_values(values, *ty)).collect();
        let signature = self.lowerer.module.funcs[func].signature.clone();
        let returned = self.b.call(func, &signature, &raw);
        let mut at = 0;
        results
            .iter()
            .map(|ty| {
                let count = self.lowerer.boundary_types(*ty).len();
                at += count;
                self.enter(&returned[at - count..at], *ty)
            })
            .collect()
    }
}

impl Lowerer<'_> {
    /// The signature an imported function has for the host.
    pub(crate) fn import_signature(&self, object: ObjectId) -> IrSignature {
        if self.takes_block(object) {
            return Lowerer::block_signature();
        }
        let (params, results) = self.export_types(object);
        let outside = |types: &[TypeId]| types.iter().flat_map(|t| self.boundary_types(*t)).collect::<Vec<_>>();
        IrSignature { params: outside(&params), results: outside(&results) }
    }
}
