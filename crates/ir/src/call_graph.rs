//! Who may call whom, and what follows from it. Owns [`CallGraph`] and [`Effects`]: which functions may suspend, may
//! collect, may panic, can be below a frame with deferred calls, may appear in a report of goroutines, and are recursive.
//!
//! Indirect calls reach the members of their class (rapid type analysis by the producer of the module). Every set is a
//! least fixed point over the graph.

use cranelift_entity::{EntitySet, SecondaryMap};

use crate::entities::Func;
use crate::function::Function;
use crate::instruction::Immediate;
use crate::module::{Linkage, Module};
use crate::opcode::Opcode;

/// Callees and callers of every function.
#[derive(Clone, Debug, Default)]
pub struct CallGraph {
    /// Functions each function may call, without repetitions, in order.
    pub callees: SecondaryMap<Func, Vec<Func>>,
    /// Functions that may call each function.
    pub callers: SecondaryMap<Func, Vec<Func>>,
}

impl CallGraph {
    /// Computes the graph of `module`.
    pub fn compute(module: &Module) -> Self {
        Self::compute_with(module, true)
    }

    /// The graph of direct calls only.
    pub fn compute_direct(module: &Module) -> Self {
        Self::compute_with(module, false)
    }

    /// Functions in a cycle.
    pub fn recursive(&self) -> EntitySet<Func> {
        recursive(self)
    }

    /// All functions of `module`, each after those it calls unless they are in a cycle.
    pub fn callees_first(&self, module: &Module) -> Vec<Func> {
        let mut order = Vec::new();
        let mut seen: EntitySet<Func> = EntitySet::new();
        for root in module.funcs.keys() {
            if !seen.insert(root) {
                continue;
            }
            let mut path = vec![(root, 0)];
            while let Some((func, next)) = path.last_mut() {
                match self.callees[*func].get(*next) {
                    Some(&callee) => {
                        *next += 1;
                        if seen.insert(callee) {
                            path.push((callee, 0));
                        }
                    }
                    None => {
                        order.push(*func);
                        path.pop();
                    }
                }
            }
        }
        order
    }

    fn compute_with(module: &Module, indirect: bool) -> Self {
        let mut graph = CallGraph::default();
        for (func, body) in module.defined() {
            let mut callees = callees(module, body, indirect);
            callees.sort_unstable();
            callees.dedup();
            for &callee in &callees {
                graph.callers[callee].push(func);
            }
            graph.callees[func] = callees;
        }
        graph
    }
}

fn callees(module: &Module, body: &Function, indirect: bool) -> Vec<Func> {
    let mut callees = Vec::new();
    let mut classes = EntitySet::new();
    for &block in &body.layout {
        for &inst in &body.blocks[block].insts {
            let data = &body.insts[inst];
            match (data.opcode, data.imm) {
                (Opcode::Call | Opcode::PanicIf, Immediate::Func(callee)) => callees.push(callee),
                (Opcode::CallIndirect, Immediate::Class(class)) if indirect && classes.insert(class) => {
                    callees.extend_from_slice(&module.classes[class].members);
                }
                _ => {}
            }
        }
    }
    callees
}

/// What each function may do, by whole-program analysis.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    /// May leave its frame behind and be resumed.
    pub may_suspend: EntitySet<Func>,
    /// May run the collector.
    pub may_collect: EntitySet<Func>,
    /// May return with a panic in flight.
    pub may_panic: EntitySet<Func>,
    /// Can be called, however deeply, below a function with deferred calls: must pass panics on.
    pub below_defer: EntitySet<Func>,
    /// May have called, however deeply, what prints a report of goroutines: a function that panics, suspends, is the
    /// host's or finds no room for its frame.
    pub may_report: EntitySet<Func>,
    /// May have called, however deeply, what looks for its callers.
    pub may_walk_frames: EntitySet<Func>,
    /// May need a running goroutine: calls what is not known to only compute.
    pub needs_goroutine: EntitySet<Func>,
    /// Is part of a cycle of calls.
    pub recursive: EntitySet<Func>,
    /// Collects because the program says so, itself or by direct calls.
    pub forces_collection: EntitySet<Func>,
}

impl Effects {
    /// Computes the effects of all functions of `module`.
    pub fn compute(module: &Module, graph: &CallGraph) -> Self {
        Self::compute_for(module, graph, false)
    }

    /// The same if the program has one goroutine from start to end: then no function suspends.
    pub fn compute_alone(module: &Module, graph: &CallGraph) -> Self {
        Self::compute_for(module, graph, true)
    }

