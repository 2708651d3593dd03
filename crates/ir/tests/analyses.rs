//! Control flow, dominators, loops, liveness, the call graph and the clean-ups of block parameters.

use ir::call_graph::{CallGraph, Effects};
use ir::control_flow::{ControlFlow, remove_redundant_params, remove_unreachable};
use ir::dominators::Dominators;
use ir::liveness::Liveness;
use ir::loops::Loops;
use ir::text::{parse_module, write_function};
use ir::{Block, Func, Function, Module};

fn module(text: &str) -> Module {
    let module = parse_module(text).unwrap_or_else(|e| panic!("{e}:\n{text}"));
    if let Err(errors) = ir::verify::verify_module(&module) {
        panic!("{}:\n{text}", errors[0]);
    }
    module
}

fn function(text: &str) -> Function {
    module(text).body(Func::from_u32(0)).expect("body").clone()
}

fn block(n: u32) -> Block {
    Block::from_u32(n)
}

/// Two nested loops: b1 is the outer header, b2 the inner one.
const NESTED: &str = "func f0 \"f\" (i32) -> (i32) {
b0(v0: i32):
  jump b1(v0)
b1(v1: i32):
  branch v1, b2(v1), b5
b2(v2: i32):
  v3 = iconst.i32 1
  v4 = sub.i32 v2, v3
  branch v4, b3, b4
b3:
  jump b2(v4)
b4:
  jump b1(v4)
b5:
  return v0
}
";

#[test]
fn dominators_of_nested_loops() {
    let body = function(NESTED);
    let dominators = Dominators::compute(&ControlFlow::compute(&body));
    let immediate: Vec<String> =
        (0..6).map(|b| dominators.immediate(block(b)).map_or("-".into(), |i| i.to_string())).collect();
    assert_eq!(immediate.join(" "), "- b0 b1 b2 b2 b1");
    assert!(dominators.dominates(block(1), block(4)) && dominators.dominates(block(4), block(4)));
    assert!(!dominators.dominates(block(3), block(4)) && !dominators.dominates(block(4), block(1)));
}

#[test]
fn the_join_of_a_diamond_is_dominated_by_its_head() {
    let body = function(
        "func f0 \"f\" (i32) {\nb0(v0: i32):\n  branch v0, b1, b2\nb1:\n  jump b3\nb2:\n  jump b3\nb3:\n  return\n}\n",
    );
    let dominators = Dominators::compute(&ControlFlow::compute(&body));
    assert_eq!(dominators.immediate(block(3)), Some(block(0)));
}

#[test]
fn loops_nest() {
    let body = function(NESTED);
    let cfg = ControlFlow::compute(&body);
    let loops = Loops::compute(&cfg, &Dominators::compute(&cfg));
    assert!(!loops.irreducible);
    let found: Vec<_> = loops.loops.iter().map(|l| (l.header, l.blocks.len(), l.parent, l.depth)).collect();
    assert_eq!(found, [(block(1), 4, None, 1), (block(2), 2, Some(0), 2)]);
    let depths: Vec<u32> = (0..6).map(|b| loops.depth(block(b))).collect();
    assert_eq!(depths, [0, 1, 2, 2, 1, 0]);
}

#[test]
fn a_cycle_with_two_entries_is_irreducible() {
    let body = function(
        "func f0 \"f\" (i32) {\nb0(v0: i32):\n  branch v0, b1, b2\nb1:\n  branch v0, b2, b3\nb2:\n  branch v0, b1, b3\n\
         b3:\n  return\n}\n",
    );
    let cfg = ControlFlow::compute(&body);
    assert!(Loops::compute(&cfg, &Dominators::compute(&cfg)).irreducible);
}

