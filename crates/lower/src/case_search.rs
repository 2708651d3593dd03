//! Finding the clause of a `switch` whose cases are constants. Owns the choice between a table, a binary search and tests in
//! a row (Bernstein: "Producing good code for the case statement").
//!
//! Cases are distinct, as the checker made sure, so the order of tests does not matter.

use abi::runtime_functions::RuntimeFunction as R;
use ast::{CaseClause, ExprId};
use constant::Value as Constant;
use ir::{Block, Opcode, Type as IrType, Value};
use types::TypeId;

use crate::function::{FunctionLowerer, Values};

/// Fewer cases are tested in a row.
const MIN_CASES: usize = 5;

/// As many cases or fewer end a binary search.
const ROW: usize = 3;

/// A table has at most this many entries for each case.
const MAX_ENTRIES_PER_CASE: i128 = 4;

/// A case: its constant, its expression and the clause's body.
struct Case<K> {
    key: K,
    expr: ExprId,
    body: Block,
}

impl FunctionLowerer<'_, '_> {
    /// Goes to the body of the clause that has the tag's value, or to `default`; `false`, and nothing is done, if the cases
    /// are few or no constant integers or strings.
    pub(crate) fn search_cases(
        &mut self,
        tag: &(Values, TypeId),
        clauses: &[CaseClause],
        bodies: &[Block],
        default: Block,
    ) -> bool {
        let program = self.lowerer.program;
        let mut integers = Vec::new();
        let mut strings = Vec::new();
        for (clause, body) in clauses.iter().zip(bodies) {
            for &expr in &clause.exprs {
                let value = self.info.type_and_value(self.file_index, expr).value();
                match value {
                    Some(Constant::String(text)) if program.is_string(tag.1) => {
                        strings.push(Case { key: text.as_bytes().to_vec(), expr, body: *body });
                    }
                    Some(value) if program.is_integer(tag.1) => {
                        let bits = value.to_int().wrapping_u64();
                        let key = if program.is_unsigned(tag.1) { i128::from(bits) } else { i128::from(bits as i64) };
                        integers.push(Case { key, expr, body: *body });
                    }
                    _ => return false,
                }
            }
        }
        if integers.len() >= MIN_CASES {
            integers.sort_by_key(|case| case.key);
            let cases: Vec<(i128, Block)> = integers.iter().map(|case| (case.key, case.body)).collect();
            self.search_integer(tag.0[0], program.is_unsigned(tag.1), &cases, default);
            return true;
        }
        if strings.len() >= MIN_CASES {
            strings.sort_by(|a, b| (a.key.len(), &a.key).cmp(&(b.key.len(), &b.key)));
            self.search_length(tag, &strings, default);
            return true;
        }
        false
    }

    fn search_integer(&mut self, tag: Value, is_unsigned: bool, cases: &[(i128, Block)], default: Block) {
        let ty = self.b.func.value_type(tag);
        if cases.len() <= ROW {
            for &(key, body) in cases {
                let key = self.case_constant(ty, key);
                let matches = self.b.binary(Opcode::Eq, tag, key);
                let next = self.b.block();
                self.b.branch(matches, body, next);
                self.b.switch_to_sealed(next);
            }
            return self.b.jump(default, &[]);
        }
        let (min, max) = (cases[0].0, cases[cases.len() - 1].0);
        let entries = max - min + 1;
        if entries <= MAX_ENTRIES_PER_CASE * cases.len() as i128 {
            return self.case_table(tag, cases, default);
        }
        let middle = cases.len() / 2;
        let key = self.case_constant(ty, cases[middle].0);
        let below = self.b.binary(if is_unsigned { Opcode::LtU } else { Opcode::LtS }, tag, key);
        let (left, right) = (self.b.block(), self.b.block());
        self.b.branch(below, left, right);
        self.b.switch_to_sealed(left);
        self.search_integer(tag, is_unsigned, &cases[..middle], default);
        self.b.switch_to_sealed(right);
        self.search_integer(tag, is_unsigned, &cases[middle..], default);
    }

    fn case_constant(&mut self, ty: IrType, key: i128) -> Value {
        let bits = key as i64;
        self.b.iconst(ty, if ty == IrType::I64 { bits } else { i64::from(bits as i32) })
    }

    fn case_table(&mut self, tag: Value, cases: &[(i128, Block)], default: Block) {
        let ty = self.b.func.value_type(tag);
        let min = cases[0].0;
        let mut targets = vec![default; (cases[cases.len() - 1].0 - min + 1) as usize];
        for &(key, body) in cases {
            targets[(key - min) as usize] = body;
        }
        let first = self.case_constant(ty, min);
        let mut index = self.b.binary(Opcode::Sub, tag, first);
        if ty == IrType::I64 {
            let entries = self.b.iconst(ty, targets.len() as i64);
            let inside = self.b.binary(Opcode::LtU, index, entries);
            let table = self.b.block();
            self.b.branch(inside, table, default);
            self.b.switch_to_sealed(table);
            index = self.b.unary_to(Opcode::Wrap, index);
        }
        self.b.switch(index, default, &targets);
    }

    /// Strings by length, then by contents.
    fn search_length(&mut self, tag: &(Values, TypeId), cases: &[Case<Vec<u8>>], default: Block) {
        let groups: Vec<&[Case<Vec<u8>>]> = cases.chunk_by(|a, b| a.key.len() == b.key.len()).collect();
        let blocks: Vec<(i128, Block)> =
            groups.iter().map(|group| (group[0].key.len() as i128, self.b.block())).collect();
        self.search_integer(tag.0[1], false, &blocks, default);
        for (group, (_, block)) in groups.into_iter().zip(blocks) {
            self.b.switch_to_sealed(block);
            self.search_contents(tag, group, default);
        }
    }

    fn search_contents(&mut self, tag: &(Values, TypeId), cases: &[Case<Vec<u8>>], default: Block) {
        if cases.len() <= ROW {
            for case in cases {
                let matches = self.mixed_equal((&tag.0, tag.1), case.expr);
                let next = self.b.block();
                self.b.branch(matches, case.body, next);
                self.b.switch_to_sealed(next);
            }
            return self.b.jump(default, &[]);
        }
        let middle = cases.len() / 2;
        let key = self.string_constant(&cases[middle].key);
        let order = self.runtime(R::StringCompare, &[tag.0[0], tag.0[1], key[0], key[1]])[0];
        let zero = self.i32(0);
        let below = self.b.binary(Opcode::LtS, order, zero);
        let (left, right) = (self.b.block(), self.b.block());
        self.b.branch(below, left, right);
        self.b.switch_to_sealed(left);
        self.search_contents(tag, &cases[..middle], default);
        self.b.switch_to_sealed(right);
        self.search_contents(tag, &cases[middle..], default);
    }
}
