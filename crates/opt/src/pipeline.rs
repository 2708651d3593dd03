//! The order of the passes. Owns [`PASSES`]: each with the reason for its place.

use ir::module::RuntimeEffects;
use ir::{Func, Inst, Linkage, Module};

/// A pass over the module.
#[derive(Clone, Copy)]
pub struct Pass {
    /// The name, as in `dump --stage=opt` and `tests/ir/<name>`.
    pub name: &'static str,
    /// Why it runs where it runs.
    pub reason: &'static str,
    /// The pass itself.
    pub run: fn(&mut Module),
}

/// All passes, in order. A pass may occur more than once.
pub const PASSES: &[Pass] = &[
    Pass {
        name: "static_initialization",
        reason: "first, so that nothing is spent on initialisers that go, and their functions are small",
        run: crate::static_initialization::run,
    },
    Pass {
        name: "simplification",
        reason: "lowering leaves constant conditions; smaller bodies inline better",
        run: crate::simplification::run,
    },
    Pass { name: "dead_code", reason: "what simplification leaves unused", run: crate::dead_code::run },
    Pass {
        name: "devirtualization",
        reason: "direct calls are what inlining takes",
        run: crate::devirtualization::run,
    },
    Pass {
        name: "inlining",
        reason: "before the scalar passes, which then see through the calls",
        run: crate::inlining::run,
    },
    Pass { name: "simplification", reason: "arguments have become constants", run: crate::simplification::run },
    Pass {
        name: "static_itabs",
        reason: "inlined constructors say of which type their results are",
        run: crate::static_itabs::run,
    },
    Pass {
        name: "simplification",
        reason: "whether an assertion succeeds is decided, and its itab known",
        run: crate::simplification::run,
    },
    Pass {
        name: "devirtualization",
        reason: "types are known that were not; escape analysis then knows the callee",
        run: crate::devirtualization::run,
    },
    Pass {
        name: "maker_inlining",
        reason: "functions that were called through the table give objects, which may then stay in the caller's frame",
        run: crate::inlining::run_makers,
    },
    Pass {
        name: "jump_threading",
        reason: "conditions of inlined functions are decided by their callers' branches, which simplification leaves in a row",
        run: crate::jump_threading::run,
    },
    Pass { name: "simplification", reason: "blocks have one predecessor less", run: crate::simplification::run },
    Pass {
        name: "scalar_replacement",
        reason: "after inlining, which makes addresses stay in the function; fields become values for the passes below",
        run: crate::scalar_replacement::run,
    },
    Pass {
        name: "simplification",
        reason: "fields of replaced objects may be constants, and nil checks of them are decided",
        run: crate::simplification::run,
    },
    Pass {
        name: "stack_allocation",
        reason: "what could not become values; before loads are forwarded, which see what the frame holds",
        run: crate::stack_allocation::run,
    },
    Pass {
        name: "common_subexpressions",
        reason: "gives equal lengths and indices one value, which check elimination compares",
        run: crate::common_subexpressions::run,
    },
    Pass {
        name: "redundant_loads",
        reason: "equal addresses have become one value; lengths loaded twice become one, which check elimination compares",
        run: crate::redundant_loads::run,
    },
    Pass {
        name: "common_subexpressions",
        reason: "what was computed from loads that are one now is computed twice",
        run: crate::common_subexpressions::run,
    },
    Pass {
        name: "check_elimination",
        reason: "needs equal values to be the same value",
        run: crate::check_elimination::run,
    },
    Pass {
        name: "loop_inversion",
        reason: "after check elimination, whose loop variables are those of loops that test first",
        run: crate::loop_inversion::run,
    },
    Pass {
        name: "simplification",
        reason: "the test before a loop that starts at a constant is decided",
        run: crate::simplification::run,
    },
    Pass {
        name: "loop_invariants",
        reason: "needs headers that are entered only if the body runs",
        run: crate::loop_invariants::run,
    },
    Pass {
        name: "common_subexpressions",
        reason: "copied tests and what was moved repeat each other",
        run: crate::common_subexpressions::run,
    },
    Pass { name: "dead_code", reason: "removed checks leave their conditions unused", run: crate::dead_code::run },
    Pass {
        name: "identical_functions",
        reason: "last, when what differed before may have become the same",
        run: crate::identical_functions::run,
    },
];

/// Runs all passes. In debug builds the module is verified after each.
pub fn optimize(module: &mut Module) {
    for pass in PASSES {
        (pass.run)(module);
        if cfg!(debug_assertions)
            && let Err(errors) = ir::verify::verify_module(module)
        {
            let first = errors.first().map(ToString::to_string).unwrap_or_default();
            panic!("after {}: {first}", pass.name);
        }
    }
}

/// Runs the pass of that name once; `false` if there is none.
pub fn run_pass(module: &mut Module, name: &str) -> bool {
    match PASSES.iter().find(|p| p.name == name) {
        Some(pass) => {
            (pass.run)(module);
            true
        }
        None => false,
    }
}

/// The runtime functions that only compute: calls of them neither read nor write what others see.
pub(crate) fn pure_functions(module: &Module) -> Vec<Func> {
    let is_pure = |linkage: &Linkage| matches!(linkage, Linkage::Runtime(RuntimeEffects { pure: true, .. }));
    module.funcs.iter().filter(|(_, decl)| is_pure(&decl.linkage)).map(|(func, _)| func).collect()
}

/// Applies `change` to every function with a body.
pub(crate) fn each_function(module: &mut Module, mut change: impl FnMut(&mut ir::Function)) {
    for func in module.funcs.keys().collect::<Vec<_>>() {
        if let Some(body) = module.body_mut(func) {
            change(body);
        }
    }
}

/// Takes `gone` out of the instructions of a block, in whose order they are.
/// In one go, since a block may have a hundred thousand instructions of which half go.
pub(crate) fn remove_in_order(insts: &mut Vec<Inst>, gone: &[Inst]) {
    let mut gone = gone.iter();
    let mut next = gone.next();
    insts.retain(|inst| {
        let goes = next == Some(inst);
        if goes {
            next = gone.next();
        }
        !goes
    });
}

#[cfg(test)]
mod tests {
    use cranelift_entity::EntityRef;

    use super::*;

    #[test]
    fn instructions_go_in_order() {
        let insts = |numbers: &[usize]| numbers.iter().map(|n| Inst::new(*n)).collect::<Vec<_>>();
        let mut all = insts(&[7, 3, 5, 1, 9]);
        remove_in_order(&mut all, &insts(&[7, 5, 9]));
        assert_eq!(all, insts(&[3, 1]));
        remove_in_order(&mut all, &[]);
        assert_eq!(all, insts(&[3, 1]));
    }
}
