//! Lowering of one function. Owns [`FunctionLowerer`]: its variables, results and control targets; expressions and
//! statements are lowered in files of their own.

use ast::ExprId;
use ir::{Block, Func, Function, FunctionBuilder, StackSlot, Type as IrType, Value, Variable};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use source::Symbol;
use types::{ExprRef, Info, ObjectId, PackageId, TypeId, VarKind};

use crate::instances::Substitution;
use crate::program::Lowerer;
use crate::range_functions::{RangeBody, SharedVariables};
use crate::type_layout::Layout;
use std::rc::Rc;

/// Larger objects do not go into frames.
const MAX_FRAME_OBJECT: u32 = 8 * 1024;

/// The IR values that stand for a Go value: its parts, or its address if it lives in memory.
pub(crate) type Values = SmallVec<[Value; 3]>;

/// Where a local variable lives.
#[derive(Clone, Debug)]
pub(crate) enum Storage {
    /// In SSA variables, one for each part.
    Parts(Vec<Variable>),
    /// In the frame.
    Slot(StackSlot),
    /// In memory whose address a variable holds: a heap object, made anew where the declaration is executed.
    Boxed(Variable),
    /// In memory at an address that is known from the function's entry on.
    At(Value),
}

/// What `break` and `continue` mean here.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The label of the statement.
    pub label: Option<Symbol>,
    /// Where `break` goes.
    pub break_to: Block,
    /// Where `continue` goes; `None` for `switch` and `select`.
    pub continue_to: Option<Block>,
}

/// A result parameter.
#[derive(Clone, Debug)]
pub(crate) struct ResultVar {
    pub ty: TypeId,
    /// Its storage, if it has a name or the function has deferred calls.
    pub storage: Option<Storage>,
    /// The address the caller gave for it, if it lives in memory.
    pub out: Option<Value>,
}

/// The state of lowering one function.
pub(crate) struct FunctionLowerer<'l, 'a> {
    pub lowerer: &'l mut Lowerer<'a>,
    pub b: FunctionBuilder,
    pub name: String,
    pub package: PackageId,
    pub file_index: u32,
    pub file: &'a ast::File,
    pub info: &'a Info,
    /// What replaces the type parameters of the function around.
    pub substitution: Substitution,
    pub locals: FxHashMap<ObjectId, Storage>,
    /// Operands of the assignment at hand that are evaluated already.
    pub evaluated: FxHashMap<ExprId, Values>,
    pub targets: Vec<Target>,
    pub labels: FxHashMap<ObjectId, Block>,
    pub results: Vec<ResultVar>,
    /// The landing block of a function with deferred calls.
    pub landing: Option<Block>,
    /// Label of the statement about to be lowered.
    pub pending_label: Option<Symbol>,
    /// Where `fallthrough` goes.
    pub fallthrough_to: Option<Block>,
    /// What the bodies of loops over functions share with the function.
    pub shared: Rc<SharedVariables>,
    /// Numbers of the names of the function and its file in locations, once there has been one.
    pub names_of_location: Option<(u32, u32)>,
    /// The loop over a function whose body this is.
    pub range_body: Option<RangeBody>,
}

impl<'l, 'a> FunctionLowerer<'l, 'a> {
    /// Starts lowering into a function with the declared signature of `func`.
    pub fn start(
        lowerer: &'l mut Lowerer<'a>,
        func: Func,
        name: String,
        package: PackageId,
        file_index: u32,
    ) -> FunctionLowerer<'l, 'a> {
        let function = Function::new(lowerer.module.funcs[func].signature.clone());
        let file = lowerer.file(package, file_index);
        let info = &lowerer.program.package(package).info;
        FunctionLowerer {
            b: FunctionBuilder::new(function),
            lowerer,
            name,
            package,
            file_index,
            file,
            info,
            substitution: Substitution::default(),
            locals: FxHashMap::default(),
            evaluated: FxHashMap::default(),
            targets: Vec::new(),
            labels: FxHashMap::default(),
            results: Vec::new(),
            landing: None,
            pending_label: None,
            fallthrough_to: None,
            shared: Rc::default(),
            names_of_location: None,
            range_body: None,
        }
    }

