//! The instructions of one function before they are encoded. Owns [`Code`]: structured control flow with named labels, and the
//! peepholes that need to see what follows an instruction.
//!
//! Branches name their label, and how many blocks out it is follows when the code is encoded: so blocks nobody branches to
//! can go, and arms can become `else`. Never does: move instructions that compute.

use wasm_encoder::{BlockType, Encode, Instruction as W};

/// A block, loop or `if` of the function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LabelId(u32);

/// What a label is the label of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Construct {
    /// `block`: branches lead behind it.
    Block,
    /// `loop`: branches lead to its start.
    Loop,
    /// `if`, which takes its condition from the operand stack; branches lead behind it.
    If,
}

#[derive(Clone, Debug)]
enum Item {
    Plain(W<'static>),
    Open(LabelId),
    Else,
    Close(LabelId),
    Branch(LabelId),
    Leave(LabelId),
    BranchIf(LabelId),
    Table(Vec<LabelId>, LabelId),
}

/// Encoded instructions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Encoded {
    /// The instructions, with the function's `end`.
    pub bytes: Vec<u8>,
    /// Where source locations begin to hold: offsets in `bytes`, ascending, and numbers of locations, 0 for none.
    pub lines: Vec<(u32, u32)>,
}

/// The code of a function.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// What it consists of, each with the number of its source location.
    items: Vec<(Item, u32)>,
    constructs: Vec<Construct>,
    /// The block that has results, with its type, if there is one.
    block_with_results: Option<(LabelId, BlockType)>,
    location: u32,
}

impl Code {
    /// Says which source location what is appended from now on belongs to, 0 for none; returns the one before.
    pub fn set_location(&mut self, location: u32) -> u32 {
        std::mem::replace(&mut self.location, location)
    }

    fn push(&mut self, item: Item) {
        self.items.push((item, self.location));
    }

    /// Appends an instruction that is no control flow but `return` and `unreachable`.
    pub fn op(&mut self, instruction: W<'static>) {
        self.push(Item::Plain(instruction));
    }

    /// Opens a construct without parameters and results.
    pub fn open(&mut self, construct: Construct) -> LabelId {
        let label = LabelId(self.constructs.len() as u32);
        self.constructs.push(construct);
        self.push(Item::Open(label));
        label
    }

    /// Opens a block that has results, which every branch behind it brings along. There is one at most.
    pub fn open_with_results(&mut self, ty: BlockType) -> LabelId {
        let label = self.open(Construct::Block);
        if !matches!(ty, BlockType::Empty) {
            assert!(self.block_with_results.replace((label, ty)).is_none(), "a second block with results");
        }
        label
    }

    fn has_results(&self, label: LabelId) -> bool {
        self.block_with_results.is_some_and(|(block, _)| block == label)
    }

    /// Ends the construct of `label`, which is the innermost open one.
    pub fn close(&mut self, label: LabelId) {
        self.push(Item::Close(label));
    }

    /// `br`.
    pub fn branch(&mut self, label: LabelId) {
        self.push(Item::Branch(label));
    }

    /// `br` from an arm that is seldom taken: what follows the arm does not become an `else`, which would nest what is
    /// otherwise straight code ever deeper.
    pub fn leave(&mut self, label: LabelId) {
        self.push(Item::Leave(label));
    }

    /// `br_if`.
    pub fn branch_if(&mut self, label: LabelId) {
        self.push(Item::BranchIf(label));
    }

    /// `br_table`.
    pub fn table(&mut self, targets: Vec<LabelId>, default: LabelId) {
        self.push(Item::Table(targets, default));
    }

    /// Whether control never comes behind the last instruction because that jumps, returns or traps.
    pub fn ends(&self) -> bool {
        matches!(self.items.last(), Some((Item::Plain(W::Return | W::Unreachable) | Item::Branch(_), _)))
    }

    /// The encoding; `has_results`: whether the function has any.
    pub fn finish(mut self, has_results: bool) -> Encoded {
        self.decide_tables();
        self.use_else();
        self.drop_jumps_ahead(has_results);
        self.drop_unused_labels();
        self.join_pairs();
        self.encode()
    }

