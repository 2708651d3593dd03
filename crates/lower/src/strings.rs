//! Strings: concatenation and indexing.

use abi::runtime_functions::RuntimeFunction as R;
use ast::{BinaryOp, ExprId, ExprKind};
use ir::{MemKind, Opcode};
use types::{Mode, TypeId};

use crate::function::{FunctionLowerer, Values};

impl FunctionLowerer<'_, '_> {
    /// `x + y`, with the operands of nested sums joined in one go.
    pub(crate) fn concatenation(&mut self, x: ExprId, y: ExprId, ty: TypeId) -> Values {
        let mut operands = Vec::new();
        let mut left = x;
        let mut rights = vec![y];
        // The left operand of a sum is a sum in `a + b + c`.
        loop {
            let inner = self.file.unparen(left);
            let is_constant = matches!(self.info.type_and_value(self.file_index, inner).mode, Mode::Constant(_));
            match self.file[inner].kind {
                ExprKind::Binary { op: BinaryOp::Add, x, y } if !is_constant => {
                    rights.push(y);
                    left = x;
                }
                _ => break,
            }
        }
        operands.push(left);
        operands.extend(rights.into_iter().rev());
        let operands: Vec<_> = operands.into_iter().map(|operand| (operand, ty)).collect();
        let values = self.operands(&operands);
        self.concat_values(&values)
    }

    /// Joins strings.
    pub(crate) fn concat_values(&mut self, values: &[Values]) -> Values {
        let buffer = self.null();
        if let [a, b] = values {
            return self.runtime(R::StringConcat2, &[a[0], a[1], b[0], b[1], buffer]);
        }
        let pointers = (0..values.len() * 2).map(|i| i % 2 == 0).collect();
        let slot = self.b.stack_slot(values.len() as u32 * 16, pointers);
        let address = self.b.stack_addr(slot);
        for (i, value) in values.iter().enumerate() {
            self.b.store(MemKind::Ptr, address, i as u32 * 16, value[0]);
            self.b.store(MemKind::I64, address, i as u32 * 16 + 8, value[1]);
        }
        let count = self.i32(values.len() as i64);
        self.runtime(R::StringConcat, &[address, count, buffer])
    }

    /// `s[i]` of a string.
    pub(crate) fn string_index(&mut self, x: ExprId, index: ExprId) -> Values {
        self.calls_first([x, index].into_iter());
        let string = self.expr(x);
        let index = self.index_value(index);
        self.check_index(index, string[1]);
        let offset = self.b.unary_to(Opcode::Wrap, index.0);
        let address = self.b.ptr_add(string[0], offset);
        let byte = self.b.load(MemKind::I8U, address, 0);
        self.one(byte)
    }
}
