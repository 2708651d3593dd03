//! What the exports need. Owns [`Reachable`]: functions and data objects in a fixed order, found by walking code and
//! relocations from the exports.

use crate::entities::{Data, Func};
use crate::function::Function;
use crate::instruction::Immediate;
use crate::module::{Linkage, Module, RelocationTarget};
use crate::opcode::Opcode;
use cranelift_entity::EntitySet;

/// Functions and data the module keeps, each in order of its number.
#[derive(Clone, Debug, Default)]
pub struct Reachable {
    /// Functions.
    pub funcs: Vec<Func>,
    /// Data objects.
    pub data: Vec<Data>,
    /// Whether any kept function polls the collector.
    pub polls: bool,
}

impl Reachable {
    /// Walks `module` from its exports.
    pub fn compute(module: &Module) -> Reachable {
        let mut funcs = EntitySet::new();
        let mut data = EntitySet::new();
        let mut polls = false;
        let mut work: Vec<RelocationTarget> = module.exports.iter().map(|e| RelocationTarget::Func(e.func)).collect();
        work.extend(module.panic_text.map(RelocationTarget::Func));
        work.extend(module.runtime_error_type.map(|d| RelocationTarget::Data(d, 0)));
        while let Some(target) = work.pop() {
            match target {
                RelocationTarget::Func(func) => {
                    if funcs.insert(func)
                        && let Some(body) = module.body(func)
                    {
                        polls |= references(body, &mut work);
                    }
                }
                RelocationTarget::Data(object, _) => {
                    if data.insert(object) {
                        work.extend(module.data[object].relocations.iter().map(|r| r.target));
                    }
                }
            }
        }
        Reachable {
            funcs: module.funcs.keys().filter(|f| funcs.contains(*f)).collect(),
            data: module.data.keys().filter(|d| data.contains(*d)).collect(),
            polls,
        }
    }

    /// Whether the program has one goroutine from start to end, because nothing starts another one.
    pub fn is_alone(&self, module: &Module) -> bool {
        self.funcs.iter().all(|func| match module.funcs[*func].linkage {
            Linkage::Runtime(effects) => !effects.starts_goroutines,
            _ => true,
        })
    }
}

fn references(body: &Function, work: &mut Vec<RelocationTarget>) -> bool {
    let mut polls = false;
    for &block in &body.layout {
        for &inst in &body.blocks[block].insts {
            let data = &body.insts[inst];
            match data.imm {
                Immediate::Func(func) => work.push(RelocationTarget::Func(func)),
                Immediate::Data(object, _) => work.push(RelocationTarget::Data(object, 0)),
                _ => {}
            }
            polls |= data.opcode == Opcode::GcPoll;
        }
    }
    polls
}
