//! What is known of values at a point of a function: which are nil or zero, which signed ranges integers lie in, which are
//! less than which. Owns [`Knowledge`], which a walk over the dominator forest extends and takes back.
//!
//! Never changes the function. Ranges are those of W. Harrison, "Compiler Analysis of the Value Ranges for Variables"
//! (1977), without iteration: a loop variable has a range only if [`growing_variables`] finds its start and its guard.

use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::{Block, Function, Immediate, InstData, MemKind, Opcode, Type, Value, ValueDef};
use rustc_hash::{FxHashMap, FxHashSet};

/// How far definitions are followed for a range.
const DEPTH: u32 = 6;

/// Largest constant that is taken for a distance between indices: added to an index in bounds or to a length, it cannot wrap.
const NEAR: i64 = 1 << 31;

/// The signed values an integer may have, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Range {
    pub(crate) min: i64,
    pub(crate) max: i64,
}

impl Range {
    fn of_type(ty: Type) -> Range {
        match ty {
            Type::I32 | Type::Ptr => Range { min: i64::from(i32::MIN), max: i64::from(i32::MAX) },
            _ => Range { min: i64::MIN, max: i64::MAX },
        }
    }

    fn intersect(self, other: Range) -> Range {
        Range { min: self.min.max(other.min), max: self.max.min(other.max) }
    }

    fn excludes_zero(self) -> bool {
        self.min > 0 || self.max < 0
    }
}

enum Undo {
    NotZero(Value),
    Zero(Value),
    Range(Value, Option<Range>),
    Less(Value),
}

/// What is known where a walk stands.
pub(crate) struct Knowledge {
    not_zero: FxHashSet<Value>,
    zero: FxHashSet<Value>,
    ranges: FxHashMap<Value, Range>,
    /// For each value those it is less than, signed.
    less: FxHashMap<Value, Vec<Value>>,
    /// Least value of loop variables.
    growing: FxHashMap<Value, i64>,
    undo: Vec<Undo>,
}

impl Knowledge {
    /// Nothing but what loops say of their variables.
    pub(crate) fn new(body: &Function, cfg: &ControlFlow, dominators: &Dominators) -> Self {
        Knowledge {
            not_zero: FxHashSet::default(),
            zero: FxHashSet::default(),
            ranges: FxHashMap::default(),
            less: FxHashMap::default(),
            growing: growing_variables(body, cfg, dominators),
            undo: Vec::new(),
        }
    }

    /// A mark to go back to.
    pub(crate) fn mark(&self) -> usize {
        self.undo.len()
    }

    /// Forgets what was learnt since `mark`.
    pub(crate) fn forget(&mut self, mark: usize) {
        while self.undo.len() > mark {
            match self.undo.pop().expect("longer than the mark") {
                Undo::NotZero(value) => {
                    self.not_zero.remove(&value);
                }
                Undo::Zero(value) => {
                    self.zero.remove(&value);
                }
                Undo::Range(value, Some(range)) => {
                    self.ranges.insert(value, range);
                }
                Undo::Range(value, None) => {
                    self.ranges.remove(&value);
                }
                Undo::Less(value) => {
                    self.less.get_mut(&value).expect("what was learnt is there").pop();
                }
            }
        }
    }

    /// Records that `condition` is not 0 (`truth`) or 0, and what follows.
    pub(crate) fn assume(&mut self, body: &Function, condition: Value, truth: bool) {
        self.learn_truth(condition, truth);
        let Some(data) = definition(body, condition) else { return };
        match (data.opcode, &data.args[..]) {
            (Opcode::Eqz, &[x]) => self.learn_truth(x, !truth),
            (Opcode::Ne, &[x, y]) if body.constant(y) == Some(0) => self.learn_truth(x, truth),
            (Opcode::Eq, &[x, y]) if truth => self.learn_equal(body, x, y),
            (Opcode::Ne, &[x, y]) if !truth => self.learn_equal(body, x, y),
            (Opcode::LtS, &[x, y]) => self.learn_order(body, x, y, truth),
            (Opcode::GtS, &[x, y]) => self.learn_order(body, y, x, truth),
            (Opcode::GeS, &[x, y]) => self.learn_order(body, x, y, !truth),
            (Opcode::LeS, &[x, y]) => self.learn_order(body, y, x, !truth),
            (Opcode::LtU, &[x, y]) if truth => self.learn_below(body, x, y),
            (Opcode::GeU, &[x, y]) if !truth => self.learn_below(body, x, y),
            (Opcode::GtU, &[x, y]) if truth => self.learn_below(body, y, x),
            (Opcode::LeU, &[x, y]) if !truth => self.learn_below(body, y, x),
            _ => {}
        }
    }