fn live(body: &Function, live: &ir::liveness::ValueSet) -> String {
    let mut names: Vec<u32> = live.iter().map(|v| v.as_u32()).collect();
    names.sort_unstable();
    assert!(names.iter().all(|n| (*n as usize) < body.values.len()));
    names.iter().map(|n| format!("v{n}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_value_read_behind_a_loop_is_live_in_it() {
    let body = function(NESTED);
    let cfg = ControlFlow::compute(&body);
    let liveness = Liveness::compute(&body, &cfg);
    let ins: Vec<String> = (0..6).map(|b| live(&body, liveness.live_in(block(b)))).collect();
    assert_eq!(ins, ["", "v0", "v0", "v0 v4", "v0 v4", "v0"]);
    assert_eq!(live(&body, liveness.live_out(block(2))), "v0 v4");
    let mut seen = Vec::new();
    liveness.walk_backwards(&body, block(2), |inst, after| {
        seen.push(format!("{} | {}", body.insts[inst].opcode, live(&body, after)));
    });
    assert_eq!(seen, ["branch | v0 v4", "sub | v0 v4", "iconst | v0 v2 v3"]);
}

#[test]
fn what_the_landing_block_reads_is_live_everywhere() {
    let body = function(
        "func f0 \"f\" (i32) -> (i32) {\n  landing b3\nb0(v0: i32):\n  v1 = eqz.i32 v0\n  branch v1, b1, b2\nb1:\n  \
         jump b2\nb2:\n  return v1\nb3:\n  return v0\n}\n",
    );
    let cfg = ControlFlow::compute(&body);
    assert!(cfg.is_reachable(block(3)));
    let liveness = Liveness::compute(&body, &cfg);
    for b in 1..3 {
        assert!(live(&body, liveness.live_in(block(b))).starts_with("v0"), "b{b}");
    }
}

const CALLS: &str = "runtime f0 \"block\" () [may_suspend]
runtime f1 \"collect\" () [collects]
runtime f2 \"throw\" () [may_panic]
import f3 \"host\" () \"env\" \"host\"
class cl0 \"func()\" () {f5}

func f4 \"through_the_table\" (i32) {
b0(v0: i32):
  call_indirect cl0, v0
  return
}

func f5 \"blocks\" () {
b0:
  call f0
  return
}

func f6 \"checks\" (i32) {
b0(v0: i32):
  panic_if f2, v0
  return
}

func f7 \"has_defer\" (i32) {
  landing b1
b0(v0: i32):
  call f6, v0
  return
b1:
  return
}

func f8 \"even\" (i32) {
b0(v0: i32):
  call f9, v0
  return
}

func f9 \"odd\" (i32) {
b0(v0: i32):
  call f8, v0
  call f3
  return
}

func f10 \"itself\" () {
b0:
  call f10
  return
}

func f11 \"polls\" () {
b0:
  gc_poll
  return
}

func f12 \"goes_on_unwinding\" () {
b0:
  unwind
}

func f13 \"plain\" () {
b0:
  return
}
";