    /// A table all of whose targets are one is a jump, if its index is only a local.
    fn decide_tables(&mut self) {
        let mut kept: Vec<(Item, u32)> = Vec::with_capacity(self.items.len());
        for (item, location) in self.items.drain(..) {
            match item {
                Item::Table(targets, default)
                    if targets.iter().all(|target| *target == default)
                        && matches!(kept.last(), Some((Item::Plain(W::LocalGet(_)), _))) =>
                {
                    kept.pop();
                    kept.push((Item::Branch(default), location));
                }
                item => kept.push((item, location)),
            }
        }
        self.items = kept;
    }

    /// An `if` that ends with a jump behind the construct around it, which ends with what follows the `if`, gets an `else`.
    fn use_else(&mut self) {
        let mut kept: Vec<(Item, u32)> = Vec::with_capacity(self.items.len());
        // Open labels; of each whether its `if` is to be closed together with it.
        let mut open: Vec<(LabelId, Vec<LabelId>)> = Vec::new();
        let with_results = self.block_with_results;
        for (item, location) in self.items.drain(..) {
            match item {
                Item::Open(label) => {
                    open.push((label, Vec::new()));
                    kept.push((item, location));
                }
                Item::Close(label) => {
                    let (_, late) = open.pop().expect("a label that closes is open");
                    let around = open.last_mut().filter(|(around, _)| {
                        self.constructs[label.0 as usize] == Construct::If
                            && late.is_empty()
                            && matches!(kept.last(), Some((Item::Branch(target), _)) if target == around)
                            && self.constructs[around.0 as usize] != Construct::Loop
                            && !with_results.is_some_and(|(block, _)| block == *around)
                    });
                    if let Some((_, late_around)) = around {
                        kept.pop();
                        kept.push((Item::Else, location));
                        late_around.push(label);
                    } else {
                        kept.extend(late.into_iter().rev().map(|late| (Item::Close(late), location)));
                        kept.push((Item::Close(label), location));
                    }
                }
                item => kept.push((item, location)),
            }
        }
        self.items = kept;
    }

    /// Drops jumps to where control comes anyway.
    fn drop_jumps_ahead(&mut self, has_results: bool) {
        let mut is_dropped = vec![false; self.items.len()];
        // Labels whose end follows without anything between, and whether the end of the function does.
        let mut ends: Vec<LabelId> = Vec::new();
        let mut is_at_end = true;
        for (at, (item, _)) in self.items.iter().enumerate().rev() {
            match item {
                Item::Close(label) => ends.push(*label),
                // Only the block itself passes results on.
                Item::Branch(label) | Item::Leave(label)
                    if ends.contains(label)
                        && !self.is_loop(*label)
                        && (!self.has_results(*label) || ends.len() == 1) =>
                {
                    is_dropped[at] = true
                }
                Item::Plain(W::Return) if is_at_end && (!has_results || ends.is_empty()) => is_dropped[at] = true,
                // The first arm goes on where the `if` ends, which is not known here.
                _ => {
                    ends.clear();
                    is_at_end = false;
                }
            }
        }
        let mut dropped = is_dropped.into_iter();
        self.items.retain(|_| dropped.next() != Some(true));
    }

    fn is_loop(&self, label: LabelId) -> bool {
        self.constructs[label.0 as usize] == Construct::Loop
    }

    /// Drops blocks and loops nobody branches to.
    fn drop_unused_labels(&mut self) {
        let mut is_used: Vec<bool> = self.constructs.iter().map(|construct| *construct == Construct::If).collect();
        for (item, _) in &self.items {
            match item {
                Item::Branch(label) | Item::Leave(label) | Item::BranchIf(label) => is_used[label.0 as usize] = true,
                Item::Table(targets, default) => {
                    for label in targets.iter().chain([default]) {
                        is_used[label.0 as usize] = true;
                    }
                }
                _ => {}
            }
        }
        self.items.retain(|(item, _)| match item {
            Item::Open(label) | Item::Close(label) => is_used[label.0 as usize],
            _ => true,
        });
    }

