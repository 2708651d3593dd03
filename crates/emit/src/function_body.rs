//! The code of one function. Owns [`FunctionCompiler`]: walks the structured flow graph, keeps values in locals, frame slots
//! and on the operand stack, and leaves the choice of each instruction to [`crate::instruction_selection`].

use abi::frame;
use cranelift_entity::EntityRef;
use ir::call_graph::Effects;
use ir::control_flow::ControlFlow;
use ir::liveness::Liveness;
use ir::{Block, Func, Function, Immediate, Inst, InstData, Linkage, Module, Opcode, Value};
use wasm_encoder::{BlockType, Encode, Instruction as W, MemArg, ValType};

use crate::code::{Code, Construct, Encoded, LabelId};
use crate::flow::{Body, Duties, End, Flow, Node, NodeId};
use crate::frames::{self, Frame, FramePlan};
use crate::linker::Linker;
use crate::local_allocation::{self, Locals, val_type};
use crate::reducible::make_reducible;
use crate::sites::is_traced;
use crate::structured_control::{Label, Structure, Task};
use crate::trees::{Place, Trees};

/// Compiles `func`; the bytes of the result are the body's encoding with its local declarations, without the size in front.
pub fn compile(linker: &mut Linker, module: &Module, effects: &Effects, func: Func) -> Encoded {
    let body = module.body(func).unwrap_or_else(|| panic!("{func} has no body"));
    let cfg = ControlFlow::compute(body);
    let order = cfg.order.clone();
    let duties = Duties {
        suspends: effects.may_suspend.contains(func),
        passes_panics: effects.below_defer.contains(func) && effects.may_panic.contains(func),
        is_traced: linker.has_places && is_traced(module, effects, func, body),
    };
    let liveness = Liveness::compute(body, &cfg);
    let mut flow = Flow::build(module, effects, body, &order, duties, !linker.has_places);
    let dispatches = make_reducible(&mut flow) || flow.resume_points > 0;
    let structure = Structure::compute(&flow);
    let trees = Trees::build(body, &order, &flow);
    let plan = FramePlan::build(module, effects, body, &order, &liveness, &trees, duties);
    let (mut locals, frame) =
        local_allocation::allocate(body, &order, &flow, &structure.order, &liveness, &trees, &plan);
    let needs_fp = frame.size_bytes > 0;
    let fp = if needs_fp { locals.add(ValType::I32) } else { u32::MAX };
    let has_places = linker.has_places;
    let point = if flow.resume_points > 0 && !has_places { locals.add(ValType::I32) } else { u32::MAX };
    let dispatch = if dispatches { locals.add(ValType::I32) } else { u32::MAX };
    let call =
        if linker.nests_calls && calls_import(module, body, &order) { locals.add(ValType::I32) } else { u32::MAX };
    let descriptor = if needs_fp { linker.frame_descriptor(module, func, &frame, duties.suspends) } else { 0 };
    debug_assert!(needs_fp || !frames::reads_sp(body, &order) || !body.needs_frame);
    let mut compiler = FunctionCompiler {
        linker,
        module,
        body,
        duties,
        flow: &flow,
        structure: &structure,
        trees: &trees,
        plan: &plan,
        frame: &frame,
        locals: &locals,
        fp,
        point,
        call,
        sites: vec![0; if has_places { flow.resume_points as usize } else { 0 }],
        effects,
        dispatch,
        descriptor,
        start: module.locations.function_start(func),
        is_export: module.exports.iter().any(|export| export.func == func),
        is_recursive: effects.recursive.contains(func),
        labels: Vec::new(),
        epilogue: None,
        code: Code::default(),
        pending: None,
    };
    compiler.run();
    let (code, sites) = (compiler.code, compiler.sites);
    linker.sites(descriptor, &sites);
    let mut encoded = code.finish(!body.signature.results.is_empty());
    declare_locals(&locals, body.signature.params.len(), &mut encoded);
    encoded
}

/// Whether a function calls one that the program imports.
fn calls_import(module: &Module, body: &Function, order: &[Block]) -> bool {
    let mut insts = order.iter().flat_map(|block| &body.blocks[*block].insts);
    insts.any(|inst| match body.insts[*inst].imm {
        Immediate::Func(func) => matches!(module.funcs[func].linkage, Linkage::Import { .. }),
        _ => false,
    })
}

