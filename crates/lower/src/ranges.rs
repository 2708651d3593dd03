//! `for … range` (Go specification, "For statements with range clause").

use abi::runtime_functions::RuntimeFunction as R;
use abi::runtime_records as records;
use ast::{ExprId, StmtId};
use ir::{MemKind, Opcode, Type as IrType, Value};
use smallvec::SmallVec;
use source::Symbol;
use types::{ObjectId, Type, TypeId};

use crate::function::{FunctionLowerer, Storage, Target, Values};

/// The left sides of a range clause.
pub(crate) struct Clause<'s> {
    pub lhs: &'s [ExprId],
    pub is_define: bool,
}

impl Clause<'_> {
    fn get(&self, file: &ast::File, index: usize) -> Option<ExprId> {
        let expr = *self.lhs.get(index)?;
        let is_blank = file.as_name(file.unparen(expr)).is_some_and(|n| file.name(n).is_blank());
        (!is_blank).then_some(expr)
    }
}

impl FunctionLowerer<'_, '_> {
    /// A range statement.
    pub(crate) fn range_statement(
        &mut self,
        label: Option<Symbol>,
        lhs: &[ExprId],
        is_define: bool,
        x: ExprId,
        body: &ast::Block,
        stmt: StmtId,
    ) {
        let program = self.lowerer.program;
        let clause = Clause { lhs, is_define };
        let ty = self.type_of(x);
        if is_define {
            self.declare_shared_variables(lhs);
        }
        match program.structure(ty).clone() {
            Type::Basic(kind) if kind.is_integer() => self.range_integer(label, &clause, x, ty, body),
            Type::Basic(_) => self.range_string(label, &clause, x, body),
            Type::Slice { elem } => {
                let slice = self.expr(x);
                let len = slice[1];
                self.range_elements(label, &clause, slice[0], len, elem, body);
            }
            Type::Pointer { base } => {
                let Type::Array { len, elem } = *program.structure(base) else { panic!("range over {ty}") };
                let needs_array = clause.get(self.file, 1).is_some();
                let address = self.expr(x)[0];
                if needs_array {
                    self.check_nil(address);
                }
                let len = self.i64(len.unwrap_or(0) as i64);
                self.range_elements(label, &clause, address, len, elem, body);
            }
            Type::Array { len, elem } => {
                let len_value = self.i64(len.unwrap_or(0) as i64);
                let address = if clause.get(self.file, 1).is_some() {
                    // The range expression is evaluated once: later assignments to the array are not seen.
                    let values = self.expr(x);
                    let values = self.stable(ty, values);
                    self.in_memory(ty, &values)
                } else {
                    if self.info.type_and_value(self.file_index, x).value().is_none() {
                        self.discard(x);
                    }
                    self.null()
                };
                self.range_elements(label, &clause, address, len_value, elem, body);
            }
            Type::Map { key, elem } => self.range_map(label, &clause, x, ty, (key, elem), body),
            Type::Chan { elem, .. } => self.range_channel(label, &clause, x, elem, body),
            Type::Signature(_) => self.range_function(label, &clause, x, body, stmt),
            other => panic!("range over {other:?}"),
        }
    }

    /// Assigns both iteration values; as in any assignment the operands on the left are evaluated first.
    pub(crate) fn assign_pair(
        &mut self,
        clause: &Clause<'_>,
        first: (&[Value], TypeId),
        second: Option<(&[Value], TypeId)>,
    ) {
        let both = clause.get(self.file, 0).zip(clause.get(self.file, 1)).zip(second);
        match both {
            Some(((left, right), second)) if !clause.is_define => {
                let calls = self.has_call(left) || self.has_call(right);
                let sides = [(left, first), (right, second)].map(|(expr, (values, from))| {
                    let values = if calls { self.stable(from, values.into()) } else { values.into() };
                    self.evaluate_calls(expr);
                    let to = self.type_of(expr);
                    (expr, self.assign_convert(values, from, to))
                });
                self.assign_values(&sides);
            }
            _ => {
                self.assign_iteration(clause, 0, first.0, first.1);
                if let Some((values, ty)) = second {
                    self.assign_iteration(clause, 1, values, ty);
                }
            }
        }
    }

    /// Assigns an iteration value to a left side.
    fn assign_iteration(&mut self, clause: &Clause<'_>, index: usize, values: &[Value], from: TypeId) {
        let Some(expr) = clause.get(self.file, index) else { return };
        if clause.is_define {
            let name = self.file.as_name(self.file.unparen(expr));
            let object = name.and_then(|n| self.info.def(self.file_index, n));
            let object = object.unwrap_or_else(|| panic!("{expr} declares nothing"));
            let to = self.object_type(object);
            let values = self.assign_convert(values.into(), from, to);
            match self.shared_variable(object) {
                Some(address) => self.store(address, 0, to, &values),
                None => self.declare(object, Some(&values)),
            }
            return;
        }
        let to = self.type_of(expr);
        let place = self.place(expr);
        let values = self.assign_convert(values.into(), from, to);
        self.write(&place, &values);
    }