    /// Joins instructions to the one before: a local that is set and read, conditions inverted twice, jumps in an `if`.
    fn join_pairs(&mut self) {
        let mut kept: Vec<(Item, u32)> = Vec::with_capacity(self.items.len());
        for (item, location) in self.items.drain(..) {
            match (&item, &kept[..]) {
                (Item::Plain(W::LocalGet(get)), [.., (Item::Plain(W::LocalSet(set)), at)]) if get == set => {
                    let tee = (Item::Plain(W::LocalTee(*set)), *at);
                    kept.pop();
                    kept.push(tee);
                }
                (Item::Close(label), [.., (Item::Open(open), at), (Item::Branch(target), _)])
                    if label == open && label != target && self.constructs[label.0 as usize] == Construct::If =>
                {
                    let branch = (Item::BranchIf(*target), *at);
                    kept.truncate(kept.len() - 2);
                    invert_twice(&mut kept);
                    kept.push(branch);
                }
                (Item::BranchIf(_) | Item::Open(_), [.., (Item::Plain(W::I32Eqz), _), (Item::Plain(W::I32Eqz), _)]) => {
                    if matches!(&item, Item::Open(label) if self.constructs[label.0 as usize] != Construct::If) {
                        kept.push((item, location));
                        continue;
                    }
                    invert_twice(&mut kept);
                    kept.push((item, location));
                }
                _ => kept.push((item, location)),
            }
        }
        self.items = kept;
    }

    fn encode(&self) -> Encoded {
        let mut bytes = Vec::with_capacity(self.items.len() * 2);
        let mut lines: Vec<(u32, u32)> = Vec::new();
        let mut open: Vec<LabelId> = Vec::new();
        let depth = |open: &[LabelId], label: LabelId| -> u32 {
            let at = open.iter().rposition(|l| *l == label);
            (open.len() - 1 - at.unwrap_or_else(|| panic!("{label:?} is not open"))) as u32
        };
        for (item, location) in &self.items {
            if lines.last().map_or(0, |(_, last)| *last) != *location {
                lines.push((bytes.len() as u32, *location));
            }
            match item {
                Item::Plain(instruction) => instruction.encode(&mut bytes),
                Item::Open(label) => {
                    open.push(*label);
                    match self.constructs[label.0 as usize] {
                        Construct::Block => W::Block(match self.block_with_results {
                            Some((block, ty)) if block == *label => ty,
                            _ => BlockType::Empty,
                        }),
                        Construct::Loop => W::Loop(BlockType::Empty),
                        Construct::If => W::If(BlockType::Empty),
                    }
                    .encode(&mut bytes);
                }
                Item::Else => W::Else.encode(&mut bytes),
                Item::Close(label) => {
                    assert_eq!(open.pop(), Some(*label), "constructs close in order");
                    W::End.encode(&mut bytes);
                }
                Item::Branch(label) | Item::Leave(label) => W::Br(depth(&open, *label)).encode(&mut bytes),
                Item::BranchIf(label) => W::BrIf(depth(&open, *label)).encode(&mut bytes),
                Item::Table(targets, default) => {
                    let targets: Vec<u32> = targets.iter().map(|target| depth(&open, *target)).collect();
                    W::BrTable(targets.into(), depth(&open, *default)).encode(&mut bytes);
                }
            }
        }
        W::End.encode(&mut bytes);
        Encoded { bytes, lines }
    }
}

