//! `defer`, `recover` and landing blocks (`ARCHITECTURE.md`, "Panics").

use abi::runtime_functions::RuntimeFunction as R;
use ast::{ExprId, ExprKind, StmtId, StmtKind};
use ir::call_graph::CallGraph;
use ir::{Immediate, Module, Opcode, Type as IrType, Value};
use types::{ObjectId, ObjectKind};

use crate::function::{FunctionLowerer, Values};
use crate::program::Lowerer;

/// Whether a body has a `defer` statement of its own, not counting function literals in it.
pub(crate) fn has_defer(file: &ast::File, body: &ast::Block) -> bool {
    let mut work: Vec<StmtId> = body.stmts.clone();
    while let Some(stmt) = work.pop() {
        match &file[stmt].kind {
            StmtKind::Defer(_) => return true,
            StmtKind::Labeled { stmt, .. } => work.push(*stmt),
            StmtKind::Block(block) => work.extend(&block.stmts),
            StmtKind::If { init, then, otherwise, .. } => {
                work.extend(init.iter().chain(otherwise));
                work.extend(&then.stmts);
            }
            StmtKind::For { body, .. } | StmtKind::Range { body, .. } => work.extend(&body.stmts),
            StmtKind::Switch { clauses, .. } | StmtKind::TypeSwitch { clauses, .. } => {
                work.extend(clauses.iter().flat_map(|c| &c.body));
            }
            StmtKind::Select { clauses, .. } => work.extend(clauses.iter().flat_map(|c| &c.body)),
            _ => {}
        }
    }
    false
}

impl FunctionLowerer<'_, '_> {
    /// `defer call`.
    pub(crate) fn defer_statement(&mut self, call: ExprId) {
        let closure = self.postponed(call, true);
        if let Some(closure) = self.defer_in_range_body(closure) {
            let sp = self.frame_sp();
            self.runtime(R::DeferPush, &[sp, closure]);
        }
    }

    /// The address of the function's frame.
    pub(crate) fn frame_sp(&mut self) -> Value {
        let sp = self.b.emit(Opcode::FrameSp, IrType::I32, &[], Immediate::None);
        self.b.unary_to(Opcode::IntToPtr, sp)
    }

    /// `$sp` as the function was entered with it.
    pub(crate) fn entry_sp(&mut self) -> Value {
        let sp = self.b.emit(Opcode::EntrySp, IrType::I32, &[], Immediate::None);
        self.b.unary_to(Opcode::IntToPtr, sp)
    }

    /// `recover()`.
    pub(crate) fn recover(&mut self) -> Values {
        let sp = self.entry_sp();
        self.runtime(R::Recover, &[sp])
    }

    /// In a wrapper: lets the function it calls recover in its place.
    pub(crate) fn adjust_recover(&mut self) {
        let (entry, frame) = (self.entry_sp(), self.frame_sp());
        self.runtime(R::RecoverAdjust, &[entry, frame]);
    }

    /// The landing block of a function with deferred calls: where returns and panics run them.
    pub(crate) fn finish_landing(&mut self) {
        let Some(landing) = self.landing else { return };
        let (next, call, done, unwind, leave) =
            (self.b.block(), self.b.block(), self.b.block(), self.b.block(), self.b.block());
        self.b.switch_to_sealed(landing);
        self.runtime(R::PanicCatch, &[]);
        self.b.jump(next, &[]);
        self.b.switch_to(next);
        let sp = self.frame_sp();
        let closure = self.runtime(R::DeferPop, &[sp])[0];
        self.b.branch_ptr(closure, call, done);
        self.b.switch_to_sealed(call);
        self.call_plain_closure(closure);
        self.b.jump(next, &[]);
        self.b.seal(next);
        self.b.switch_to_sealed(done);
        let sp = self.frame_sp();
        let still = self.runtime(R::DeferDone, &[sp])[0];
        self.b.branch(still, unwind, leave);
        self.b.switch_to_sealed(unwind);
        self.b.unwind();
        self.b.switch_to_sealed(leave);
        self.landing = None;
        self.return_values(None);
        self.landing = Some(landing);
    }
}

impl Lowerer<'_> {
    /// Whether a function's own body calls `recover`.
    pub(crate) fn may_recover(&self, object: ObjectId) -> bool {
        let ObjectKind::Func(func) = self.program.object(object).kind else { return false };
        let Some(decl) = func.decl else { return func.is_interface_method };
        let file = self.file(decl.package, decl.file);
        let span = self.declaration(decl).span;
        file.exprs.values().any(|e| {
            span.start <= e.span.start
                && e.span.end <= span.end
                && matches!(e.kind, ExprKind::Name(name) if file.name(name).as_str() == "recover")
        })
    }
}

/// Gives every function that can reach `recover` through a call a frame, so that `$sp` tells it from its caller.
pub(crate) fn force_frames(module: &mut Module) {
    let Some(recover) = module.find_runtime(R::Recover.name()) else { return };
    let graph = CallGraph::compute(module);
    let mut work: Vec<ir::Func> = graph.callers[recover].clone();
    let mut seen = cranelift_entity::EntitySet::new();
    while let Some(func) = work.pop() {
        for &caller in &graph.callers[func] {
            if seen.insert(caller) {
                work.push(caller);
            }
        }
    }
    for func in module.funcs.keys().collect::<Vec<_>>() {
        if seen.contains(func)
            && !module.funcs[func].is_wrapper
            && let Some(body) = module.body_mut(func)
        {
            body.needs_frame = true;
        }
    }
}