    /// Before Go 1.22 all iterations share the variables; those in heap objects must exist before the first.
    fn declare_shared_variables(&mut self, lhs: &[ExprId]) {
        for expr in lhs {
            let name = self.file.as_name(self.file.unparen(*expr));
            let object = name.and_then(|n| self.info.def(self.file_index, n));
            if let Some(object) = object.filter(|o| !self.is_own_to_iteration(*o) && self.is_boxed(*o)) {
                self.declare(object, None);
            }
        }
    }

    fn is_own_to_iteration(&self, object: ObjectId) -> bool {
        self.lowerer.program.object(object).as_var().is_some_and(|var| var.is_per_iteration)
    }

    /// The address of the heap object of a variable that all iterations share.
    fn shared_variable(&mut self, object: ObjectId) -> Option<Value> {
        match self.locals.get(&object) {
            Some(Storage::Boxed(variable)) if !self.is_own_to_iteration(object) => Some(self.b.read(*variable)),
            _ => None,
        }
    }

    fn loop_body(&mut self, label: Option<Symbol>, body: &ast::Block, next: ir::Block, done: ir::Block) {
        self.targets.push(Target { label, break_to: done, continue_to: Some(next) });
        self.statements(&body.stmts);
        self.targets.pop();
        self.b.jump(next, &[]);
    }

    fn range_integer(&mut self, label: Option<Symbol>, clause: &Clause<'_>, x: ExprId, ty: TypeId, body: &ast::Block) {
        let ty = match clause.lhs.first() {
            Some(first) if self.lowerer.program.is_untyped(ty) => self.type_of(*first),
            _ => self.lowerer.program.default_type(ty),
        };
        let limit = self.expr_as(x, ty)[0];
        let kind = self.scalar_kind(ty);
        let counter = self.b.variable(kind.value_type());
        let zero = self.b.zero(kind.value_type());
        self.b.define(counter, zero);
        let (head, inside, next, done) = (self.b.block(), self.b.block(), self.b.block(), self.b.block());
        self.b.jump(head, &[]);
        self.b.switch_to(head);
        let i = self.b.read(counter);
        let less = if self.lowerer.program.is_unsigned(ty) { Opcode::LtU } else { Opcode::LtS };
        let more = self.b.binary(less, i, limit);
        self.b.branch(more, inside, done);
        self.b.switch_to_sealed(inside);
        self.assign_iteration(clause, 0, &[i], ty);
        self.loop_body(label, body, next, done);
        self.b.seal(next);
        if self.b.has_predecessors(next) {
            self.b.switch_to(next);
            let i = self.b.read(counter);
            let i = self.b.binary_imm(Opcode::Add, i, 1);
            self.b.define(counter, i);
            self.b.jump(head, &[]);
        }
        self.b.seal(head);
        self.continue_at(done);
    }

    fn range_elements(
        &mut self,
        label: Option<Symbol>,
        clause: &Clause<'_>,
        base: Value,
        len: Value,
        elem: TypeId,
        body: &ast::Block,
    ) {
        let counter = self.b.variable(IrType::I64);
        let zero = self.i64(0);
        self.b.define(counter, zero);
        let (head, inside, next, done) = (self.b.block(), self.b.block(), self.b.block(), self.b.block());
        self.b.jump(head, &[]);
        self.b.switch_to(head);
        let i = self.b.read(counter);
        let more = self.b.binary(Opcode::LtS, i, len);
        self.b.branch(more, inside, done);
        self.b.switch_to_sealed(inside);
        let element: Option<Values> = clause.get(self.file, 1).map(|_| {
            let address = self.element_address(base, i, elem);
            let values = self.load(address, 0, elem);
            self.stable(elem, values)
        });
        self.assign_pair(clause, (&[i], TypeId::INT), element.as_ref().map(|e| (&e[..], elem)));
        self.loop_body(label, body, next, done);
        self.b.seal(next);
        if self.b.has_predecessors(next) {
            self.b.switch_to(next);
            let i = self.b.read(counter);
            let i = self.b.binary_imm(Opcode::Add, i, 1);
            self.b.define(counter, i);
            self.b.jump(head, &[]);
        }
        self.b.seal(head);
        self.continue_at(done);
    }

