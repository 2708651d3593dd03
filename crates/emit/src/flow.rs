//! The flow graph of one function as it will run. Owns [`Flow`]: blocks split behind calls that are tested for
//! unwinding, the entry that resumes, and the exit that suspends or panics.
//!
//! Never does: choose instructions or locals. Edges of the graph carry the block arguments and, where control enters a
//! loop sideways, the number its dispatcher selects by (see [`crate::reducible`]).

use cranelift_entity::SecondaryMap;
use ir::call_graph::Effects;
use ir::{Block, Func, Function, Immediate, Inst, InstData, Linkage, Module, Opcode, Value};

/// Index of a node in [`Flow::nodes`].
pub type NodeId = usize;

/// An edge to another node.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Where it leads.
    pub to: NodeId,
    /// The block whose parameters it assigns, with the arguments.
    pub args: Option<(Block, Vec<Value>)>,
    /// The number to put into the dispatch local on the way.
    pub dispatch: Option<u32>,
}

impl Edge {
    /// An edge that only leads somewhere.
    pub fn to(to: NodeId) -> Edge {
        Edge { to, args: None, dispatch: None }
    }

    /// Whether nothing happens on the edge.
    pub fn is_plain(&self) -> bool {
        self.dispatch.is_none() && self.args.as_ref().is_none_or(|(_, args)| args.is_empty())
    }
}

/// What a node does before its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Body {
    /// Nothing.
    Empty,
    /// Makes the frame and stores the parameters that have slots.
    Prologue,
    /// Instructions `start..end` of a block.
    Insts(Block, usize, usize),
    /// Reloads all slots and puts the resume point into the dispatch local.
    Resume,
    /// Takes the results of a call from the transfer area.
    Transfer(Inst),
    /// Calls a function of the runtime that panics.
    Fail(Func),
}

/// How a node ends; its edges are listed with the variants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// One edge.
    Jump,
    /// Two edges: value not 0, value 0.
    Branch(Value),
    /// The default, then one edge for each number from 0.
    Switch(Value),
    /// `$unwind` is 0, is not 0. The number is the resume point of the call just made, 0 if it cannot suspend.
    Test(u32),
    /// `$unwind` is 0 on entry, is not 0.
    Enter,
    /// The dispatch local is 0, is not 0.
    Dispatching,
    /// The default, then one edge for each number of the dispatch local from 0.
    Dispatch,
    /// `$unwind` says suspend: stores the resume point and returns. Otherwise one edge to the landing block, or none:
    /// then it pops the frame and returns.
    Exit,
    /// Returns the operands of the terminator.
    Return(Inst),
    /// Pops the frame and returns nothing of use.
    Unwind,
    /// Control never comes here.
    Unreachable,
}

/// A node of the graph.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it does.
    pub body: Body,
    /// How it ends.
    pub end: End,
    /// Edges, as `end` says.
    pub edges: Vec<Edge>,
    /// Whether a check in its body may go to the exit.
    pub panics: bool,
    /// Whether a check in its body may go to the shared failure.
    pub fails: bool,
}

/// The graph.
#[derive(Clone, Debug)]
pub struct Flow {
    /// All nodes; node 0 is the entry.
    pub nodes: Vec<Node>,
    /// The node that leaves the function on suspension or panic, if anything may lead there.
    pub exit: Option<NodeId>,
    /// The node in which checks fail that give the function that panics no arguments, and that function. Like the exit it is in no
    /// cycle, unless the exit is.
    pub failure: Option<(NodeId, Func)>,
    /// Number of resume points, counted from 1.
    pub resume_points: u32,
    /// First node of each block.
    pub block_node: SecondaryMap<Block, NodeId>,
}

/// What the function may do, which decides the tests behind its calls.
#[derive(Clone, Copy, Debug)]
pub struct Duties {
    /// It may suspend.
    pub suspends: bool,
    /// It must pass on panics.
    pub passes_panics: bool,
    /// It must appear in stack traces.
    pub is_traced: bool,
}

/// What a call may do to its caller.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CallEffects {
    /// The callee may suspend.
    pub suspends: bool,
    /// The callee may panic.
    pub panics: bool,
    /// The callee may collect.
    pub collects: bool,
    /// The callee never returns normally.
    pub diverges: bool,
}

/// The effects of a call instruction; none for other instructions.
pub fn call_effects(module: &Module, effects: &Effects, data: &ir::InstData) -> CallEffects {
    let of = |f: &ir::Func| CallEffects {
        suspends: effects.may_suspend.contains(*f),
        panics: effects.may_panic.contains(*f),
        collects: effects.may_collect.contains(*f),
        diverges: matches!(&module.funcs[*f].linkage, Linkage::Runtime(e) if e.never_returns),
    };
    match (data.opcode, data.imm) {
        (Opcode::Call, Immediate::Func(f)) => of(&f),
        (Opcode::CallIndirect, Immediate::Class(class)) => {
            module.classes[class].members.iter().map(of).fold(CallEffects::default(), |a, b| CallEffects {
                suspends: a.suspends || b.suspends,
                panics: a.panics || b.panics,
                collects: a.collects || b.collects,
                diverges: false,
            })
        }
        (Opcode::GcPoll, _) => CallEffects { collects: true, ..CallEffects::default() },
        _ => CallEffects::default(),
    }
}