/// Drops two inversions at the end.
fn invert_twice(items: &mut Vec<(Item, u32)>) {
    if let [.., (Item::Plain(W::I32Eqz), _), (Item::Plain(W::I32Eqz), _)] = items[..] {
        items.truncate(items.len() - 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(instructions: &[W<'static>]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for instruction in instructions {
            instruction.encode(&mut bytes);
        }
        bytes
    }

    #[test]
    fn arms_that_meet_become_else() {
        let mut code = Code::default();
        let around = code.open(Construct::Block);
        code.op(W::LocalGet(0));
        let arm = code.open(Construct::If);
        code.op(W::Call(1));
        code.branch(around);
        code.close(arm);
        code.op(W::Call(2));
        code.branch(around);
        code.close(around);
        code.op(W::Return);
        let expected = [W::LocalGet(0), W::If(BlockType::Empty), W::Call(1), W::Else, W::Call(2), W::End, W::End];
        assert_eq!(code.finish(false).bytes, bytes(&expected));
    }

    #[test]
    fn a_jump_out_of_an_if_is_a_conditional_branch() {
        let mut code = Code::default();
        let around = code.open(Construct::Loop);
        code.op(W::LocalGet(0));
        let arm = code.open(Construct::If);
        code.branch(around);
        code.close(arm);
        code.close(around);
        let expected = [W::Loop(BlockType::Empty), W::LocalGet(0), W::BrIf(0), W::End, W::End];
        assert_eq!(code.finish(false).bytes, bytes(&expected));
    }

    #[test]
    fn locations_follow_what_is_kept() {
        let mut code = Code::default();
        code.op(W::LocalGet(0));
        assert_eq!(code.set_location(7), 0);
        let around = code.open(Construct::Block);
        code.op(W::Call(1));
        code.op(W::LocalSet(3));
        assert_eq!(code.set_location(8), 7);
        code.op(W::LocalGet(3));
        code.close(around);
        code.op(W::Drop);
        code.set_location(0);
        code.op(W::Call(2));
        // get 0; call 1; tee 3; drop; call 2
        assert_eq!(code.finish(false).lines, [(2, 7), (6, 8), (7, 0)]);
    }

    #[test]
    fn results_are_brought_to_the_end_of_the_block() {
        let mut code = Code::default();
        let result = BlockType::Result(wasm_encoder::ValType::I32);
        let epilogue = code.open_with_results(result);
        let around = code.open(Construct::Block);
        code.op(W::LocalGet(0));
        let arm = code.open(Construct::If);
        code.op(W::I32Const(1));
        code.branch(epilogue);
        code.close(arm);
        code.op(W::LocalGet(1));
        code.branch_if(around);
        code.op(W::I32Const(2));
        code.branch(epilogue);
        code.close(around);
        code.op(W::I32Const(3));
        code.branch(epilogue);
        code.close(epilogue);
        code.op(W::Call(1));
        let expected = [
            W::Block(result),
            W::Block(BlockType::Empty),
            W::LocalGet(0),
            W::If(BlockType::Empty),
            W::I32Const(1),
            W::Br(2),
            W::End,
            W::LocalGet(1),
            W::BrIf(0),
            W::I32Const(2),
            W::Br(1),
            W::End,
            W::I32Const(3),
            W::End,
            W::Call(1),
            W::End,
        ];
        assert_eq!(code.finish(true).bytes, bytes(&expected));
    }

    #[test]
    fn a_jump_back_stays() {
        let mut code = Code::default();
        let around = code.open(Construct::Loop);
        code.op(W::Call(1));
        code.branch(around);
        code.close(around);
        code.op(W::Unreachable);
        let expected = [W::Loop(BlockType::Empty), W::Call(1), W::Br(0), W::End, W::Unreachable, W::End];
        assert_eq!(code.finish(false).bytes, bytes(&expected));
    }

    #[test]
    fn an_arm_that_returns_a_value_keeps_its_return() {
        let mut code = Code::default();
        code.op(W::LocalGet(0));
        let arm = code.open(Construct::If);
        code.op(W::I32Const(1));
        code.op(W::Return);
        code.close(arm);
        code.op(W::I32Const(2));
        code.op(W::Return);
        let expected =
            [W::LocalGet(0), W::If(BlockType::Empty), W::I32Const(1), W::Return, W::End, W::I32Const(2), W::End];
        assert_eq!(code.finish(true).bytes, bytes(&expected));
    }
}