#[test]
fn effects_follow_calls() {
    let module = module(CALLS);
    let graph = CallGraph::compute(&module);
    let effects = Effects::compute(&module, &graph);
    let names = |set: &cranelift_entity::EntitySet<Func>| {
        module
            .defined()
            .filter(|(f, _)| set.contains(*f))
            .map(|(f, _)| module.funcs[f].name.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(names(&effects.may_suspend), "through_the_table blocks");
    // Whoever suspends may see a collection; a host function may call back into an export that collects.
    assert_eq!(names(&effects.may_collect), "through_the_table blocks even odd polls");
    assert_eq!(names(&effects.may_panic), "checks has_defer goes_on_unwinding");
    assert_eq!(names(&effects.below_defer), "checks has_defer");
    assert_eq!(names(&effects.recursive), "even odd itself");
}

#[test]
fn what_a_function_with_a_higher_number_does_says_nothing_of_others() {
    let module = module(
        "runtime f0 \"block\" () [may_suspend]\n\
         func f1 \"computes\" (i32) -> (i32) {\nb0(v0: i32):\n  return v0\n}\n\
         func f2 \"itself\" (i32) {\nb0(v0: i32):\n  call f2, v0\n  return\n}\n\
         func f3 \"waits\" () {\nb0:\n  call f0\n  return\n}\n",
    );
    let effects = Effects::compute(&module, &CallGraph::compute(&module));
    let computes = Func::from_u32(1);
    assert!(effects.needs_goroutine.contains(Func::from_u32(2)), "a recursive function may find no room");
    assert!(effects.may_collect.contains(Func::from_u32(3)), "who suspends may see a collection");
    for set in [&effects.needs_goroutine, &effects.may_collect, &effects.may_report] {
        assert!(!set.contains(computes), "a function that only computes is taken for more");
    }
}

#[test]
fn an_indirect_call_reaches_the_members_of_its_class() {
    let module = module(CALLS);
    let graph = CallGraph::compute(&module);
    assert_eq!(graph.callees[Func::from_u32(4)], [Func::from_u32(5)]);
    assert_eq!(graph.callers[Func::from_u32(5)], [Func::from_u32(4)]);
    assert_eq!(graph.callers[Func::from_u32(2)], [Func::from_u32(6)]);
}

fn cleaned(text: &str, clean: fn(&mut Function)) -> String {
    let mut module = module(text);
    let func = Func::from_u32(0);
    clean(module.body_mut(func).expect("body"));
    ir::verify::verify_module(&module).unwrap_or_else(|e| panic!("{}", e[0]));
    write_function(func, &module.funcs[func], module.body(func).expect("body"))
}

#[test]
fn a_parameter_with_one_incoming_value_goes() {
    let text = "func f0 \"f\" (i32, i32) -> (i32) {
b0(v0: i32, v1: i32):
  jump b1(v0, v1)
b1(v2: i32, v3: i32):
  v4 = add.i32 v2, v3
  branch v4, b1(v2, v4), b2(v2)
b2(v5: i32):
  return v5
}
";
    let wanted = "func f0 \"f\" (i32, i32) -> (i32) {
b0(v0: i32, v1: i32):
  jump b1(v1)
b1(v2: i32):
  v3 = add.i32 v0, v2
  branch v3, b1(v3), b2
b2:
  return v0
}
";
    assert_eq!(cleaned(text, remove_redundant_params), wanted);
}

#[test]
fn parameters_that_swap_stay() {
    let text = "func f0 \"f\" (i32, i32) -> (i32) {
b0(v0: i32, v1: i32):
  jump b1(v0, v1)
b1(v2: i32, v3: i32):
  branch v3, b1(v3, v2), b2
b2:
  return v2
}
";
    assert_eq!(cleaned(text, remove_redundant_params), text);
}

#[test]
fn parameters_that_only_feed_each_other_stay_parameters() {
    // Nothing but the parameters themselves flows round a cycle that is entered from nowhere else: no value to forward.
    let text = "func f0 \"f\" (i32) {
b0(v0: i32):
  branch v0, b1(v0), b2(v0)
b1(v1: i32):
  branch v0, b2(v1), b3
b2(v2: i32):
  branch v0, b1(v2), b3
b3:
  return
}
";
    let cleaned = cleaned(text, remove_redundant_params);
    assert!(cleaned.contains("branch v0"), "{cleaned}");
}

#[test]
fn the_parameters_of_the_entry_stay() {
    let text = "func f0 \"f\" (i32) {
b0(v0: i32):
  branch v0, b0(v0), b1
b1:
  return
}
";
    assert_eq!(cleaned(text, remove_redundant_params), text);
}

#[test]
fn unreachable_blocks_go_and_the_landing_block_stays() {
    let text = "func f0 \"f\" () {
  landing b2
b0:
  return
b1:
  jump b2
b2:
  return
}
";
    let wanted = "func f0 \"f\" () {
  landing b1
b0:
  return
b1:
  return
}
";
    assert_eq!(cleaned(text, remove_unreachable), wanted);
}