impl Flow {
    /// Builds the graph of `body`, not yet reducible. `shares_failures`: nobody asks which of several checks failed.
    pub fn build(
        module: &Module,
        effects: &Effects,
        body: &Function,
        order: &[Block],
        duties: Duties,
        shares_failures: bool,
    ) -> Flow {
        let mut builder = Builder {
            module,
            effects,
            body,
            duties,
            flow: Flow {
                nodes: Vec::new(),
                exit: None,
                failure: None,
                resume_points: 0,
                block_node: SecondaryMap::with_default(0),
            },
            failing: if shares_failures { shared_failure(body, order) } else { None },
            resumes: Vec::new(),
        };
        builder.run(order);
        builder.flow
    }

    /// The targets of `node`, the exit and the shared failure included if it may go there.
    pub fn successors(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.nodes[node].edges.iter().map(|e| e.to).chain(self.targets_of_checks(node))
    }

    /// Where checks in the body of `node` may go.
    pub fn targets_of_checks(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let n = &self.nodes[node];
        let failure = self.failure.filter(|_| n.fails).map(|(failure, _)| failure);
        failure.into_iter().chain(self.exit.filter(|_| n.panics))
    }

    /// Reachable nodes in reverse postorder; the entry first.
    pub fn reverse_postorder(&self) -> Vec<NodeId> {
        let mut seen = vec![false; self.nodes.len()];
        let mut order = Vec::new();
        let succs = |n: NodeId| -> Vec<NodeId> { self.successors(n).collect() };
        let mut stack = vec![(0, succs(0))];
        seen[0] = true;
        while let Some((node, rest)) = stack.last_mut() {
            // Taken from the back: later successors first, so that the first comes right behind its node.
            match rest.pop() {
                Some(next) if !seen[next] => {
                    seen[next] = true;
                    let list = succs(next);
                    stack.push((next, list));
                }
                Some(_) => {}
                None => {
                    order.push(*node);
                    stack.pop();
                }
            }
        }
        order.reverse();
        order
    }
}

/// Whether `data` is a check that gives the function that panics, which is the result, no arguments.
fn check_without_arguments(data: &InstData) -> Option<Func> {
    match data.imm {
        Immediate::Func(func) if data.opcode == Opcode::PanicIf && data.args.len() == 1 => Some(func),
        _ => None,
    }
}

/// The function that several such checks call, if there is one. Where a panic lands in the function itself, failures may be in
/// cycles, and are not shared.
fn shared_failure(body: &Function, order: &[Block]) -> Option<Func> {
    if body.landing.is_some() {
        return None;
    }
    let mut seen: Vec<Func> = Vec::new();
    let insts = order.iter().flat_map(|block| &body.blocks[*block].insts);
    for func in insts.filter_map(|inst| check_without_arguments(&body.insts[*inst])) {
        if seen.contains(&func) {
            return Some(func);
        }
        seen.push(func);
    }
    None
}

struct Builder<'a> {
    module: &'a Module,
    effects: &'a Effects,
    body: &'a Function,
    duties: Duties,
    flow: Flow,
    /// What the shared failure calls.
    failing: Option<Func>,
    /// The call of each resume point and the node behind it.
    resumes: Vec<(Inst, NodeId)>,
}