    fn compute_for(module: &Module, graph: &CallGraph, is_alone: bool) -> Self {
        let mut effects = Effects::default();
        let runtime = |pick: fn(&crate::module::RuntimeEffects) -> bool| {
            module.funcs.iter().filter_map(move |(f, d)| match &d.linkage {
                Linkage::Runtime(e) if pick(e) => Some(f),
                _ => None,
            })
        };
        let polls: Vec<Func> =
            module.defined().filter(|(_, body)| contains(body, Opcode::GcPoll)).map(|(f, _)| f).collect();
        // A host function may call back into an export, which may collect and run other goroutines, but the caller's
        // own goroutine never suspends in it.
        let imports = module.funcs.iter().filter(|(_, d)| matches!(d.linkage, Linkage::Import { .. })).map(|(f, _)| f);
        let imports: Vec<Func> = imports.collect();
        if !is_alone {
            effects.may_suspend = reach(&graph.callers, runtime(|e| e.may_suspend));
        }
        effects.may_collect =
            reach(&graph.callers, runtime(|e| e.collects).chain(polls.iter().copied()).chain(imports.iter().copied()));
        let unwinds = module.defined().filter(|(_, body)| contains(body, Opcode::Unwind)).map(|(f, _)| f);
        effects.may_panic = reach(&graph.callers, runtime(|e| e.may_panic).chain(unwinds));
        // A function that suspends can lie below others' frames that collect: whoever may suspend may see a collection.
        for func in effects.may_suspend.iter().collect::<Vec<_>>() {
            effects.may_collect.insert(func);
        }
        let with_landing = module.defined().filter(|(_, body)| body.landing.is_some()).map(|(f, _)| f);
        effects.below_defer = reach(&graph.callees, with_landing);
        effects.recursive = recursive(graph);
        // A recursive function may find no room for its frame.
        let seeds = runtime(|e| !e.pure).chain(polls).chain(imports.iter().copied()).chain(effects.recursive.iter());
        effects.needs_goroutine = reach(&graph.callers, seeds);
        let seeds = runtime(|e| e.may_panic || e.may_suspend).chain(imports).chain(effects.recursive.iter());
        effects.may_report = reach(&graph.callers, seeds.chain(runtime(|e| e.walks_frames)));
        if let Some(collect) = module.find_runtime("gc_collect") {
            effects.forces_collection = reach(&CallGraph::compute_direct(module).callers, std::iter::once(collect));
        }
        effects.may_walk_frames = reach(&graph.callers, runtime(|e| e.walks_frames));
        effects
    }
}

fn contains(body: &Function, opcode: Opcode) -> bool {
    body.layout.iter().any(|b| body.blocks[*b].insts.iter().any(|i| body.insts[*i].opcode == opcode))
}

/// Everything that can be reached from `seeds`, seeds included.
fn reach(edges: &SecondaryMap<Func, Vec<Func>>, seeds: impl Iterator<Item = Func>) -> EntitySet<Func> {
    let mut set = EntitySet::new();
    let mut work: Vec<Func> = seeds.collect();
    while let Some(func) = work.pop() {
        if set.insert(func) {
            work.extend_from_slice(&edges[func]);
        }
    }
    set
}

/// Functions in a cycle, by R. Tarjan's strongly connected components, without recursion.
fn recursive(graph: &CallGraph) -> EntitySet<Func> {
    let mut result = EntitySet::new();
    let mut index: SecondaryMap<Func, u32> = SecondaryMap::with_default(u32::MAX);
    let mut low: SecondaryMap<Func, u32> = SecondaryMap::new();
    let mut on_stack = EntitySet::new();
    let mut component: Vec<Func> = Vec::new();
    let mut clock = 0;
    for root in graph.callees.keys() {
        if index[root] != u32::MAX {
            continue;
        }
        let mut work = vec![(root, 0usize)];
        while let Some(&mut (func, ref mut next)) = work.last_mut() {
            if *next == 0 && index[func] == u32::MAX {
                index[func] = clock;
                low[func] = clock;
                clock += 1;
                component.push(func);
                on_stack.insert(func);
            }
            if let Some(&callee) = graph.callees[func].get(*next) {
                *next += 1;
                if callee == func {
                    result.insert(func);
                }
                if index[callee] == u32::MAX {
                    work.push((callee, 0));
                } else if on_stack.contains(callee) {
                    low[func] = low[func].min(index[callee]);
                }
                continue;
            }
            work.pop();
            if let Some(&(caller, _)) = work.last() {
                low[caller] = low[caller].min(low[func]);
            }
            if low[func] == index[func] {
                let start = component.iter().rposition(|f| *f == func).unwrap_or(0);
                let members = component.split_off(start);
                for &member in &members {
                    on_stack.remove(member);
                    if members.len() > 1 {
                        result.insert(member);
                    }
                }
            }
        }
    }
    result
}
