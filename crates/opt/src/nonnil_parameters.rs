//! Which pointer parameters are never nil, whoever calls. Owns [`NonNil`]; changes nothing.
//!
//! All calls are known, those through the table as well: a parameter is nil only if some call passes what is not known to be
//! non-nil where the call stands. An argument that is a parameter of the caller is as good as that one, so what is computed is
//! the greatest fixed point, as for the jump functions of D. Callahan et al., "Interprocedural Constant Propagation" (1986).

use cranelift_entity::{EntitySet, SecondaryMap};
use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::{Func, Function, Immediate, InstData, Linkage, Module, Opcode, RelocationTarget, Type, Value};
use rustc_hash::FxHashMap;

use crate::dominator_forest::{DominatorForest, Step};
use crate::value_ranges::{Knowledge, entering_condition};

/// Runtime functions whose first result is the address of an object.
const ALLOCATING: &[&str] = &[
    "alloc",
    "alloc_noscan",
    "alloc_array",
    "alloc_type",
    "map_new",
    "chan_new",
    "make_slice",
    "box_byte",
    "box_i32",
    "box_i64",
];

/// A parameter: function and number.
type Parameter = (Func, usize);

/// The parameters that are never nil.
#[derive(Default)]
pub(crate) struct NonNil {
    may_be_nil: SecondaryMap<Func, Vec<bool>>,
}

impl NonNil {
    /// Analyses all calls of `module`.
    pub(crate) fn compute(module: &Module) -> NonNil {
        let mut calls = Calls {
            module,
            allocating: allocating(module),
            called: EntitySet::new(),
            nil: Vec::new(),
            passed_on: FxHashMap::default(),
        };
        for (func, body) in module.defined() {
            calls.walk(func, body);
        }
        let strangers = called_by_strangers(module);
        // Nothing is known of a function that nobody calls.
        let is_open = |func: Func| strangers.contains(func) || !calls.called.contains(func);
        let open: Vec<(Func, &Function)> = module.defined().filter(|(func, _)| is_open(*func)).collect();
        for (func, body) in open {
            calls.nil.extend((0..body.signature.params.len()).map(|i| (func, i)));
        }
        let mut facts = NonNil::default();
        for (func, body) in module.defined() {
            facts.may_be_nil[func] = vec![false; body.signature.params.len()];
        }
        let Calls { mut nil, passed_on, .. } = calls;
        while let Some((func, i)) = nil.pop() {
            if let Some(known @ false) = facts.may_be_nil[func].get_mut(i) {
                *known = true;
                nil.extend(passed_on.get(&(func, i)).into_iter().flatten());
            }
        }
        facts
    }

    /// The parameters of `func` that are pointers and never nil.
    pub(crate) fn of(&self, func: Func, body: &Function) -> Vec<Value> {
        let params = body.blocks[body.entry()].params.iter().zip(&self.may_be_nil[func]);
        params.filter(|(param, may)| !**may && body.value_type(**param) == Type::Ptr).map(|(param, _)| *param).collect()
    }
}

fn allocating(module: &Module) -> Vec<Func> {
    ALLOCATING.iter().filter_map(|name| module.find_runtime(name)).collect()
}

/// Functions that somebody calls whose calls are not in the module: the host and the runtime. What the runtime calls by a
/// closure object gets that object and nothing else.
fn called_by_strangers(module: &Module) -> EntitySet<Func> {
    let mut strangers: EntitySet<Func> = EntitySet::new();
    let exported = module.exports.iter().map(|export| export.func);
    for func in exported.chain(module.panic_text).chain(module.initializer) {
        strangers.insert(func);
    }
    let mut in_class: EntitySet<Func> = EntitySet::new();
    for class in module.classes.values() {
        for func in &class.members {
            in_class.insert(*func);
        }
    }
    let in_data = module.data.values().flat_map(|object| &object.relocations).filter_map(|r| match r.target {
        RelocationTarget::Func(func) => Some(func),
        RelocationTarget::Data(..) => None,
    });
    let in_code = module.defined().flat_map(|(_, body)| {
        body.layout.iter().flat_map(|block| &body.blocks[*block].insts).filter_map(|inst| {
            let data = &body.insts[*inst];
            (data.opcode == Opcode::FuncRef).then(|| data.func()).flatten()
        })
    });
    for func in in_data.chain(in_code) {
        if !in_class.contains(func) {
            strangers.insert(func);
        }
    }
    strangers
}

