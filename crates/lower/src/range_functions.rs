//! `for … range` over functions (Go specification, "For statements with range clause").
//!
//! The body becomes a function of its own, which the iterator calls with the iteration values; its result says whether to
//! go on. A jump out of the body leaves a number in the loop's record and makes the body return false; behind the call of
//! the iterator the number says where to go. A jump that leaves several such loops is made again there, loop by loop.
//! Variables that bodies share with the code around them are treated like those that function literals capture. Calls
//! that a body defers belong to the function around it: they wait in a list, which a call deferred before the loop hands
//! over when the function ends. `recover` in a body has no effect, as in Go. The states and messages are those of Go's `cmd/compile/internal/rangefunc`.

use abi::runtime_functions::RuntimeFunction as R;
use ast::{BranchKind, ExprId, ExprKind, IdentId, StmtId, StmtKind, Visitor};
use ir::{Func, MemKind, Opcode, Signature as IrSignature, Type as IrType, Value};
use rustc_hash::FxHashSet;
use source::{Span, Symbol};
use types::{ObjectId, Type, TypeId, VarKind};

use crate::calls::PreparedCall;
use crate::function::{FunctionLowerer, ResultVar, Storage, Target, Values};
use crate::places::Place;
use crate::program::Lowerer;
use crate::ranges::Clause;
use crate::type_layout::Layout;

// The record of a loop: its state, where to go behind it, and for the outermost loop of a function its frame and
// the calls that bodies deferred.
const STATE: u32 = 0;
const NEXT: u32 = 4;
const FRAME_SP: u32 = 8;
const DEFERRED: u32 = 16;
const RECORD_BYTES: u32 = 24;

// An entry of the list of deferred calls.
const DEFERRED_CLOSURE: u32 = 0;
const DEFERRED_NEXT: u32 = 8;
const DEFERRED_BYTES: u32 = 16;

// States of a loop.
const READY: i64 = 0;
const DONE: i64 = 1;
const PANICKED: i64 = 2;
const EXHAUSTED: i64 = 3;
/// The iterator returned although the body had panicked.
const MISSING_PANIC: i64 = 4;

const MESSAGES: [(i64, &str); 4] = [
    (DONE, "range function continued iteration after function for loop body returned false"),
    (PANICKED, "range function continued iteration after loop body panic"),
    (EXHAUSTED, "range function continued iteration after whole loop exit"),
    (MISSING_PANIC, "range function recovered a loop body panic and did not resume panicking"),
];

/// A jump out of a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    /// `return`; the results are stored.
    Return,
    /// `break` or `continue` of a labelled statement around the loop.
    Branch(BranchKind, Symbol),
    /// `goto`
    Goto(ObjectId),
}

/// The loop whose body is being lowered as a function.
#[derive(Clone, Debug)]
pub(crate) struct RangeBody {
    /// The loop's record.
    record: Value,
    /// The record of the function's outermost loop.
    outermost: Value,
    /// Where the loop is written.
    span: Span,
    /// The jumps that leave the body.
    exits: Vec<Exit>,
}

/// What a function shares with the bodies of its loops over functions.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedVariables {
    objects: FxHashSet<ObjectId>,
    /// A body has a `return`.
    pub returns: bool,
}

impl SharedVariables {
    /// Whether a body uses a variable declared outside of it.
    pub fn contains(&self, object: ObjectId) -> bool {
        self.objects.contains(&object)
    }
}

/// Walks a body without the function literals in it.
#[derive(Default)]
struct BodyVisitor {
    ranges: Vec<StmtId>,
    has_return: bool,
}

impl Visitor for BodyVisitor {
    fn visit_expr(&mut self, file: &ast::File, expr: ExprId) {
        if !matches!(file[expr].kind, ExprKind::FuncLit { .. }) {
            ast::walk_expr(self, file, expr);
        }
    }

    fn visit_stmt(&mut self, file: &ast::File, stmt: StmtId) {
        match file[stmt].kind {
            StmtKind::Range { .. } => self.ranges.push(stmt),
            StmtKind::Return(_) => self.has_return = true,
            _ => {}
        }
        ast::walk_stmt(self, file, stmt);
    }
}