    /// Lowers a body with its parameters; `captures` binds what a function literal captures, given its closure object.
    pub fn body(
        &mut self,
        signature: TypeId,
        body: &'a ast::Block,
        captures: Option<&crate::closures::Captures>,
    ) -> Function {
        let program = self.lowerer.program;
        let go = program.as_signature(signature).unwrap_or_else(|| panic!("{signature} is no signature"));
        self.shared = Rc::new(self.find_shared_variables(body));
        let mut values = self.b.params().into_iter();
        let mut outs = Vec::new();
        for result in &go.results {
            let is_memory = self.layout(result.ty).is_memory();
            outs.push(if is_memory { values.next() } else { None });
        }
        let receiver = go.recv.map(|object| (Some(object), self.object_type(object)));
        let params: Vec<(Option<ObjectId>, TypeId)> =
            receiver.into_iter().chain(go.params.iter().map(|p| (p.object, p.ty))).collect();
        let mut bound = Vec::new();
        for (object, ty) in params {
            let count = self.layout(ty).ir_types().len();
            let parts: Values = values.by_ref().take(count).collect();
            bound.push((object, ty, parts));
        }
        let has_defer = crate::defer_recover::has_defer(self.file, body);
        if let Some(captures) = captures {
            let closure = values.next().unwrap_or_else(|| panic!("{} has no closure parameter", self.name));
            self.bind_captures(closure, captures);
        }
        for (object, ty, parts) in bound {
            if let Some(object) = object {
                self.bind_param(object, ty, &parts);
            }
        }
        for (result, out) in go.results.iter().zip(outs) {
            let storage = self.result_storage(result, has_defer);
            self.results.push(ResultVar { ty: result.ty, storage, out });
        }
        if has_defer {
            self.landing = Some(self.b.block());
        }
        self.statements(&body.stmts);
        if self.b.is_reachable() {
            self.locate(body.rbrace);
            self.return_values(None);
        }
        self.locate(body.rbrace);
        self.finish_landing();
        self.take()
    }

    /// Ends construction.
    pub fn take(&mut self) -> Function {
        let empty = FunctionBuilder::new(Function::new(ir::Signature::default()));
        let builder = std::mem::replace(&mut self.b, empty);
        let landing = self.landing;
        let mut builder = builder;
        builder.func.landing = landing;
        let mut function = builder.finish();
        if landing.is_some() {
            function.needs_frame = true;
        }
        function
    }

    fn result_storage(&mut self, result: &types::Param, has_defer: bool) -> Option<Storage> {
        let layout = self.layout(result.ty);
        let object = result.object.filter(|o| !self.lowerer.program.object(*o).name.is_blank());
        let var = object.and_then(|o| self.lowerer.program.object(o).as_var().copied());
        let is_shared = var.is_some_and(|v| v.captured || v.address_taken)
            || object.is_some_and(|o| self.shared.contains(o))
            || self.shared.returns
            || layout.size > MAX_FRAME_OBJECT;
        if object.is_none() && !has_defer && !self.shared.returns {
            return None;
        }
        let storage = if is_shared {
            let address = self.allocate(result.ty);
            Storage::At(address)
        } else if has_defer || layout.is_memory() {
            let slot = self.slot(&layout);
            let address = self.b.stack_addr(slot);
            self.zero_memory(address, 0, &layout);
            Storage::Slot(slot)
        } else {
            let storage = self.new_parts(&layout);
            let zero = self.zero_value(result.ty);
            self.define_parts(&storage, &zero);
            Storage::Parts(storage)
        };
        if let Some(object) = object {
            self.locals.insert(object, storage.clone());
        }
        Some(storage)
    }

    fn bind_param(&mut self, object: ObjectId, ty: TypeId, parts: &[Value]) {
        let Some(var) = self.lowerer.program.object(object).as_var().copied() else { return };
        let layout = self.layout(ty);
        let storage = if self.is_boxed(object) {
            let address = self.allocate(ty);
            self.store(address, 0, ty, parts);
            Storage::At(address)
        } else if layout.is_memory() {
            // The caller made a copy for this function.
            debug_assert!(matches!(var.kind, VarKind::Param | VarKind::Receiver));
            Storage::At(parts[0])
        } else {
            let variables = self.new_parts(&layout);
            self.define_parts(&variables, parts);
            Storage::Parts(variables)
        };
        self.locals.insert(object, storage);
    }

