//! The verifier. Owns the rules every function must keep: structure, types and dominance.

use std::fmt;

use cranelift_entity::EntitySet;

use crate::control_flow::ControlFlow;
use crate::dominators::Dominators;
use crate::entities::{Block, Func, Inst, Value};
use crate::function::{Function, ValueDef};
use crate::instruction::Immediate;
use crate::module::Module;
use crate::opcode::{Opcode, Operand};
use crate::types::Type;

/// A rule that is broken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// The function.
    pub func: Func,
    /// The entity at fault, as in textual IR.
    pub entity: String,
    /// Which rule.
    pub message: String,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.func, self.entity, self.message)
    }
}

/// Checks every function of `module`.
///
/// # Errors
/// All broken rules.
pub fn verify_module(module: &Module) -> Result<(), Vec<VerifyError>> {
    let mut errors = Vec::new();
    for (func, body) in module.defined() {
        Verifier { module, func, body, errors: &mut errors }.run();
    }
    for export in &module.exports {
        if export.func.as_u32() as usize >= module.funcs.len() {
            errors.push(VerifyError {
                func: export.func,
                entity: export.name.clone(),
                message: "exported but not declared".into(),
            });
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

struct Verifier<'a> {
    module: &'a Module,
    func: Func,
    body: &'a Function,
    errors: &'a mut Vec<VerifyError>,
}

impl Verifier<'_> {
    fn error(&mut self, entity: impl fmt::Display, message: impl Into<String>) {
        self.errors.push(VerifyError { func: self.func, entity: entity.to_string(), message: message.into() });
    }

    fn run(&mut self) {
        if self.body.signature != self.module.funcs[self.func].signature {
            self.error(self.func, "signature differs from the declaration");
        }
        let Some(&entry) = self.body.layout.first() else {
            self.error(self.func, "no entry block");
            return;
        };
        let params: Vec<Type> = self.body.blocks[entry].params.iter().map(|p| self.body.value_type(*p)).collect();
        if params != self.body.signature.params {
            self.error(entry, "parameters of the entry are not the function's");
        }
        let before = self.errors.len();
        let mut laid_out: EntitySet<Block> = EntitySet::new();
        laid_out.extend(self.body.layout.iter().copied());
        for &block in &self.body.layout {
            self.structure(block, &laid_out);
        }
        if self.errors.len() > before {
            return;
        }
        for &block in &self.body.layout {
            for &inst in &self.body.blocks[block].insts {
                self.typing(inst);
            }
        }
        self.dominance();
    }

    fn structure(&mut self, block: Block, laid_out: &EntitySet<Block>) {
        let insts = &self.body.blocks[block].insts;
        let Some((&last, rest)) = insts.split_last() else {
            self.error(block, "empty block");
            return;
        };
        if !self.body.insts[last].opcode.is_terminator() {
            self.error(block, "no terminator");
        }
        for &inst in rest {
            if self.body.insts[inst].opcode.is_terminator() {
                self.error(inst, format!("terminator in the middle of {block}"));
            }
        }
        let data = &self.body.insts[last];
        let wanted = match data.opcode {
            Opcode::Jump => data.targets.len() == 1,
            Opcode::Branch => data.targets.len() == 2,
            Opcode::Switch => !data.targets.is_empty(),
            _ => data.targets.is_empty(),
        };
        if !wanted {
            self.error(last, format!("{} targets", data.targets.len()));
        }
        for target in &data.targets {
            let params = &self.body.blocks[target.block].params;
            if !laid_out.contains(target.block) {
                self.error(last, format!("target {} is not in the layout", target.block));
            } else if params.len() != target.args.len() {
                self.error(last, format!("{} arguments for {}", target.args.len(), target.block));
            } else {
                for (param, arg) in params.iter().zip(&target.args) {
                    if !self.body.values.is_valid(*arg) {
                        self.error(last, format!("argument of {} was never filled in", target.block));
                    } else if self.body.value_type(*param) != self.body.value_type(*arg) {
                        self.error(last, format!("{arg} has the wrong type for {param} of {}", target.block));
                    }
                }
            }
        }
    }

    fn typing(&mut self, inst: Inst) {
        let data = &self.body.insts[inst];
        let opcode = data.opcode;
        let allowed = opcode.control_types();
        if !allowed.is_empty() && !allowed.contains(&data.ctrl) {
            self.error(inst, format!("{opcode} of {}", data.ctrl));
        }
        let operands = opcode.operands();
        let rest = operands.last() == Some(&Operand::Rest);
        let fixed = operands.len() - usize::from(rest);
        if data.args.len() < fixed || (!rest && data.args.len() != fixed) {
            self.error(inst, format!("{opcode} with {} operands", data.args.len()));
            return;
        }
        for (i, operand) in operands[..fixed].iter().enumerate() {
            let wanted = match operand {
                Operand::Ctrl => data.ctrl,
                Operand::Is(ty) => *ty,
                Operand::Rest => continue,
            };
            let found = self.body.value_type(data.args[i]);
            if found != wanted {
                self.error(inst, format!("operand {i} of {opcode} is {found}, not {wanted}"));
            }
        }
        let rest: Vec<Type> = data.args[fixed..].iter().map(|v| self.body.value_type(*v)).collect();
        let wanted: Option<Vec<Type>> = match (opcode, data.imm) {
            (Opcode::Store, Immediate::Mem(kind, _)) => Some(vec![kind.value_type()]),
            (Opcode::Return, _) => Some(self.body.signature.results.clone()),
            (Opcode::Call | Opcode::PanicIf, Immediate::Func(f)) => Some(self.module.funcs[f].signature.params.clone()),
            (Opcode::CallIndirect, Immediate::Class(c)) => Some(self.module.classes[c].signature.params.clone()),
            (Opcode::Call | Opcode::PanicIf | Opcode::CallIndirect | Opcode::Store, _) => {
                self.error(inst, format!("{opcode} names nothing"));
                None
            }
            _ => None,
        };
        if let Some(wanted) = wanted
            && wanted != rest
        {
            self.error(inst, format!("operands of {opcode} are {rest:?}, not {wanted:?}"));
        }
        let results: Option<&[Type]> = self.module.call_signature(data).map(|s| s.results.as_slice());
        if let Some(wanted) = results {
            let found: Vec<Type> = self.body.results[inst].iter().map(|v| self.body.value_type(*v)).collect();
            if found != wanted {
                self.error(inst, format!("results of {opcode} are {found:?}, not {wanted:?}"));
            }
        }
        let names_right = match (opcode, data.imm) {
            (Opcode::IConst, Immediate::Bits(bits)) => data.ctrl != Type::Ptr || bits == 0,
            (Opcode::FConst, Immediate::Bits(_)) => true,
            (Opcode::IConst | Opcode::FConst, _) => false,
            (Opcode::Load | Opcode::Store, imm) => matches!(imm, Immediate::Mem(..)),
            (Opcode::DataAddr, imm) => matches!(imm, Immediate::Data(d, _) if self.module.data.is_valid(d)),
            (Opcode::StackAddr, imm) => matches!(imm, Immediate::Slot(s, _) if self.body.slots.is_valid(s)),
            (Opcode::FuncRef, imm) => matches!(imm, Immediate::Func(f) if self.module.funcs.is_valid(f)),
            _ => true,
        };
        if !names_right {
            self.error(inst, format!("{opcode} with immediate {:?}", data.imm));
        }
    }

    fn dominance(&mut self) {
        let cfg = ControlFlow::compute(self.body);
        let dominators = Dominators::compute(&cfg);
        let mut position = cranelift_entity::SecondaryMap::<Inst, (Option<Block>, u32)>::new();
        for &block in &self.body.layout {
            for (i, &inst) in self.body.blocks[block].insts.iter().enumerate() {
                position[inst] = (Some(block), i as u32);
            }
        }
        for &block in &cfg.order {
            for (i, &inst) in self.body.blocks[block].insts.iter().enumerate() {
                for value in self.body.insts[inst].uses().collect::<Vec<Value>>() {
                    let available = match self.body.values[value].def {
                        ValueDef::Param(owner, at) => {
                            cfg.is_reachable(owner)
                                && self.body.blocks[owner].params.get(at as usize) == Some(&value)
                                && dominators.dominates(owner, block)
                        }
                        ValueDef::Result(def, _) => match position[def] {
                            (Some(owner), at) if owner == block => at < i as u32,
                            (Some(owner), _) => cfg.is_reachable(owner) && dominators.dominates(owner, block),
                            (None, _) => false,
                        },
                    };
                    if !available {
                        self.error(inst, format!("{value} is not available in {block}"));
                    }
                }
            }
        }
    }
}