    fn range_string(&mut self, label: Option<Symbol>, clause: &Clause<'_>, x: ExprId, body: &ast::Block) {
        let string = self.expr_as(x, TypeId::STRING);
        let (at, rune, after) =
            (self.b.variable(IrType::I64), self.b.variable(IrType::I32), self.b.variable(IrType::I64));
        let zero = self.i64(0);
        self.b.define(at, zero);
        let (head, inside, next, done) = (self.b.block(), self.b.block(), self.b.block(), self.b.block());
        self.b.jump(head, &[]);
        self.b.switch_to(head);
        let i = self.b.read(at);
        let more = self.b.binary(Opcode::LtS, i, string[1]);
        self.b.branch(more, inside, done);
        self.b.switch_to_sealed(inside);
        let offset = self.b.unary_to(Opcode::Wrap, i);
        let address = self.b.ptr_add(string[0], offset);
        let byte = self.b.load(MemKind::I8U, address, 0);
        self.b.define(rune, byte);
        let following = self.b.binary_imm(Opcode::Add, i, 1);
        self.b.define(after, following);
        let (wide, start) = (self.b.block(), self.b.block());
        let is_ascii = self.b.binary_imm(Opcode::LtU, byte, 0x80);
        self.b.branch(is_ascii, start, wide);
        self.b.switch_to_sealed(wide);
        let decoded = self.runtime(R::DecodeRune, &[string[0], string[1], i]);
        self.b.define(rune, decoded[0]);
        let following = self.b.binary(Opcode::Add, i, decoded[1]);
        self.b.define(after, following);
        self.b.jump(start, &[]);
        self.b.switch_to_sealed(start);
        let rune = self.b.read(rune);
        self.assign_pair(clause, (&[i], TypeId::INT), Some((&[rune], TypeId::INT32)));
        self.loop_body(label, body, next, done);
        self.b.seal(next);
        if self.b.has_predecessors(next) {
            self.b.switch_to(next);
            let following = self.b.read(after);
            self.b.define(at, following);
            self.b.jump(head, &[]);
        }
        self.b.seal(head);
        self.continue_at(done);
    }

    fn range_map(
        &mut self,
        label: Option<Symbol>,
        clause: &Clause<'_>,
        x: ExprId,
        map_type: TypeId,
        (key, elem): (TypeId, TypeId),
        body: &ast::Block,
    ) {
        let map = self.expr(x)[0];
        let descriptor = self.descriptor(map_type);
        let words = records::MAP_ITER_BYTES / 8;
        let pointers = (0..words).map(|i| records::MAP_ITER_POINTERS >> i & 1 != 0).collect();
        let slot = self.b.stack_slot(records::MAP_ITER_BYTES, pointers);
        let iter = self.b.stack_addr(slot);
        self.runtime(R::MapIterInit, &[descriptor, map, iter]);
        let (head, inside, next, done) = (self.b.block(), self.b.block(), self.b.block(), self.b.block());
        self.b.jump(head, &[]);
        self.b.switch_to(head);
        let iter = self.b.stack_addr(slot);
        let key_address = self.load_ptr(iter, records::MAP_ITER_KEY);
        self.b.branch_ptr(key_address, inside, done);
        self.b.switch_to_sealed(inside);
        let key_values = self.load(key_address, 0, key);
        let key_values = self.stable(key, key_values);
        let elem_values: Option<Values> = clause.get(self.file, 1).map(|_| {
            let address = self.load_ptr(iter, records::MAP_ITER_ELEM);
            let values = self.load(address, 0, elem);
            self.stable(elem, values)
        });
        self.assign_pair(clause, (&key_values, key), elem_values.as_ref().map(|e| (&e[..], elem)));
        self.loop_body(label, body, next, done);
        self.b.seal(next);
        if self.b.has_predecessors(next) {
            self.b.switch_to(next);
            let iter = self.b.stack_addr(slot);
            self.runtime(R::MapIterNext, &[iter]);
            self.b.jump(head, &[]);
        }
        self.b.seal(head);
        self.continue_at(done);
    }

    fn range_channel(
        &mut self,
        label: Option<Symbol>,
        clause: &Clause<'_>,
        x: ExprId,
        elem: TypeId,
        body: &ast::Block,
    ) {
        let channel = self.expr(x)[0];
        let (head, inside, done) = (self.b.block(), self.b.block(), self.b.block());
        self.b.jump(head, &[]);
        self.b.switch_to(head);
        let results = self.runtime(R::ChanRecv, &[channel]);
        let values = if clause.get(self.file, 0).is_some() {
            let values = self.load(results[0], 0, elem);
            self.stable(elem, values)
        } else {
            SmallVec::new()
        };
        self.b.branch(results[1], inside, done);
        self.b.switch_to_sealed(inside);
        if clause.get(self.file, 0).is_some() {
            self.assign_iteration(clause, 0, &values, elem);
        }
        self.loop_body(label, body, head, done);
        self.b.seal(head);
        self.continue_at(done);
    }
}