    /// Whether a variable needs a heap object: its address is taken, or a function literal shares it.
    pub fn is_boxed(&mut self, object: ObjectId) -> bool {
        let ty = self.object_type(object);
        if self.layout(ty).size > MAX_FRAME_OBJECT {
            return true;
        }
        let Some(var) = self.lowerer.program.object(object).as_var() else { return false };
        let is_captured = var.captured || self.shared.contains(object);
        var.address_taken || (is_captured && (var.reassigned || var.kind == VarKind::Result))
    }

    /// Declares a local variable with the value given, or zero.
    pub fn declare(&mut self, object: ObjectId, value: Option<&[Value]>) {
        let ty = self.object_type(object);
        let layout = self.layout(ty);
        if self.is_boxed(object) {
            let address = self.allocate(ty);
            if let Some(value) = value {
                self.store(address, 0, ty, value);
            }
            let variable = match self.locals.get(&object) {
                Some(Storage::Boxed(variable)) => *variable,
                _ => self.b.variable(IrType::Ptr),
            };
            self.b.define(variable, address);
            self.locals.insert(object, Storage::Boxed(variable));
        } else if layout.is_memory() {
            let slot = match self.locals.get(&object) {
                Some(Storage::Slot(slot)) => *slot,
                _ => self.slot(&layout),
            };
            let address = self.b.stack_addr(slot);
            match value {
                Some(value) => self.store(address, 0, ty, value),
                None => self.zero_memory(address, 0, &layout),
            }
            self.locals.insert(object, Storage::Slot(slot));
        } else {
            let variables = match self.locals.get(&object) {
                Some(Storage::Parts(variables)) => variables.clone(),
                _ => self.new_parts(&layout),
            };
            let value: Values = match value {
                Some(value) => value.into(),
                None => self.zero_value(ty),
            };
            self.define_parts(&variables, &value);
            self.locals.insert(object, Storage::Parts(variables));
        }
    }

    /// SSA variables for the parts of a layout.
    pub fn new_parts(&mut self, layout: &Layout) -> Vec<Variable> {
        layout.ir_types().into_iter().map(|t| self.b.variable(t)).collect()
    }

    /// Assigns parts to their variables.
    pub fn define_parts(&mut self, variables: &[Variable], values: &[Value]) {
        assert_eq!(variables.len(), values.len(), "parts of a value in {}", self.name);
        for (variable, value) in variables.iter().zip(values) {
            self.b.define(*variable, *value);
        }
    }

    /// Reads parts from their variables.
    pub fn read_parts(&mut self, variables: &[Variable]) -> Values {
        variables.iter().map(|v| self.b.read(*v)).collect()
    }

    /// A stack object for a value; its contents are undefined.
    pub fn slot(&mut self, layout: &Layout) -> StackSlot {
        self.b.stack_slot(layout.size.max(8), layout.pointers.clone())
    }

    /// The address of a new stack object for a value of `ty`, or of a heap object if it is too large for a frame.
    pub fn temporary(&mut self, ty: TypeId) -> Value {
        let layout = self.layout(ty);
        if layout.size > MAX_FRAME_OBJECT {
            return self.allocate_layout(&layout);
        }
        let slot = self.slot(&layout);
        self.b.stack_addr(slot)
    }

    /// The layout of `ty`.
    pub fn layout(&mut self, ty: TypeId) -> Rc<Layout> {
        self.lowerer.layout(ty)
    }

    /// The type of an expression, without type parameters.
    pub fn type_of(&self, expr: ExprId) -> TypeId {
        self.concrete(self.info.type_of(self.file_index, expr))
    }

    /// The reference to an expression of this file.
    pub fn expr_ref(&self, expr: ExprId) -> ExprRef {
        ExprRef { file: self.file_index, expr }
    }

    /// The zero value of `ty`; for one that lives in memory the address of zeros that must not be written to.
    pub fn zero_value(&mut self, ty: TypeId) -> Values {
        let layout = self.layout(ty);
        match &layout.parts {
            Some(parts) => parts.iter().map(|p| self.b.zero(p.kind.value_type())).collect(),
            None => {
                let data = self.lowerer.zeros(layout.size);
                SmallVec::from_slice(&[self.b.data_addr(data, 0)])
            }
        }
    }