    /// Records that `index` passed its check against the length `len`, which is not negative.
    pub(crate) fn assume_in_bounds(&mut self, body: &Function, index: Value, len: Value) {
        let max = self.range(body, len).max.saturating_sub(1);
        self.narrow(body, index, Range { min: 0, max });
        self.learn_less(index, len);
    }

    fn learn_truth(&mut self, value: Value, truth: bool) {
        if truth && self.not_zero.insert(value) {
            self.undo.push(Undo::NotZero(value));
        } else if !truth && self.zero.insert(value) {
            self.undo.push(Undo::Zero(value));
        }
    }

    fn learn_equal(&mut self, body: &Function, x: Value, y: Value) {
        if !body.value_type(x).is_float() {
            let (a, b) = (self.range(body, x), self.range(body, y));
            self.narrow(body, x, b);
            self.narrow(body, y, a);
        }
    }

    /// `x < y` holds, or `y <= x`.
    fn learn_order(&mut self, body: &Function, x: Value, y: Value, less: bool) {
        let (a, b) = (self.range(body, x), self.range(body, y));
        if less {
            self.narrow(body, x, Range { min: i64::MIN, max: b.max.saturating_sub(1) });
            self.narrow(body, y, Range { min: a.min.saturating_add(1), max: i64::MAX });
            self.learn_less(x, y);
        } else {
            self.narrow(body, x, Range { min: b.min, max: i64::MAX });
            self.narrow(body, y, Range { min: i64::MIN, max: a.max });
        }
    }

    /// `x < y` holds, unsigned.
    fn learn_below(&mut self, body: &Function, x: Value, y: Value) {
        let limit = self.range(body, y);
        if limit.min >= 0 {
            self.narrow(body, x, Range { min: 0, max: limit.max - 1 });
            self.learn_less(x, y);
        }
    }

    fn learn_less(&mut self, x: Value, y: Value) {
        self.less.entry(x).or_default().push(y);
        self.undo.push(Undo::Less(x));
    }

    fn narrow(&mut self, body: &Function, value: Value, range: Range) {
        if body.constant(value).is_some() {
            return;
        }
        let before = self.range(body, value);
        let after = before.intersect(range);
        // An empty range says that this point is never reached: nothing is gained by recording it.
        if after != before && after.min <= after.max {
            let old = self.ranges.insert(value, after);
            self.undo.push(Undo::Range(value, old));
        }
    }

    /// The range of an integer.
    pub(crate) fn range(&self, body: &Function, value: Value) -> Range {
        self.range_within(body, value, DEPTH)
    }

    fn range_within(&self, body: &Function, value: Value, depth: u32) -> Range {
        let mut range = Range::of_type(body.value_type(value));
        if let Some(known) = self.ranges.get(&value) {
            range = range.intersect(*known);
        }
        if let Some(min) = self.growing.get(&value) {
            range.min = range.min.max(*min);
        }
        match definition(body, value) {
            Some(data) if depth > 0 => range.intersect(self.defined_range(body, data, depth - 1)),
            _ => range,
        }
    }

