//! The goroutine stack region. Owns [`StackRegion`]: how many bytes frames need in a program whose calls are known.
//!
//! A recursive function with a frame checks on entry that there is room for its own frame and, below it, for those of all
//! functions that do not check. Every cycle of calls with a frame in it has such a function, so what the others need is
//! bounded, and a program without recursion needs no check at all.

use abi::runtime_functions::RuntimeFunction;
use cranelift_entity::SecondaryMap;
use ir::call_graph::{CallGraph, Effects};
use ir::{Func, Linkage, Module};

/// Sizes of the region.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StackRegion {
    /// Bytes of the region.
    pub bytes: u32,
    /// What must be free below the frame of a function that checks.
    pub margin: u32,
}

impl StackRegion {
    /// Computes the sizes from those of all frames; `recursive_bytes` are there for recursion, if there is any.
    pub fn compute(
        module: &Module,
        graph: &CallGraph,
        effects: &Effects,
        frame_bytes: &SecondaryMap<Func, u32>,
        recursive_bytes: u32,
    ) -> StackRegion {
        // What a function and its callees need up to the next check. A function without a frame may be in a cycle, which
        // adds nothing; so the least fixed point exists.
        let mut depth: SecondaryMap<Func, u32> = SecondaryMap::new();
        let mut work: Vec<Func> = Vec::new();
        let mut largest_checking = 0;
        for (func, _) in module.defined() {
            let bytes = frame_bytes[func];
            if bytes > 0 && effects.recursive.contains(func) {
                largest_checking = largest_checking.max(bytes);
            } else if bytes > 0 {
                depth[func] = bytes;
                work.push(func);
            }
        }
        // A function that the program imports may call exports, whose own frames lie below until those of the goroutine have been
        // moved away; what such an export calls directly needs no goroutine.
        let nested = nested_bytes(module, graph, effects, frame_bytes);
        for (func, decl) in &module.funcs {
            if nested > 0 && matches!(decl.linkage, Linkage::Import { .. }) {
                depth[func] = nested;
                work.push(func);
            }
        }
        let checks = |func: Func| frame_bytes[func] > 0 && effects.recursive.contains(func);
        while let Some(func) = work.pop() {
            for &caller in &graph.callers[func] {
                let needed = depth[func].saturating_add(frame_bytes[caller]);
                if !checks(caller) && needed > depth[caller] {
                    depth[caller] = needed;
                    work.push(caller);
                }
            }
        }
        // The runtime asks for the text of an error or Stringer, wherever it panics.
        let panic_text = module.panic_text.map_or(0, |func| depth[func]);
        let deepest = module.funcs.keys().map(|func| depth[func]).max().unwrap_or(0);
        // It also lets a timer send where something receives; which function of the program does that it finds in the timer.
        let timer = if module.find_runtime(RuntimeFunction::TimerStart.name()).is_some() { deepest } else { 0 };
        let margin = deepest.saturating_add(panic_text).saturating_add(timer).next_multiple_of(16);
        let recursive = if largest_checking == 0 { 0 } else { recursive_bytes.max(largest_checking * 2) };
        StackRegion { bytes: (margin + recursive).next_multiple_of(16), margin }
    }
}

/// What an export needs that is called while the program calls the host.
fn nested_bytes(module: &Module, graph: &CallGraph, effects: &Effects, frame_bytes: &SecondaryMap<Func, u32>) -> u32 {
    let is_quiet = |func: &Func| !effects.needs_goroutine.contains(*func);
    // Functions that need no goroutine are in no cycle.
    let mut depth: SecondaryMap<Func, u32> = SecondaryMap::new();
    let mut work: Vec<Func> = module.defined().map(|(func, _)| func).filter(is_quiet).collect();
    for &func in &work {
        depth[func] = frame_bytes[func];
    }
    while let Some(func) = work.pop() {
        for &caller in graph.callers[func].iter().filter(|caller| is_quiet(caller)) {
            let needed = depth[func].saturating_add(frame_bytes[caller]);
            if needed > depth[caller] {
                depth[caller] = needed;
                work.push(caller);
            }
        }
    }
    let needed = module.exports.iter().map(|export| {
        let callees = graph.callees[export.func].iter().filter(|callee| is_quiet(callee));
        frame_bytes[export.func].saturating_add(callees.map(|callee| depth[*callee]).max().unwrap_or(0))
    });
    needed.max().unwrap_or(0)
}