/// Whether a node pops the frame and returns.
fn leaves(node: &Node) -> bool {
    matches!(node.end, End::Return(_) | End::Unwind) || node.end == End::Exit && node.edges.is_empty()
}

/// Puts the declarations of the locals in front of the code.
fn declare_locals(locals: &Locals, params: usize, code: &mut Encoded) {
    let mut runs: Vec<(u32, ValType)> = Vec::new();
    for &ty in &locals.types[params..] {
        match runs.last_mut() {
            Some((count, last)) if *last == ty => *count += 1,
            _ => runs.push((1, ty)),
        }
    }
    let mut out = Vec::new();
    runs.len().encode(&mut out);
    for (count, ty) in runs {
        count.encode(&mut out);
        ty.encode(&mut out);
    }
    for (offset, _) in &mut code.lines {
        *offset += out.len() as u32;
    }
    out.append(&mut code.bytes);
    code.bytes = out;
}

/// State while one function is compiled.
pub struct FunctionCompiler<'a> {
    pub(crate) linker: &'a mut Linker,
    pub(crate) module: &'a Module,
    pub(crate) body: &'a Function,
    duties: Duties,
    flow: &'a Flow,
    structure: &'a Structure,
    trees: &'a Trees,
    pub(crate) plan: &'a FramePlan,
    pub(crate) frame: &'a Frame,
    locals: &'a Locals,
    /// Local with the frame's address.
    pub(crate) fp: u32,
    /// Local with the resume point of the call being made, in a module without places: otherwise the frame has it.
    pub(crate) point: u32,
    /// Local with the number of the export call in progress during a call of the host, in functions that call it.
    pub(crate) call: u32,
    /// Records of the places of the function's sites, those of the resume points first.
    pub(crate) sites: Vec<u32>,
    pub(crate) effects: &'a Effects,
    /// Local that dispatchers select by; 0 outside of them.
    dispatch: u32,
    descriptor: u32,
    /// Whether it must check that there is room for its frame.
    is_recursive: bool,
    /// Number of the location where it begins; 0 if that is not known.
    start: u32,
    /// Whether the host calls it.
    is_export: bool,
    labels: Vec<(Label, LabelId)>,
    /// Where the frame is popped, if that is done in several places.
    epilogue: Option<LabelId>,
    code: Code,
    /// The value that is on top of the operand stack because the next thing read is known to be it.
    pending: Option<Value>,
}

