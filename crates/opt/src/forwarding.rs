//! Values that another value takes the place of. Owns [`Forwards`], which every pass that removes a computation uses.

use ir::{Function, Inst, Value};
use rustc_hash::FxHashMap;

/// What takes the place of which value.
#[derive(Debug, Default)]
pub(crate) struct Forwards(FxHashMap<Value, Value>);

impl Forwards {
    /// Whether every value keeps its place.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts `value` in the place of `old`, for good: neither may lead back to the other.
    pub fn insert(&mut self, old: Value, value: Value) {
        self.0.insert(old, self.resolve(value));
    }

    /// What stands in the place of `value`.
    pub fn resolve(&self, mut value: Value) -> Value {
        while let Some(next) = self.0.get(&value) {
            value = *next;
        }
        value
    }

    /// Replaces what one instruction uses.
    pub fn apply_to(&self, body: &mut Function, inst: Inst) {
        if !self.is_empty() {
            body.insts[inst].map_uses(|v| self.resolve(v));
        }
    }

    /// Replaces what all instructions use. A pass that has applied itself on the way still needs it for the arguments on
    /// back edges, which it saw before what they name.
    pub fn apply(&self, body: &mut Function) {
        if self.is_empty() {
            return;
        }
        for block in body.layout.clone() {
            for inst in body.blocks[block].insts.clone() {
                self.apply_to(body, inst);
            }
        }
    }
}

impl FromIterator<(Value, Value)> for Forwards {
    fn from_iter<I: IntoIterator<Item = (Value, Value)>>(pairs: I) -> Self {
        let mut forwards = Forwards::default();
        for (old, value) in pairs {
            forwards.insert(old, value);
        }
        forwards
    }
}