    /// What an instruction says of its result.
    fn defined_range(&self, body: &Function, data: &InstData, depth: u32) -> Range {
        let all = Range::of_type(data.ctrl);
        let operand = |i: usize| self.range_within(body, data.args[i], depth);
        let constant = |i: usize| integer(body, data.args[i]);
        let unsigned = |bits: u32| Range { min: 0, max: ((1u64 << bits) - 1) as i64 };
        match (data.opcode, data.imm) {
            (Opcode::IConst, Immediate::Bits(bits)) => {
                let bits = if data.ctrl == Type::I64 { bits } else { i64::from(bits as i32) };
                Range { min: bits, max: bits }
            }
            (Opcode::Load, Immediate::Mem(kind, _)) => match kind {
                MemKind::I8U => unsigned(8),
                MemKind::I16U => unsigned(16),
                MemKind::I8S => Range { min: i64::from(i8::MIN), max: i64::from(i8::MAX) },
                MemKind::I16S => Range { min: i64::from(i16::MIN), max: i64::from(i16::MAX) },
                kind => Range::of_type(kind.value_type()),
            },
            (Opcode::ExtendU, _) => {
                let inner = operand(0);
                if inner.min >= 0 { inner } else { unsigned(32) }
            }
            (Opcode::ExtendS, _) => operand(0),
            (Opcode::Wrap, _) => {
                let (inner, fits) = (operand(0), Range::of_type(Type::I32));
                if fits.intersect(inner) == inner { inner } else { fits }
            }
            (Opcode::And, _) => match (operand(0), operand(1)) {
                (a, b) if a.min >= 0 && b.min >= 0 => Range { min: 0, max: a.max.min(b.max) },
                (_, b) if b.min >= 0 => Range { min: 0, max: b.max },
                (a, _) if a.min >= 0 => Range { min: 0, max: a.max },
                _ => all,
            },
            (Opcode::ShrU, _) => {
                let bits = if data.ctrl == Type::I64 { 64 } else { 32 };
                match constant(1).map(|c| c & (bits - 1)) {
                    Some(by @ 1..) => unsigned((bits - by) as u32),
                    _ => all,
                }
            }
            (Opcode::ShrS, _) => match constant(1) {
                Some(by @ 0..=31) => Range { min: operand(0).min >> by, max: operand(0).max >> by },
                _ => all,
            },
            (Opcode::RemS, _) => match constant(1) {
                Some(c) if c > 0 && operand(0).min >= 0 => Range { min: 0, max: c - 1 },
                Some(c) if c > 0 => Range { min: 1 - c, max: c - 1 },
                _ => all,
            },
            (Opcode::RemU, _) => match constant(1) {
                Some(c) if c > 0 => Range { min: 0, max: c - 1 },
                _ => all,
            },
            (Opcode::DivS, _) => match constant(1) {
                Some(c) if c > 0 => Range { min: operand(0).min / c, max: operand(0).max / c },
                _ => all,
            },
            (Opcode::Add, _) => {
                let (a, b) = (operand(0), operand(1));
                sum(all, a.min.checked_add(b.min), a.max.checked_add(b.max))
            }
            (Opcode::Sub, _) => {
                let (a, b) = (operand(0), operand(1));
                sum(all, a.min.checked_sub(b.max), a.max.checked_sub(b.min))
            }
            (Opcode::Select, _) => {
                let (a, b) = (operand(1), operand(2));
                Range { min: a.min.min(b.min), max: a.max.max(b.max) }
            }
            (
                Opcode::Eqz
                | Opcode::Eq
                | Opcode::Ne
                | Opcode::LtS
                | Opcode::LtU
                | Opcode::LeS
                | Opcode::LeU
                | Opcode::GtS
                | Opcode::GtU
                | Opcode::GeS
                | Opcode::GeU,
                _,
            ) => unsigned(1),
            // The controlling type of what is left need not be the result's.
            _ => Range { min: i64::MIN, max: i64::MAX },
        }
    }

    /// Whether `condition` is known to be 0. `bounds` says that it compares an index with a length.
    pub(crate) fn is_false(&self, body: &Function, condition: Value, bounds: bool) -> bool {
        if self.zero.contains(&condition) || body.constant(condition) == Some(0) {
            return true;
        }
        definition(body, condition).is_some_and(|data| self.relation_is_false(body, data.opcode, &data.args, bounds))
    }