impl FunctionCompiler<'_> {
    /// Appends an instruction.
    pub(crate) fn op(&mut self, instruction: W<'static>) {
        self.code.op(instruction);
    }

    fn run(&mut self) {
        let leaves_often = self.flow.nodes.iter().filter(|node| leaves(node)).count() > 1;
        if self.frame.size_bytes > 0 && leaves_often {
            let results = self.body.signature.results.iter().map(|ty| val_type(*ty)).collect::<Vec<_>>();
            let ty = match results[..] {
                [] => BlockType::Empty,
                [one] => BlockType::Result(one),
                _ => BlockType::FunctionType(self.linker.wasm_type((Vec::new(), results))),
            };
            self.epilogue = Some(self.code.open_with_results(ty));
        }
        let mut tasks = vec![Task::Tree(0)];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Tree(node) => self.structure.expand(node, &mut tasks),
                Task::Open(label) => self.open(
                    label,
                    match label {
                        Label::Loop(_) => Construct::Loop,
                        Label::Behind(_) => Construct::Block,
                        Label::If => Construct::If,
                    },
                ),
                Task::Close => self.close(),
                Task::Own(node) => self.own(node, &mut tasks),
                Task::Edge(node, edge) => self.edge(node, edge, &mut tasks),
            }
        }
        if !self.code.ends() {
            self.op(W::Unreachable);
        }
        if let Some(epilogue) = self.epilogue {
            self.code.close(epilogue);
            self.code.set_location(0);
            self.pop_frame();
        }
    }

    fn open(&mut self, label: Label, construct: Construct) {
        let id = self.code.open(construct);
        self.labels.push((label, id));
    }

    fn close(&mut self) {
        let (_, id) = self.labels.pop().expect("what is closed is open");
        self.code.close(id);
    }

    /// The open construct of `label`.
    fn target(&self, label: Label) -> LabelId {
        let found = self.labels.iter().rfind(|(l, _)| *l == label);
        found.unwrap_or_else(|| panic!("{label:?} is not open")).1
    }

    fn own(&mut self, node: NodeId, tasks: &mut Vec<Task>) {
        self.code.set_location(0);
        let point = match self.flow.nodes[node].end {
            End::Test(point) => point,
            _ => 0,
        };
        match self.flow.nodes[node].body {
            Body::Empty => {}
            Body::Prologue => {
                self.code.set_location(self.start);
                self.prologue();
            }
            Body::Insts(block, start, end) => self.insts(node, block, start, end, point),
            Body::Resume => self.resume(),
            Body::Fail(func) => {
                let index = self.linker.function_index(func);
                self.op(W::Call(index));
            }
            Body::Transfer(call) => {
                if self.point != u32::MAX && point != 0 {
                    self.op(W::I32Const(point as i32));
                    self.op(W::LocalSet(self.point));
                }
                self.take_results_from_transfer(call, 0);
            }
        }
        self.code.set_location(self.end_location(node));
        match self.flow.nodes[node].end {
            End::Jump => tasks.push(Task::Edge(node, 0)),
            End::Branch(value) => {
                self.two_way(node, tasks, 0, 1, |this, invert| this.condition(value, invert));
            }
            End::Test(_) => {
                self.op(W::GlobalGet(self.linker.globals.unwind));
                let exit = self.flow.nodes[node].edges[1].to;
                let label = self.structure.label(node, exit).expect("the exit has a label");
                let target = self.target(label);
                self.code.branch_if(target);
                tasks.push(Task::Edge(node, 0));
            }
            End::Enter => {
                self.two_way(node, tasks, 1, 0, |this, invert| {
                    this.op(W::GlobalGet(this.linker.globals.unwind));
                    if invert {
                        this.op(W::I32Eqz);
                    }
                });
            }
            End::Dispatching => {
                self.two_way(node, tasks, 1, 0, |this, invert| {
                    this.op(W::LocalGet(this.dispatch));
                    if invert {
                        this.op(W::I32Eqz);
                    }
                });
            }
            End::Switch(value) => self.table(node, tasks, |this| this.value(value)),
            End::Dispatch => self.table(node, tasks, |this| this.op(W::LocalGet(this.dispatch))),
            End::Exit => self.exit(node, tasks),
            End::Return(inst) => {
                for value in self.body.insts[inst].args.clone() {
                    self.value(value);
                }
                self.leave_frame();
            }
            End::Unwind => {
                self.zeros();
                self.leave_frame();
            }
            End::Unreachable => self.op(W::Unreachable),
        }
    }

    /// The source location of how a node ends: that of its terminator or of the call that is tested.
    fn end_location(&self, node: NodeId) -> u32 {
        let Body::Insts(block, _, end) = self.flow.nodes[node].body else { return 0 };
        let insts = &self.body.blocks[block].insts;
        let last = if matches!(self.flow.nodes[node].end, End::Test(_)) { end } else { end + 1 };
        let locations = insts[..last].iter().rev().map(|inst| self.body.insts[*inst].location);
        locations.take(2).find(|location| *location != 0).unwrap_or(0)
    }

    /// Branches to edge `nonzero` or `zero` of `node`; `condition(invert)` pushes the condition.
    fn two_way(
        &mut self,
        node: NodeId,
        tasks: &mut Vec<Task>,
        nonzero: usize,
        zero: usize,
        condition: impl FnOnce(&mut Self, bool),
    ) {
        let bare = |this: &Self, edge: usize| {
            let edge = &this.flow.nodes[node].edges[edge];
            let label = this.structure.label(node, edge.to)?;
            (edge.is_plain() || this.copies_nothing(edge)).then(|| this.target(label))
        };
        if let Some(target) = bare(self, nonzero) {
            condition(self, false);
            self.code.branch_if(target);
            tasks.push(Task::Edge(node, zero));
        } else if let Some(target) = bare(self, zero) {
            condition(self, true);
            self.code.branch_if(target);
            tasks.push(Task::Edge(node, nonzero));
        } else {
            condition(self, false);
            self.open(Label::If, Construct::If);
            // The first branch never falls through.
            tasks.push(Task::Edge(node, zero));
            tasks.push(Task::Close);
            tasks.push(Task::Edge(node, nonzero));
        }
    }

    /// A jump table over the edges of `node`, whose first one is the default. Edges on which something happens get a
    /// block each, innermost first.
    fn table(&mut self, node: NodeId, tasks: &mut Vec<Task>, index: impl FnOnce(&mut Self)) {
        let edges = &self.flow.nodes[node].edges;
        let mut busy: Vec<usize> = Vec::new();
        let mut slot: Vec<Result<Label, usize>> = Vec::new();
        for (i, edge) in edges.iter().enumerate() {
            let label = self.structure.label(node, edge.to).expect("targets of tables have labels");
            if edge.is_plain() || self.copies_nothing(edge) {
                slot.push(Ok(label));
            } else {
                // Equal edges share a block.
                let same = busy.iter().position(|b| {
                    let other = &edges[*b];
                    other.to == edge.to && other.dispatch == edge.dispatch && other.args == edge.args
                });
                slot.push(Err(same.unwrap_or_else(|| {
                    busy.push(i);
                    busy.len() - 1
                })));
            }
        }
        for _ in &busy {
            self.open(Label::If, Construct::Block);
        }
        index(self);
        let targets: Vec<LabelId> = slot
            .iter()
            .map(|s| match s {
                Ok(label) => self.target(*label),
                Err(block) => self.labels[self.labels.len() - 1 - *block].1,
            })
            .collect();
        let (default, rest) = targets.split_first().expect("a table has a default");
        self.code.table(rest.to_vec(), *default);
        for &edge in busy.iter().rev() {
            tasks.push(Task::Edge(node, edge));
            tasks.push(Task::Close);
        }
    }

    fn edge(&mut self, node: NodeId, index: usize, tasks: &mut Vec<Task>) {
        self.code.set_location(self.end_location(node));
        let edge = &self.flow.nodes[node].edges[index];
        if let Some((block, args)) = &edge.args {
            self.copies(*block, args);
        }
        if let Some(number) = edge.dispatch {
            self.op(W::I32Const(number as i32));
            self.op(W::LocalSet(self.dispatch));
        }
        match self.structure.label(node, edge.to) {
            None => tasks.push(Task::Tree(edge.to)),
            Some(label) => {
                let target = self.target(label);
                self.code.branch(target);
            }
        }
    }

    fn copies_nothing(&self, edge: &crate::flow::Edge) -> bool {
        edge.dispatch.is_none()
            && edge.args.as_ref().is_none_or(|(block, args)| {
                self.body.blocks[*block].params.iter().zip(args).all(|(p, a)| !self.must_copy(*p, *a))
            })
    }

    fn must_copy(&self, param: Value, arg: Value) -> bool {
        let local = self.locals.local[param];
        // A parameter nobody reads has no local.
        local != u32::MAX && (self.is_tree(arg) || self.locals.local[arg] != local)
    }

    fn is_tree(&self, value: Value) -> bool {
        self.body.defining_inst(value).is_some_and(|def| self.trees.place[def] != Place::Here)
    }

    /// Assigns block parameters in parallel: all arguments are pushed before any is stored.
    fn copies(&mut self, block: Block, args: &[Value]) {
        let params = self.body.blocks[block].params.clone();
        let copied: Vec<(Value, Value)> =
            params.into_iter().zip(args.iter().copied()).filter(|(p, a)| self.must_copy(*p, *a)).collect();
        for &(_, arg) in &copied {
            self.value(arg);
        }
        for &(param, _) in copied.iter().rev() {
            self.op(W::LocalSet(self.locals.local[param]));
            self.store_slot(param);
        }
    }

    fn prologue(&mut self) {
        if self.frame.size_bytes == 0 {
            return;
        }
        if self.is_export {
            // The host may have cut the last call short and left `$sp` where it was.
            if self.linker.nests_calls {
                self.op(W::GlobalGet(self.linker.globals.call));
                self.op(W::I32Const(1));
                self.op(W::I32And);
                self.op(W::I32Eqz);
                self.open_if();
            }
            self.op(W::GlobalGet(self.linker.globals.stack_top));
            self.op(W::GlobalSet(self.linker.globals.sp));
            if self.linker.nests_calls {
                // The call it was in may be nested in one that goes on, whose frames come back.
                let forget = self.linker.forget_interrupted_call_index();
                self.op(W::Call(forget));
                self.close_if();
            }
        }
        self.op(W::GlobalGet(self.linker.globals.sp));
        self.op(W::I32Const(self.frame.size_bytes as i32));
        self.op(W::I32Sub);
        self.op(W::LocalTee(self.fp));
        if self.is_recursive {
            self.op(W::GlobalGet(self.linker.globals.stack_limit));
            self.op(W::I32LtS);
            self.open_if();
            self.set_site_before_frame();
            let stack_overflow = self.linker.stack_overflow_index();
            self.op(W::Call(stack_overflow));
            self.op(W::Unreachable);
            self.close_if();
            self.op(W::LocalGet(self.fp));
        }
        self.op(W::GlobalSet(self.linker.globals.sp));
        self.op(W::LocalGet(self.fp));
        self.op(W::I32Const(self.descriptor as i32));
        self.op(W::I32Store(mem_arg(frame::FRAME_DESCRIPTOR, 2)));
        for param in self.body.blocks[self.body.entry()].params.clone() {
            self.store_slot(param);
        }
        self.clear_pointers();
    }

    /// Zeroes the pointer words of the frame that no parameter fills: the collector may look before they are written.
    fn clear_pointers(&mut self) {
        let params = &self.body.blocks[self.body.entry()].params;
        let filled: Vec<u32> = params.iter().map(|p| self.frame.slot[*p] / 8).collect();
        let words: Vec<u32> = self.frame.pointers.iter().copied().filter(|w| !filled.contains(w)).collect();
        let mut rest = &words[..];
        while let Some((&first, _)) = rest.split_first() {
            let run = rest.iter().zip(first..).take_while(|(w, at)| **w == *at).count();
            if run > 8 {
                self.op(W::LocalGet(self.fp));
                self.op(W::I32Const(first as i32 * 8));
                self.op(W::I32Add);
                self.op(W::I32Const(0));
                self.op(W::I32Const(run as i32 * 8));
                self.op(W::MemoryFill(0));
            } else {
                for &word in &rest[..run] {
                    self.op(W::LocalGet(self.fp));
                    self.op(W::I32Const(0));
                    self.op(W::I32Store(mem_arg(word * 8, 2)));
                }
            }
            rest = &rest[run..];
        }
    }

    fn pop_frame(&mut self) {
        if self.frame.size_bytes > 0 {
            self.op(W::LocalGet(self.fp));
            self.op(W::I32Const(self.frame.size_bytes as i32));
            self.op(W::I32Add);
            self.op(W::GlobalSet(self.linker.globals.sp));
        }
    }

    /// Pops the frame and returns what is on the operand stack.
    fn leave_frame(&mut self) {
        match self.epilogue {
            Some(epilogue) => self.code.branch(epilogue),
            None => {
                self.pop_frame();
                self.op(W::Return);
            }
        }
    }

    fn zeros(&mut self) {
        for ty in &self.body.signature.results {
            self.op(match val_type(*ty) {
                ValType::I64 => W::I64Const(0),
                ValType::F32 => W::F32Const(0.0.into()),
                ValType::F64 => W::F64Const(0.0.into()),
                _ => W::I32Const(0),
            });
        }
    }

    fn exit(&mut self, node: NodeId, tasks: &mut Vec<Task>) {
        if self.duties.suspends {
            self.op(W::GlobalGet(self.linker.globals.unwind));
            self.op(W::I32Const(frame::UNWIND_SUSPEND));
            self.op(W::I32Eq);
            self.open_if();
            if self.point != u32::MAX {
                self.op(W::LocalGet(self.fp));
                self.op(W::LocalGet(self.point));
                self.op(W::I32Store(mem_arg(frame::FRAME_SITE, 2)));
            }
            self.zeros();
            self.op(W::Return);
            self.close_if();
        }
        if self.flow.nodes[node].edges.is_empty() {
            self.zeros();
            self.leave_frame();
        } else {
            tasks.push(Task::Edge(node, 0));
        }
    }

    /// The frame at `$sp` is this function's: reloads its slots, and takes the resume point for the dispatch.
    fn resume(&mut self) {
        self.op(W::GlobalGet(self.linker.globals.sp));
        self.op(W::LocalTee(self.fp));
        self.op(W::I32Load(mem_arg(frame::FRAME_SITE, 2)));
        self.op(W::LocalSet(self.dispatch));
        self.op(W::GlobalGet(self.linker.globals.unwind));
        self.op(W::I32Const(frame::UNWIND_RESUME));
        self.op(W::I32Sub);
        self.op(W::GlobalSet(self.linker.globals.unwind));
        let mut seen = vec![false; self.locals.types.len()];
        for value in self.plan.slotted.iter() {
            let local = self.locals.local[value];
            if local == u32::MAX || std::mem::replace(&mut seen[local as usize], true) {
                continue;
            }
            self.op(W::LocalGet(self.fp));
            let offset = self.frame.slot[value];
            self.op(match val_type(self.body.value_type(value)) {
                ValType::I64 => W::I64Load(mem_arg(offset, 3)),
                ValType::F32 => W::F32Load(mem_arg(offset, 2)),
                ValType::F64 => W::F64Load(mem_arg(offset, 3)),
                _ => W::I32Load(mem_arg(offset, 2)),
            });
            self.op(W::LocalSet(local));
        }
    }

    /// Stores the local of `value` into its slot, if it has one.
    fn store_slot(&mut self, value: Value) {
        let offset = self.frame.slot[value];
        if offset == 0 || !self.plan.slotted.contains(value) {
            return;
        }
        self.op(W::LocalGet(self.fp));
        self.op(W::LocalGet(self.locals.local[value]));
        self.op(match val_type(self.body.value_type(value)) {
            ValType::I64 => W::I64Store(mem_arg(offset, 3)),
            ValType::F32 => W::F32Store(mem_arg(offset, 2)),
            ValType::F64 => W::F64Store(mem_arg(offset, 3)),
            _ => W::I32Store(mem_arg(offset, 2)),
        });
    }

    fn take_results_from_transfer(&mut self, call: Inst, from: usize) {
        for (i, result) in self.body.results[call].clone().into_iter().enumerate().skip(from) {
            if self.locals.local[result] == u32::MAX || self.trees.uses[result] == 0 {
                continue;
            }
            self.op(W::I32Const((self.linker.transfer_area() + 8 * i as u32) as i32));
            self.op(match val_type(self.body.value_type(result)) {
                ValType::I64 => W::I64Load(mem_arg(0, 3)),
                ValType::F32 => W::F32Load(mem_arg(0, 2)),
                ValType::F64 => W::F64Load(mem_arg(0, 3)),
                _ => W::I32Load(mem_arg(0, 2)),
            });
            self.op(W::LocalSet(self.locals.local[result]));
            self.store_slot(result);
        }
    }

    fn insts(&mut self, node: NodeId, block: Block, start: usize, end: usize, point: u32) {
        let insts = self.body.blocks[block].insts[start..end].to_vec();
        // Behind a call that is tested comes the test, even if the block has only its terminator left.
        let last_is_terminator = !matches!(self.flow.nodes[node].end, End::Test(_))
            && start + insts.len() + 1 == self.body.blocks[block].insts.len();
        let mut roots: Vec<Inst> = insts.iter().copied().filter(|i| self.trees.place[*i] == Place::Here).collect();
        let polls: Vec<bool> =
            roots.iter().zip(roots.iter().skip(1)).map(|(inst, next)| self.leaves_poll_to(*inst, *next)).collect();
        let mut left = polls.into_iter();
        roots.retain(|_| left.next() != Some(true));
        for (i, &inst) in roots.iter().enumerate() {
            let point = if i + 1 == roots.len() { point } else { 0 };
            self.code.set_location(self.body.insts[inst].location);
            self.mark_site(inst, point);
            self.root(node, inst);
            let next = match roots.get(i + 1) {
                Some(next) => Some(*next),
                None if last_is_terminator => self.body.terminator(block),
                None => None,
            };
            self.keep_results(inst, next);
        }
    }

    /// Whether `inst` polls the collector and `next` is an allocation, which does so itself. The poll has said what is live.
    fn leaves_poll_to(&self, inst: Inst, next: Inst) -> bool {
        self.body.insts[inst].opcode == Opcode::GcPoll
            && self.body.insts[next].func().is_some_and(
                |func| matches!(self.module.funcs[func].linkage, Linkage::Runtime(effects) if effects.allocates),
            )
    }

    /// Puts the results of `inst`, which are on the operand stack, where they belong; the one that `next` needs first may
    /// stay on the stack.
    fn keep_results(&mut self, inst: Inst, next: Option<Inst>) {
        let results = self.body.results[inst].clone();
        let is_runtime_call = self.is_runtime_call(inst);
        let pushed = if is_runtime_call { results.len().min(1) } else { results.len() };
        if let [value] = results[..] {
            let first = next.and_then(|n| self.first_leaf(n));
            if first == Some(value) && self.frame.slot[value] == 0 {
                if self.trees.uses[value] == 1 {
                    self.on_stack(value);
                    return;
                }
                self.op(W::LocalTee(self.locals.local[value]));
                self.on_stack(value);
                return;
            }
        }
        for &value in results[..pushed].iter().rev() {
            if self.trees.uses[value] == 0 || self.locals.local[value] == u32::MAX {
                self.op(W::Drop);
            } else {
                self.op(W::LocalSet(self.locals.local[value]));
            }
        }
        for &value in &results[..pushed] {
            if self.trees.uses[value] > 0 {
                self.store_slot(value);
            }
        }
        if is_runtime_call {
            self.take_results_from_transfer(inst, 1);
        }
    }

    fn is_runtime_call(&self, inst: Inst) -> bool {
        let data = &self.body.insts[inst];
        matches!((data.opcode, data.imm), (Opcode::Call, Immediate::Func(f))
            if matches!(self.module.funcs[f].linkage, Linkage::Runtime(_)))
    }

    fn on_stack(&mut self, value: Value) {
        self.pending = Some(value);
    }

    /// The value whose local is read first when `inst` is computed, if anything is read before anything else is pushed.
    fn first_leaf(&self, inst: Inst) -> Option<Value> {
        let mut inst = inst;
        loop {
            let data = &self.body.insts[inst];
            let first = match data.opcode {
                Opcode::Select => data.args.get(1),
                Opcode::CallIndirect => data.args.get(1),
                Opcode::Jump | Opcode::GcPoll | Opcode::Switch => None,
                _ => data.args.first(),
            };
            let value = *first?;
            match self.body.defining_inst(value) {
                Some(def) if self.trees.place[def] == Place::AtUse => inst = def,
                Some(def) if self.trees.place[def] == Place::AtEveryUse => return None,
                _ => return Some(value),
            }
        }
    }

    /// Pushes `value`.
    pub(crate) fn value(&mut self, value: Value) {
        if self.pending == Some(value) {
            self.pending = None;
            return;
        }
        match self.body.defining_inst(value) {
            Some(def) if matches!(self.trees.place[def], Place::AtUse | Place::AtEveryUse) => {
                let around = match self.body.insts[def].location {
                    0 => None,
                    location => Some(self.code.set_location(location)),
                };
                self.tree(def);
                if let Some(around) = around {
                    self.code.set_location(around);
                }
            }
            _ => {
                let local = self.locals.local[value];
                assert!(local != u32::MAX, "{value} of {} has no local", value.index());
                self.op(W::LocalGet(local));
            }
        }
    }

    /// Whether the defining instruction of `value` is computed at its use, and which it is.
    pub(crate) fn inline_def(&self, value: Value) -> Option<Inst> {
        let def = self.body.defining_inst(value)?;
        matches!(self.trees.place[def], Place::AtUse | Place::AtEveryUse).then_some(def)
    }

    /// Where the check `data` of `node` fails, if it shares that with others.
    pub(crate) fn shared_failure(&self, node: NodeId, data: &InstData) -> Option<LabelId> {
        let (failure, func) = self.flow.failure?;
        if data.func() != Some(func) || data.args.len() != 1 {
            return None;
        }
        let label = self.structure.label(node, failure).expect("the failure has a label");
        Some(self.target(label))
    }

    /// Branches to an open construct if what is on the operand stack is not 0.
    pub(crate) fn branch_if(&mut self, target: LabelId) {
        self.code.branch_if(target);
    }

    /// Leaves the function because of a panic that was just started, or traps where nobody can catch it.
    pub(crate) fn go_unwinding(&mut self, node: NodeId) {
        match self.flow.exit {
            Some(exit) if self.duties.passes_panics => {
                let label = self.structure.label(node, exit).expect("the exit has a label");
                let target = self.target(label);
                self.code.leave(target);
            }
            _ => self.op(W::Unreachable),
        }
    }

    /// Opens an `if` inside straight code.
    pub(crate) fn open_if(&mut self) {
        self.open(Label::If, Construct::If);
    }

    /// Closes what [`open_if`](Self::open_if) opened.
    pub(crate) fn close_if(&mut self) {
        self.close();
    }
}

/// A memory operand.
pub(crate) fn mem_arg(offset: u32, align: u32) -> MemArg {
    MemArg { offset: u64::from(offset), align, memory_index: 0 }
}