/// Collects identifiers, those in function literals too.
#[derive(Default)]
struct IdentVisitor(Vec<IdentId>);

impl Visitor for IdentVisitor {
    fn visit_ident(&mut self, _file: &ast::File, ident: IdentId) {
        self.0.push(ident);
    }
}

fn walk(file: &ast::File, body: &ast::Block) -> BodyVisitor {
    let mut visitor = BodyVisitor::default();
    for stmt in &body.stmts {
        visitor.visit_stmt(file, *stmt);
    }
    visitor
}

fn within(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

fn record_layout(size: u32, pointer_words: &[bool]) -> Layout {
    Layout { size, align: 8, parts: None, pointers: pointer_words.to_vec(), fields: Vec::new() }
}

impl FunctionLowerer<'_, '_> {
    /// The variables of `body` that the bodies of loops over functions share.
    pub(crate) fn find_shared_variables(&self, body: &ast::Block) -> SharedVariables {
        let mut shared = SharedVariables::default();
        for stmt in walk(self.file, body).ranges {
            let StmtKind::Range { lhs, is_define, x, body, .. } = &self.file[stmt].kind else { continue };
            let ty = self.type_of(*x);
            if !matches!(self.lowerer.program.structure(ty), Type::Signature(_)) {
                continue;
            }
            shared.returns |= walk(self.file, body).has_return;
            let span = self.file[stmt].span;
            for object in self.variables_used(if *is_define { &[] } else { lhs }, body) {
                let declared = self.lowerer.program.object(object).span;
                if declared.is_none_or(|declared| !within(span, declared)) {
                    shared.objects.insert(object);
                }
            }
        }
        shared
    }

    /// The local variables that expressions and a body name, in order of first use.
    fn variables_used(&self, lhs: &[ExprId], body: &ast::Block) -> Vec<ObjectId> {
        let mut idents = IdentVisitor::default();
        for expr in lhs {
            idents.visit_expr(self.file, *expr);
        }
        for stmt in &body.stmts {
            idents.visit_stmt(self.file, *stmt);
        }
        let mut seen = FxHashSet::default();
        let objects = idents.0.into_iter().filter_map(|ident| self.info.use_of(self.file_index, ident));
        objects
            .filter(|object| {
                let var = self.lowerer.program.object(*object).as_var();
                var.is_some_and(|v| !matches!(v.kind, VarKind::Package | VarKind::Field)) && seen.insert(*object)
            })
            .collect()
    }

    /// `for … range f`.
    pub(crate) fn range_function(
        &mut self,
        label: Option<Symbol>,
        clause: &Clause<'_>,
        x: ExprId,
        body: &ast::Block,
        stmt: StmtId,
    ) {
        let program = self.lowerer.program;
        let ty = self.function_type(x);
        let iterator = program.as_signature(ty).unwrap_or_else(|| panic!("{ty} is no function"));
        let yield_type = iterator.params[0].ty;
        let callee = self.callee(x, ty);
        let layout = record_layout(RECORD_BYTES, &[false, false, true]);
        let record = self.allocate_layout(&layout);
        let outermost = match &self.range_body {
            Some(outer) => outer.outermost,
            None => {
                self.prepare_outermost(record, body);
                record
            }
        };

        let mut captured: Vec<(Values, Option<TypeId>)> = vec![(self.one(record), None), (self.one(outermost), None)];
        let results = if walk(self.file, body).has_return { self.results.clone() } else { Vec::new() };
        for result in &results {
            let address = self.result_address(result);
            captured.push((self.one(address), None));
        }
        let mut variables = Vec::new();
        for object in self.variables_used(if clause.is_define { &[] } else { clause.lhs }, body) {
            if !self.locals.contains_key(&object) {
                continue;
            }
            let place = self.variable_place(object);
            if self.is_boxed(object) {
                let Place::Memory(address, offset, _) = place else { panic!("{place:?} has no address") };
                let address = self.b.ptr_offset(address, i64::from(offset));
                captured.push((self.one(address), None));
                variables.push((object, None));
            } else {
                let ty = self.object_type(object);
                captured.push((self.read(&place), Some(ty)));
                variables.push((object, Some(ty)));
            }
        }
        let types: Vec<Option<TypeId>> = captured.iter().map(|(_, ty)| *ty).collect();
        let (func, exits) = self.range_body(label, clause, body, stmt, yield_type, &types, &results, &variables);
        let closure = self.make_closure(func, &captured);
        let args = vec![(self.one(closure), yield_type)];
        self.emit_call(&PreparedCall { callee, args, results: Vec::new() });

        let state = self.b.load(MemKind::I32, record, STATE);
        let panicked = self.i32(PANICKED);
        let lost = self.b.binary(Opcode::Eq, state, panicked);
        let (wrong, fine) = (self.b.block(), self.b.block());
        self.b.branch(lost, wrong, fine);
        self.b.switch_to_sealed(wrong);
        let missing = self.i32(MISSING_PANIC);
        self.range_panic(missing);
        self.b.switch_to_sealed(fine);
        let exhausted = self.i32(EXHAUSTED);
        self.b.store(MemKind::I32, record, STATE, exhausted);
        if exits.is_empty() {
            return;
        }
        let next = self.b.load(MemKind::I32, record, NEXT);
        for (i, exit) in exits.into_iter().enumerate() {
            let number = self.i32(i as i64 + 1);
            let is_this = self.b.binary(Opcode::Eq, next, number);
            let (leave, other) = (self.b.block(), self.b.block());
            self.b.branch(is_this, leave, other);
            self.b.switch_to_sealed(leave);
            match exit {
                Exit::Return => self.return_values(None),
                Exit::Branch(kind, label) => self.jump_to(kind, Some(label)),
                Exit::Goto(label) => self.jump_to_label(label),
            }
            self.b.switch_to_sealed(other);
        }
    }

    /// Lets the bodies of a function's outermost loop and of those in it defer calls.
    fn prepare_outermost(&mut self, record: Value, body: &ast::Block) {
        if crate::defer_recover::has_defer(self.file, body) {
            let sp = self.frame_sp();
            let sp = self.b.unary_to(Opcode::PtrToInt, sp);
            self.b.store(MemKind::I32, record, FRAME_SP, sp);
            let runner = self.lowerer.deferred_runner();
            let closure = self.make_closure(runner, &[(self.one(record), None)]);
            let sp = self.frame_sp();
            self.runtime(R::DeferPush, &[sp, closure]);
        }
    }

    fn result_address(&mut self, result: &ResultVar) -> Value {
        match result.storage {
            Some(Storage::At(address)) => address,
            ref other => panic!("a result of {} that a range body sets is in {other:?}", self.name),
        }
    }

    /// Lowers a body as a function: its name in the module and the jumps that leave it.
    #[allow(clippy::too_many_arguments)]
    fn range_body(
        &mut self,
        label: Option<Symbol>,
        clause: &Clause<'_>,
        body: &ast::Block,
        stmt: StmtId,
        yield_type: TypeId,
        captured: &[Option<TypeId>],
        results: &[ResultVar],
        variables: &[(ObjectId, Option<TypeId>)],
    ) -> (Func, Vec<Exit>) {
        let program = self.lowerer.program;
        let go = program.as_signature(yield_type).unwrap_or_else(|| panic!("{yield_type} is no function"));
        let count = self.lowerer.literal_counts.entry(format!("{} range", self.name)).or_insert(0);
        *count += 1;
        let name = format!("{}-range{count}", self.name);
        let mut signature = self.lowerer.ir_signature(go, None);
        signature.params.push(IrType::Ptr);
        let func = self.lowerer.declare(name.clone(), signature);
        let class = self.lowerer.closure_class(yield_type);
        self.lowerer.add_member(class, func);

        let (substitution, shared) = (self.substitution.clone(), self.shared.clone());
        let span = self.file[stmt].span;
        let mut inner = FunctionLowerer::start(self.lowerer, func, name, self.package, self.file_index);
        inner.substitution = substitution;
        inner.shared = shared;
        let params = inner.b.params();
        let closure = params[params.len() - 1];
        let layout = inner.closure_layout(captured);
        let offsets = &layout.fields[1..];
        let record = inner.b.load(MemKind::Ptr, closure, offsets[0]);
        let outermost = inner.b.load(MemKind::Ptr, closure, offsets[1]);
        inner.check_state(record);
        for (result, offset) in results.iter().zip(&offsets[2..]) {
            let at = inner.b.load(MemKind::Ptr, closure, *offset);
            inner.results.push(ResultVar { ty: result.ty, storage: Some(Storage::At(at)), out: None });
        }
        for ((object, ty), offset) in variables.iter().zip(&offsets[2 + results.len()..]) {
            inner.bind_capture(closure, *offset, *object, *ty);
        }
        inner.range_body = Some(RangeBody { record, outermost, span, exits: Vec::new() });

        let mut at = 0;
        let mut given: Vec<(Values, TypeId)> = Vec::new();
        for param in &go.params {
            let count = inner.layout(param.ty).ir_types().len();
            given.push((params[at..at + count].iter().copied().collect(), param.ty));
            at += count;
        }
        if let Some(((first, ty), rest)) = given.split_first() {
            let second = rest.first().map(|(values, ty)| (&values[..], *ty));
            inner.assign_pair(clause, (first, *ty), second);
        }
        let (next, done) = (inner.b.block(), inner.b.block());
        inner.targets.push(Target { label, break_to: done, continue_to: Some(next) });
        inner.statements(&body.stmts);
        inner.targets.pop();
        inner.b.jump(next, &[]);
        for (block, state, go_on) in [(next, READY, 1), (done, DONE, 0)] {
            inner.b.seal(block);
            if inner.b.has_predecessors(block) {
                inner.b.switch_to(block);
                let state = inner.i32(state);
                inner.b.store(MemKind::I32, record, STATE, state);
                let go_on = inner.i32(go_on);
                inner.b.ret(&[go_on]);
            }
        }
        let exits = inner.range_body.take().map(|b| b.exits).unwrap_or_default();
        let function = inner.take();
        self.lowerer.define(func, function);
        (func, exits)
    }

    /// At the start of a body: it must be due, and counts as panicked until it ends.
    fn check_state(&mut self, record: Value) {
        let state = self.b.load(MemKind::I32, record, STATE);
        let (wrong, ready) = (self.b.block(), self.b.block());
        self.b.branch(state, wrong, ready);
        self.b.switch_to_sealed(wrong);
        self.range_panic(state);
        self.b.switch_to_sealed(ready);
        let panicked = self.i32(PANICKED);
        self.b.store(MemKind::I32, record, STATE, panicked);
    }

    fn range_panic(&mut self, state: Value) {
        let func = self.lowerer.range_panic_function();
        let signature = self.lowerer.module.funcs[func].signature.clone();
        self.b.call(func, &signature, &[state]);
        self.b.unreachable();
    }

    /// In a body: leaves the loop to jump elsewhere.
    pub(crate) fn leave_range_body(&mut self, exit: Exit) {
        let Some(body) = &mut self.range_body else { panic!("{exit:?} leads out of {}", self.name) };
        let index = body.exits.iter().position(|e| *e == exit).unwrap_or_else(|| {
            body.exits.push(exit);
            body.exits.len() - 1
        });
        let record = body.record;
        let number = self.i32(index as i64 + 1);
        self.b.store(MemKind::I32, record, NEXT, number);
        let done = self.i32(DONE);
        self.b.store(MemKind::I32, record, STATE, done);
        let stop = self.i32(0);
        self.b.ret(&[stop]);
    }

    /// Whether a label is outside of the body that is being lowered.
    pub(crate) fn is_outside_range_body(&self, label: ObjectId) -> bool {
        let declared = self.lowerer.program.object(label).span;
        self.range_body.as_ref().is_some_and(|body| declared.is_none_or(|at| !within(body.span, at)))
    }

    /// In a body: defers a call until the function around it ends. Otherwise gives the closure back.
    pub(crate) fn defer_in_range_body(&mut self, closure: Value) -> Option<Value> {
        let Some(body) = &self.range_body else { return Some(closure) };
        let list = body.outermost;
        let entry = self.allocate_layout(&record_layout(DEFERRED_BYTES, &[true, true]));
        self.b.store(MemKind::Ptr, entry, DEFERRED_CLOSURE, closure);
        let before = self.b.load(MemKind::Ptr, list, DEFERRED);
        self.b.store(MemKind::Ptr, entry, DEFERRED_NEXT, before);
        self.b.store(MemKind::Ptr, list, DEFERRED, entry);
        None
    }
}

impl Lowerer<'_> {
    /// The function that panics because an iterator called a body in the given state.
    fn range_panic_function(&mut self) -> Func {
        if let Some(func) = self.range_panic {
            return func;
        }
        let name = "runtime.panicrangestate";
        let func = self.declare(name.into(), IrSignature::new([IrType::I32], []));
        self.range_panic = Some(func);
        let package = self.order[self.order.len() - 1];
        let mut this = FunctionLowerer::start(self, func, name.into(), package, 0);
        let state = this.b.params()[0];
        for (number, message) in MESSAGES {
            let number = this.i32(number);
            let is_this = this.b.binary(Opcode::Eq, state, number);
            let (panics, other) = (this.b.block(), this.b.block());
            this.b.branch(is_this, panics, other);
            this.b.switch_to_sealed(panics);
            let text = this.string_constant(format!("runtime error: {message}").as_bytes());
            this.runtime_panic(R::PanicText, &[text[0], text[1]]);
            this.b.switch_to_sealed(other);
        }
        this.b.unreachable();
        let body = this.take();
        self.define(func, body);
        func
    }

    /// The deferred function that hands the calls which range bodies deferred over to the function around them: they run
    /// next, the last one first.
    fn deferred_runner(&mut self) -> Func {
        if let Some(func) = self.deferred_runner {
            return func;
        }
        let name = "runtime.deferrangefunc";
        let func = self.declare(name.into(), IrSignature::new([IrType::Ptr], []));
        self.deferred_runner = Some(func);
        let class = self.plain_class();
        self.add_member(class, func);
        let package = self.order[self.order.len() - 1];
        let mut this = FunctionLowerer::start(self, func, name.into(), package, 0);
        let closure = this.b.params()[0];
        let layout = this.closure_layout(&[None]);
        let record = this.b.load(MemKind::Ptr, closure, layout.fields[1]);
        let sp = this.b.load(MemKind::I32, record, FRAME_SP);
        let sp = this.b.unary_to(Opcode::IntToPtr, sp);
        let (list, reversed) = (this.b.variable(IrType::Ptr), this.b.variable(IrType::Ptr));
        let (first, null) = (this.b.load(MemKind::Ptr, record, DEFERRED), this.null());
        this.b.define(list, first);
        this.b.define(reversed, null);
        for pushes in [false, true] {
            let (head, inside, done) = (this.b.block(), this.b.block(), this.b.block());
            this.b.jump(head, &[]);
            this.b.switch_to(head);
            let from = if pushes { reversed } else { list };
            let entry = this.b.read(from);
            this.b.branch_ptr(entry, inside, done);
            this.b.switch_to_sealed(inside);
            let next = this.b.load(MemKind::Ptr, entry, DEFERRED_NEXT);
            this.b.define(from, next);
            if pushes {
                let closure = this.b.load(MemKind::Ptr, entry, DEFERRED_CLOSURE);
                this.runtime(R::DeferPush, &[sp, closure]);
            } else {
                let before = this.b.read(reversed);
                this.b.store(MemKind::Ptr, entry, DEFERRED_NEXT, before);
                this.b.define(reversed, entry);
            }
            this.b.jump(head, &[]);
            this.b.seal(head);
            this.b.switch_to_sealed(done);
        }
        this.b.ret(&[]);
        let body = this.take();
        self.define(func, body);
        func
    }
}
