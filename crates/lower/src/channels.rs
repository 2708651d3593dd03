//! Channels and `select` (Go specification, "Send statements", "Receive operator", "Select statements").

use abi::runtime_functions::RuntimeFunction as R;
use abi::runtime_records as records;
use ast::{CommClause, ExprId, ExprKind, StmtId, StmtKind, UnaryOp};
use ir::{MemKind, Opcode, Type as IrType, Value};
use source::Symbol;
use types::{Type, TypeId};

use crate::function::{FunctionLowerer, Target, Values};

/// A case of a `select`.
enum Case<'s> {
    Send { channel: Value, element: Value },
    Receive { channel: Value, elem: TypeId, lhs: &'s [ExprId], is_define: bool, has_ok_type: bool },
}

impl<'a> FunctionLowerer<'_, 'a> {
    fn chan_elem(&self, ty: TypeId) -> TypeId {
        match *self.lowerer.program.structure(ty) {
            Type::Chan { elem, .. } => elem,
            ref other => panic!("{other:?} is no channel"),
        }
    }

    /// The length or capacity of a channel, 0 for nil. That of a timer has neither.
    pub(crate) fn channel_word(&mut self, channel: Value, elem: TypeId, offset: u32) -> Value {
        let word = self.header_word(channel, offset);
        let program = self.lowerer.program;
        let is_time = program.as_named(elem).is_some_and(|named| {
            let object = program.object(named.object);
            object.name.as_str() == "Time" && object.package.is_some_and(|p| program.package(p).path == "time")
        });
        if !is_time {
            return word;
        }
        // An empty channel needs no test, and neither does a nil one.
        let result = self.b.variable(IrType::I64);
        self.b.define(result, word);
        let zero = self.i64(0);
        let is_empty = self.b.binary(Opcode::Eq, word, zero);
        let (test, join) = (self.b.block(), self.b.block());
        self.b.branch(is_empty, join, test);
        self.b.switch_to_sealed(test);
        let is_timer = self.b.load(MemKind::I32, channel, records::CHAN_TIMER);
        let seen = self.b.select(is_timer, zero, word);
        self.b.define(result, seen);
        self.b.jump(join, &[]);
        self.b.switch_to_sealed(join);
        self.b.read(result)
    }

    /// `channel <- value`.
    pub(crate) fn send(&mut self, channel: ExprId, value: ExprId) {
        let ty = self.type_of(channel);
        let elem = self.chan_elem(ty);
        self.calls_first([channel, value].into_iter());
        let channel = self.expr(channel)[0];
        let value = self.expr_as(value, elem);
        let address = self.in_memory(elem, &value);
        self.runtime(R::ChanSend, &[channel, address]);
    }

    /// `<-channel`: the element and whether it was sent.
    pub(crate) fn receive(&mut self, channel: ExprId) -> (Values, Value) {
        let ty = self.type_of(channel);
        let elem = self.chan_elem(ty);
        let channel = self.expr(channel)[0];
        let results = self.runtime(R::ChanRecv, &[channel]);
        // The element must be taken before anything else is called.
        let values = self.load(results[0], 0, elem);
        (self.stable(elem, values), results[1])
    }

    /// A `select` statement.
    pub(crate) fn select_statement(&mut self, label: Option<Symbol>, clauses: &[CommClause]) {
        let cases: Vec<Option<Case<'a>>> =
            clauses.iter().map(|clause| clause.comm.map(|comm| self.select_case(comm))).collect();
        let has_default = cases.iter().any(Option::is_none);
        let count = cases.iter().flatten().count();
        if count == 0 && !has_default {
            self.runtime(R::BlockForever, &[]);
            self.b.unreachable();
            return;
        }
        let (index, element, ok) = match cases.iter().flatten().next() {
            Some(case) if count == 1 && has_default => self.select_of_one(case),
            _ => self.select_call(&cases, count, has_default),
        };
        let done = self.b.block();
        let mut number = 0;
        self.targets.push(Target { label, break_to: done, continue_to: None });
        let mut default = None;
        for (clause, case) in clauses.iter().zip(&cases) {
            let Some(case) = case else {
                default = Some(clause);
                continue;
            };
            let (chosen, next) = (self.b.block(), self.b.block());
            let is_chosen = self.b.binary_imm(Opcode::Eq, index, number);
            number += 1;
            if number == count as i64 && !has_default {
                // One of the cases was chosen: the last needs no test.
                self.b.jump(chosen, &[]);
            } else {
                self.b.branch(is_chosen, chosen, next);
            }
            self.b.switch_to_sealed(chosen);
            self.bind_received(case, element, ok);
            self.statements(&clause.body);
            self.b.jump(done, &[]);
            self.continue_at(next);
        }
        if let Some(clause) = default {
            self.statements(&clause.body);
            self.b.jump(done, &[]);
        }
        self.targets.pop();
        self.continue_at(done);
    }

    fn select_case(&mut self, comm: StmtId) -> Case<'a> {
        let file: &'a ast::File = self.file;
        let (receive, lhs, is_define): (ExprId, &'a [ExprId], bool) = match &file[comm].kind {
            StmtKind::Send { chan, value } => {
                let ty = self.type_of(*chan);
                let elem = self.chan_elem(ty);
                self.calls_first([*chan, *value].into_iter());
                let channel = self.expr(*chan)[0];
                let value = self.expr_as(*value, elem);
                let element = self.in_memory(elem, &value);
                return Case::Send { channel, element };
            }
            StmtKind::Expr(expr) => (*expr, &[], false),
            StmtKind::Assign { lhs, rhs, .. } => (rhs[0], lhs, false),
            StmtKind::Define { lhs, rhs } => (rhs[0], lhs, true),
            other => panic!("{other:?} in a select clause"),
        };
        let receive = file.unparen(receive);
        let ExprKind::Unary { op: UnaryOp::Receive, x } = file[receive].kind else {
            panic!("{receive} is no receive operation");
        };
        let ty = self.type_of(x);
        let elem = self.chan_elem(ty);
        let channel = self.expr(x)[0];
        Case::Receive { channel, elem, lhs, is_define, has_ok_type: lhs.len() > 1 }
    }

    /// A case and a default.
    fn select_of_one(&mut self, case: &Case<'_>) -> (Value, Value, Value) {
        let (is_chosen, element, ok) = match case {
            Case::Send { channel, element } => {
                let is_sent = self.runtime(R::ChanTrySend, &[*channel, *element])[0];
                (is_sent, self.null(), is_sent)
            }
            Case::Receive { channel, .. } => {
                let results = self.runtime(R::ChanTryRecv, &[*channel]);
                (results[0], results[1], results[2])
            }
        };
        (self.b.binary_imm(Opcode::Sub, is_chosen, 1), element, ok)
    }

    fn select_call(&mut self, cases: &[Option<Case<'_>>], count: usize, has_default: bool) -> (Value, Value, Value) {
        let pointers = (0..count as u32 * 3).map(|word| word % 3 != 2).collect();
        let slot = self.b.stack_slot(count.max(1) as u32 * records::SELECT_CASE_BYTES, pointers);
        let address = self.b.stack_addr(slot);
        for (i, case) in cases.iter().flatten().enumerate() {
            let at = i as u32 * records::SELECT_CASE_BYTES;
            let (channel, element, kind) = match case {
                Case::Send { channel, element } => (*channel, *element, records::SELECT_SEND),
                Case::Receive { channel, .. } => (*channel, self.null(), records::SELECT_RECV),
            };
            self.b.store(MemKind::Ptr, address, at + records::SELECT_CASE_CHAN, channel);
            self.b.store(MemKind::Ptr, address, at + records::SELECT_CASE_ELEM, element);
            let kind = self.i32(i64::from(kind));
            self.b.store(MemKind::I32, address, at + records::SELECT_CASE_KIND, kind);
        }
        let count = self.i32(count as i64);
        let function = if has_default { R::SelectTry } else { R::Select };
        let results = self.runtime(function, &[address, count]);
        (results[0], results[1], results[2])
    }

    fn bind_received(&mut self, case: &Case<'_>, element: Value, ok: Value) {
        let Case::Receive { elem, lhs, is_define, has_ok_type, .. } = case else { return };
        let Some(&first) = lhs.first() else { return };
        let values = self.load(element, 0, *elem);
        let values = self.stable(*elem, values);
        self.bind(first, *is_define, values, *elem);
        if *has_ok_type {
            let ok = self.one(ok);
            self.bind(lhs[1], *is_define, ok, TypeId::BOOL);
        }
    }

    /// Assigns to a left side, which `:=` may declare.
    fn bind(&mut self, lhs: ExprId, is_define: bool, values: Values, from: TypeId) {
        let name = self.file.as_name(self.file.unparen(lhs));
        if name.is_some_and(|n| self.file.name(n).is_blank()) {
            return;
        }
        let declared = name.filter(|_| is_define).and_then(|n| self.info.def(self.file_index, n));
        match declared {
            Some(object) => self.declare(object, Some(&values)),
            None => {
                let to = self.type_of(lhs);
                let place = self.place(lhs);
                let values = self.assign_convert(values, from, to);
                self.write(&place, &values);
            }
        }
    }
}