    /// Fills memory with zeros.
    pub fn zero_memory(&mut self, address: Value, offset: u32, layout: &Layout) {
        match &layout.parts {
            Some(parts) => {
                for part in parts {
                    let zero = self.b.zero(part.kind.value_type());
                    self.b.store(part.kind, address, offset + part.offset, zero);
                }
            }
            None => {
                let at = self.b.ptr_offset(address, i64::from(offset));
                let zero = self.b.iconst(IrType::I32, 0);
                let size = self.b.iconst(IrType::I32, i64::from(layout.size));
                self.b.mem_fill(at, zero, size);
            }
        }
    }

    /// Loads a value of `ty`; one that lives in memory stays there: the result is its address.
    pub fn load(&mut self, address: Value, offset: u32, ty: TypeId) -> Values {
        let layout = self.layout(ty);
        match &layout.parts {
            Some(parts) => parts.iter().map(|p| self.b.load(p.kind, address, offset + p.offset)).collect(),
            None => SmallVec::from_slice(&[self.b.ptr_offset(address, i64::from(offset))]),
        }
    }

    /// Stores a value of `ty`.
    pub fn store(&mut self, address: Value, offset: u32, ty: TypeId, values: &[Value]) {
        let layout = self.layout(ty);
        match &layout.parts {
            Some(parts) => {
                for (part, value) in parts.iter().zip(values) {
                    self.b.store(part.kind, address, offset + part.offset, *value);
                }
            }
            None => {
                let at = self.b.ptr_offset(address, i64::from(offset));
                let size = self.b.iconst(IrType::I32, i64::from(layout.size));
                self.b.mem_copy(at, values[0], size);
            }
        }
    }

    /// A value that later writes cannot change: one that lives in memory is copied to a stack object.
    pub fn stable(&mut self, ty: TypeId, values: Values) -> Values {
        if !self.layout(ty).is_memory() {
            return values;
        }
        let address = self.temporary(ty);
        self.store(address, 0, ty, &values);
        SmallVec::from_slice(&[address])
    }

    /// The address of memory that holds `values`: where they are, or a stack object.
    pub fn in_memory(&mut self, ty: TypeId, values: &[Value]) -> Value {
        if self.layout(ty).is_memory() {
            return values[0];
        }
        let address = self.temporary(ty);
        self.store(address, 0, ty, values);
        address
    }

    /// A zeroed heap object for a value of `ty`.
    pub fn allocate(&mut self, ty: TypeId) -> Value {
        let layout = self.layout(ty);
        self.allocate_layout(&layout)
    }

    /// A zeroed heap object.
    pub fn allocate_layout(&mut self, layout: &Layout) -> Value {
        use abi::runtime_functions::RuntimeFunction as R;
        if layout.size == 0 {
            let data = self.lowerer.zeros(8);
            return self.b.data_addr(data, 0);
        }
        if layout.pointers.contains(&true) {
            let record = self.lowerer.gc_layout(layout.size, &layout.pointers);
            let record = self.b.data_addr(record, 0);
            self.runtime(R::Alloc, &[record])[0]
        } else {
            let size = self.b.iconst(IrType::I32, i64::from(layout.size));
            self.runtime(R::AllocNoscan, &[size])[0]
        }
    }

    /// The layout record of `ty` as the heap wants it for array elements: 0 if there are no pointers.
    pub fn elem_layout(&mut self, ty: TypeId) -> Value {
        let layout = self.layout(ty);
        if layout.pointers.contains(&true) {
            let record = self.lowerer.gc_layout(layout.size, &layout.pointers);
            self.b.data_addr(record, 0)
        } else {
            self.b.iconst(IrType::Ptr, 0)
        }
    }

    /// The constant pointer 0.
    pub fn null(&mut self) -> Value {
        self.b.iconst(IrType::Ptr, 0)
    }

    /// An `i32` constant.
    pub fn i32(&mut self, value: i64) -> Value {
        self.b.iconst(IrType::I32, value)
    }

    /// An `i64` constant.
    pub fn i64(&mut self, value: i64) -> Value {
        self.b.iconst(IrType::I64, value)
    }
}