    /// Whether `condition` is known not to be 0.
    pub(crate) fn is_true(&self, body: &Function, condition: Value) -> bool {
        if self.not_zero.contains(&condition) || body.constant(condition).is_some_and(|c| c as i32 != 0) {
            return true;
        }
        let Some(data) = definition(body, condition) else { return false };
        let inverse = match data.opcode {
            Opcode::Eqz => {
                let x = data.args[0];
                return self.zero.contains(&x) || integer(body, x) == Some(0);
            }
            Opcode::Eq => Opcode::Ne,
            Opcode::Ne => Opcode::Eq,
            Opcode::LtS => Opcode::GeS,
            Opcode::GeS => Opcode::LtS,
            Opcode::GtS => Opcode::LeS,
            Opcode::LeS => Opcode::GtS,
            Opcode::LtU => Opcode::GeU,
            Opcode::LeU => Opcode::GtU,
            _ => return false,
        };
        self.relation_is_false(body, inverse, &data.args, false)
    }

    /// Whether a comparison of `args` is known to give 0.
    fn relation_is_false(&self, body: &Function, opcode: Opcode, args: &[Value], bounds: bool) -> bool {
        let range = |i: usize| self.range(body, args[i]);
        let is_less = |x: usize, y: usize| self.is_less(body, args[x], args[y], bounds);
        let is_integer = || body.value_type(args[0]) != Type::Ptr;
        match opcode {
            Opcode::Eqz => self.not_zero.contains(&args[0]) || is_integer() && range(0).excludes_zero(),
            Opcode::GeU => range(0).min >= 0 && is_less(0, 1),
            Opcode::GeS => range(0).max < range(1).min || is_less(0, 1),
            Opcode::LtS => range(0).min >= range(1).max,
            Opcode::GtS => range(0).max <= range(1).min,
            Opcode::LeS => range(0).min > range(1).max || is_less(1, 0),
            Opcode::GtU => {
                let (a, b) = (range(0), range(1));
                a.min >= 0 && (a.max <= b.min || b.min >= 0 && is_less(0, 1))
            }
            Opcode::Eq => {
                let (a, b) = (range(0), range(1));
                is_integer() && (a.max < b.min || b.max < a.min)
            }
            Opcode::Ne => {
                let (a, b) = (range(0), range(1));
                is_integer() && a.min == a.max && a == b
            }
            _ => false,
        }
    }

    /// Whether `x < y` is known, signed. `y` may be known by way of `y - d` only if it is a length: then it is not
    /// negative, and the difference did not wrap.
    fn is_less(&self, body: &Function, x: Value, y: Value, is_length: bool) -> bool {
        if self.range(body, x).max < self.range(body, y).min {
            return true;
        }
        let is_below = |base: Value, more: i64| {
            self.less.get(&base).is_some_and(|bounds| {
                bounds.iter().any(|&bound| {
                    let (bound_base, distance) = offset(body, bound);
                    bound == y && more <= 0
                        || is_length && bound_base == y && (-NEAR..=0).contains(&distance) && more <= -distance
                })
            })
        };
        let (base, more) = offset(body, x);
        is_below(x, 0)
            || base != x && (-NEAR..=NEAR).contains(&more) && self.range(body, base).min >= 0 && is_below(base, more)
    }
}

fn sum(all: Range, min: Option<i64>, max: Option<i64>) -> Range {
    match (min, max) {
        (Some(min), Some(max)) if min >= all.min && max <= all.max => Range { min, max },
        _ => all,
    }
}

fn definition(body: &Function, value: Value) -> Option<&InstData> {
    body.defining_inst(value).map(|i| &body.insts[i])
}

/// The signed integer a value is, if it is a constant.
fn integer(body: &Function, value: Value) -> Option<i64> {
    let bits = body.constant(value)?;
    Some(if body.value_type(value) == Type::I64 { bits } else { i64::from(bits as i32) })
}