impl Builder<'_> {
    fn node(&mut self, body: Body, end: End, edges: Vec<Edge>) -> NodeId {
        self.flow.nodes.push(Node { body, end, edges, panics: false, fails: false });
        self.flow.nodes.len() - 1
    }

    fn run(&mut self, order: &[Block]) {
        let entry = self.node(Body::Empty, End::Jump, Vec::new());
        let prologue = self.node(Body::Prologue, End::Jump, Vec::new());
        // The number of nodes of each block is known before its edges: number them first.
        let mut next = self.flow.nodes.len();
        let splits: Vec<Vec<usize>> = order.iter().map(|b| self.splits(*b)).collect();
        for (&block, split) in order.iter().zip(&splits) {
            self.flow.block_node[block] = next;
            next += split.len() + 1;
        }
        let needs_exit = self.duties.suspends || self.duties.passes_panics;
        let exit = needs_exit.then_some(next);
        self.flow.exit = exit;
        for (&block, split) in order.iter().zip(&splits) {
            self.block(block, split, exit);
        }
        if exit.is_some() {
            let landing: Vec<Edge> = self.body.landing.iter().map(|b| Edge::to(self.flow.block_node[*b])).collect();
            self.node(Body::Empty, End::Exit, landing);
        }
        if let Some(func) = self.failing {
            let failure = match exit.filter(|_| self.duties.passes_panics) {
                Some(exit) => self.node(Body::Fail(func), End::Jump, vec![Edge::to(exit)]),
                None => self.node(Body::Fail(func), End::Unreachable, Vec::new()),
            };
            self.flow.failure = Some((failure, func));
        }
        self.flow.nodes[prologue].edges = vec![Edge::to(self.flow.block_node[order[0]])];
        self.flow.nodes[entry].edges = vec![Edge::to(prologue)];
        if !self.resumes.is_empty() {
            self.resume_entry(entry, exit);
        }
    }

    fn resume_entry(&mut self, entry: NodeId, exit: Option<NodeId>) {
        let exit = exit.expect("a function that may suspend has an exit");
        let resume = self.node(Body::Resume, End::Dispatch, Vec::new());
        self.flow.nodes[entry].end = End::Enter;
        self.flow.nodes[entry].edges.push(Edge::to(resume));
        let mut arms = Vec::new();
        for (i, (call, behind)) in std::mem::take(&mut self.resumes).into_iter().enumerate() {
            let edges = vec![Edge::to(behind), Edge::to(exit)];
            let arm = self.node(Body::Transfer(call), End::Test(i as u32 + 1), edges);
            arms.push(Edge { dispatch: Some(0), ..Edge::to(arm) });
        }
        // Resume points count from 1; number 0 does not occur.
        let mut edges = vec![arms[0].clone(), arms[0].clone()];
        edges.extend(arms);
        self.flow.nodes[resume].edges = edges;
    }

    /// Indices behind which `block` is split.
    fn splits(&self, block: Block) -> Vec<usize> {
        let insts = &self.body.blocks[block].insts;
        let mut splits = Vec::new();
        for (i, &inst) in insts.iter().enumerate() {
            let call = call_effects(self.module, self.effects, &self.body.insts[inst]);
            if call.diverges && !call.suspends {
                // Nothing behind it runs.
                splits.push(i + 1);
                break;
            }
            if self.is_tested(call) {
                splits.push(i + 1);
            }
        }
        splits
    }

    fn is_tested(&self, call: CallEffects) -> bool {
        (call.suspends && self.duties.suspends) || (call.panics && self.duties.passes_panics)
    }

    fn block(&mut self, block: Block, splits: &[usize], exit: Option<NodeId>) {
        let insts = &self.body.blocks[block].insts;
        let mut start = 0;
        for &split in splits {
            let inst = insts[split - 1];
            let call = call_effects(self.module, self.effects, &self.body.insts[inst]);
            let here = self.node(Body::Insts(block, start, split), End::Unreachable, Vec::new());
            self.mark_checks(here, block, start, split);
            start = split;
            if call.diverges && !call.suspends {
                if self.duties.passes_panics
                    && let Some(exit) = exit
                {
                    self.flow.nodes[here].end = End::Jump;
                    self.flow.nodes[here].edges = vec![Edge::to(exit)];
                }
                // The rest of the block is dead; its node stays, unreachable.
                self.node(Body::Empty, End::Unreachable, Vec::new());
                return;
            }
            let exit = exit.expect("a tested call has an exit");
            let mut point = 0;
            if call.suspends && self.duties.suspends {
                self.resumes.push((inst, here + 1));
                point = self.resumes.len() as u32;
                self.flow.resume_points = point;
            }
            self.flow.nodes[here].end = End::Test(point);
            self.flow.nodes[here].edges = vec![Edge::to(here + 1), Edge::to(exit)];
        }
        let last = insts.len() - 1;
        let (end, edges) = self.terminator(insts[last]);
        let here = self.node(Body::Insts(block, start, last), end, edges);
        self.mark_checks(here, block, start, last);
    }

    fn mark_checks(&mut self, node: NodeId, block: Block, start: usize, end: usize) {
        for inst in &self.body.blocks[block].insts[start..end] {
            let data = &self.body.insts[*inst];
            if data.opcode == Opcode::PanicIf {
                if self.failing.is_some() && check_without_arguments(data) == self.failing {
                    self.flow.nodes[node].fails = true;
                } else {
                    self.flow.nodes[node].panics = self.duties.passes_panics;
                }
            }
        }
    }

    fn terminator(&self, inst: Inst) -> (End, Vec<Edge>) {
        let data = &self.body.insts[inst];
        // The landing block is entered through the exit, which passes on to it: so the loop over the deferred calls, which
        // may panic themselves, has one entry.
        let edges = data
            .targets
            .iter()
            .map(|t| match self.flow.exit {
                Some(exit) if Some(t.block) == self.body.landing => Edge::to(exit),
                _ => Edge {
                    to: self.flow.block_node[t.block],
                    args: (!t.args.is_empty()).then(|| (t.block, t.args.to_vec())),
                    dispatch: None,
                },
            })
            .collect();
        let end = match data.opcode {
            Opcode::Jump => End::Jump,
            Opcode::Branch => End::Branch(data.args[0]),
            Opcode::Switch => End::Switch(data.args[0]),
            Opcode::Return => End::Return(inst),
            Opcode::Unwind => End::Unwind,
            Opcode::Unreachable => End::Unreachable,
            other => panic!("{inst}: {other} is no terminator"),
        };
        (end, edges)
    }
}