/// What calls pass.
struct Calls<'a> {
    module: &'a Module,
    allocating: Vec<Func>,
    /// Functions that some call reaches.
    called: EntitySet<Func>,
    /// Parameters that may get nil.
    nil: Vec<Parameter>,
    /// Parameters that get what a parameter of their caller is.
    passed_on: FxHashMap<Parameter, Vec<Parameter>>,
}

impl Calls<'_> {
    fn walk(&mut self, func: Func, body: &Function) {
        let calls = |data: &InstData| matches!(data.opcode, Opcode::Call | Opcode::CallIndirect);
        if !body.layout.iter().flat_map(|block| &body.blocks[*block].insts).any(|inst| calls(&body.insts[*inst])) {
            return;
        }
        let cfg = ControlFlow::compute(body);
        let dominators = Dominators::compute(&cfg);
        let mut knowledge = Knowledge::new(body, &cfg, &dominators);
        let mut marks = Vec::new();
        for step in DominatorForest::compute(body, &cfg, &dominators).walk() {
            let Step::Enter(block) = step else {
                knowledge.forget(marks.pop().expect("each block entered is left"));
                continue;
            };
            marks.push(knowledge.mark());
            if let Some((condition, truth)) = entering_condition(body, &cfg, block) {
                knowledge.assume(body, condition, truth);
            }
            for &inst in &body.blocks[block].insts {
                let data = &body.insts[inst];
                match (data.opcode, data.imm) {
                    (Opcode::PanicIf, _) => knowledge.assume(body, data.args[0], false),
                    (Opcode::Call, Immediate::Func(callee)) => {
                        self.call(&knowledge, func, body, &[callee], &data.args);
                    }
                    (Opcode::CallIndirect, Immediate::Class(class)) => {
                        let members = &self.module.classes[class].members;
                        self.call(&knowledge, func, body, members, &data.args[1..]);
                    }
                    _ => {}
                }
            }
        }
    }

    fn call(&mut self, knowledge: &Knowledge, caller: Func, body: &Function, callees: &[Func], args: &[Value]) {
        for &callee in callees {
            self.called.insert(callee);
        }
        for (i, &arg) in args.iter().enumerate() {
            if body.value_type(arg) != Type::Ptr || self.is_object(knowledge, body, arg) {
                continue;
            }
            let base = moved_from(body, arg);
            let params = &body.blocks[body.entry()].params;
            let from = params.iter().position(|param| *param == base).map(|at| (caller, at));
            for &callee in callees {
                if !matches!(self.module.funcs[callee].linkage, Linkage::Defined(_)) {
                    continue;
                }
                match from {
                    Some(from) => self.passed_on.entry(from).or_default().push((callee, i)),
                    None => self.nil.push((callee, i)),
                }
            }
        }
    }

    /// Whether a pointer is known not to be nil.
    fn is_object(&self, knowledge: &Knowledge, body: &Function, value: Value) -> bool {
        let base = moved_from(body, value);
        if knowledge.is_true(body, value) || knowledge.is_true(body, base) {
            return true;
        }
        let Some(inst) = body.defining_inst(base) else { return false };
        let data = &body.insts[inst];
        match data.opcode {
            Opcode::DataAddr | Opcode::StackAddr => true,
            Opcode::Call => data.func().is_some_and(|callee| self.allocating.contains(&callee)),
            _ => false,
        }
    }
}

/// The pointer that `value` is a field's address of, or itself: a field is not at nil if its object is not.
fn moved_from(body: &Function, mut value: Value) -> Value {
    while let Some(inst) = body.defining_inst(value) {
        let data = &body.insts[inst];
        let is_field =
            data.opcode == Opcode::PtrAdd && body.constant(data.args[1]).is_some_and(|by| (0..1 << 30).contains(&by));
        if !is_field {
            break;
        }
        value = data.args[0];
    }
    value
}