/// A value as another one plus a constant.
fn offset(body: &Function, value: Value) -> (Value, i64) {
    let Some(data) = definition(body, value) else { return (value, 0) };
    let by = |i: usize| integer(body, data.args[i]);
    match data.opcode {
        Opcode::Add => match (by(0), by(1)) {
            (_, Some(c)) => (data.args[0], c),
            (Some(c), _) => (data.args[1], c),
            _ => (value, 0),
        },
        Opcode::Sub => match by(1) {
            Some(c) if c != i64::MIN => (data.args[0], -c),
            _ => (value, 0),
        },
        _ => (value, 0),
    }
}

/// The condition under which the only edge into `block` is taken.
pub(crate) fn entering_condition(body: &Function, cfg: &ControlFlow, block: Block) -> Option<(Value, bool)> {
    let [pred] = cfg.preds[block][..] else { return None };
    let data = &body.insts[body.terminator(pred)?];
    if data.opcode != Opcode::Branch {
        return None;
    }
    match (data.targets[0].block == block, data.targets[1].block == block) {
        (true, false) => Some((data.args[0], true)),
        (false, true) => Some((data.args[0], false)),
        _ => None,
    }
}

/// Loop variables that start at constants and grow by positive constants, guarded so that they cannot wrap, with the least
/// of the constants they start at.
fn growing_variables(body: &Function, cfg: &ControlFlow, dominators: &Dominators) -> FxHashMap<Value, i64> {
    let mut result = FxHashMap::default();
    for &header in &cfg.order {
        for (i, &param) in body.blocks[header].params.iter().enumerate() {
            let mut least: Option<i64> = None;
            let mut grows = !cfg.preds[header].is_empty();
            for &pred in &cfg.preds[header] {
                let Some(terminator) = body.terminator(pred) else { continue };
                for target in body.insts[terminator].targets.iter().filter(|t| t.block == header) {
                    let arg = target.args[i];
                    if let Some(start) = integer(body, arg) {
                        least = Some(least.map_or(start, |l| l.min(start)));
                        continue;
                    }
                    let (base, step) = offset(body, arg);
                    grows &= base == param && step > 0 && is_guarded(body, cfg, dominators, param, step, pred);
                }
            }
            if let (true, Some(least)) = (grows, least) {
                result.insert(param, least);
            }
        }
    }
    result
}

/// Whether the way to `block` passes a branch that bounds `param` so that adding `step` cannot wrap.
fn is_guarded(
    body: &Function,
    cfg: &ControlFlow,
    dominators: &Dominators,
    param: Value,
    step: i64,
    block: Block,
) -> bool {
    let ValueDef::Param(header, _) = body.values[param].def else { return false };
    let most = Range::of_type(body.value_type(param)).max;
    let mut at = Some(block);
    while let Some(block) = at {
        if !dominators.dominates(header, block) {
            return false;
        }
        if let Some((condition, truth)) = entering_condition(body, cfg, block)
            && let Some(data) = definition(body, condition)
            && data.args.len() == 2
        {
            // The bound, and whether the variable may be equal to it.
            let bound = match (data.opcode, truth, data.args[0] == param, data.args[1] == param) {
                (Opcode::LtS, true, true, _) | (Opcode::GeS, false, true, _) => Some((data.args[1], false)),
                (Opcode::GtS, true, _, true) | (Opcode::LeS, false, _, true) => Some((data.args[0], false)),
                (Opcode::LeS, true, true, _) | (Opcode::GtS, false, true, _) => Some((data.args[1], true)),
                (Opcode::GeS, true, _, true) | (Opcode::LtS, false, _, true) => Some((data.args[0], true)),
                _ => None,
            };
            if let Some((bound, may_be_equal)) = bound {
                let highest = integer(body, bound).unwrap_or(most);
                let highest = if may_be_equal { highest } else { highest.saturating_sub(1) };
                if highest.checked_add(step).is_some_and(|end| end <= most) {
                    return true;
                }
            }
        }
        at = dominators.immediate(block);
    }
    false
}
