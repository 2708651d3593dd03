//! The Wasm instructions of each IR instruction. Owns the mapping; where values live is decided elsewhere.

use abi::runtime_functions::RuntimeFunction;
use ir::opcode::Effect;
use ir::{Immediate, Inst, InstData, Linkage, MemKind, Opcode, Type, Value};
use wasm_encoder::Instruction as W;

use crate::flow::NodeId;
use crate::function_body::{FunctionCompiler, mem_arg};

impl FunctionCompiler<'_> {
    /// Computes an instruction that stands by itself; its results are left on the operand stack.
    pub(crate) fn root(&mut self, node: NodeId, inst: Inst) {
        let data = self.body.insts[inst].clone();
        match (data.opcode, data.imm) {
            (Opcode::Store, Immediate::Mem(kind, offset)) => {
                let offset = self.address(data.args[0], offset);
                match (kind, self.integer_of_address(data.args[1])) {
                    (MemKind::Ptr, Some(integer)) => self.value(integer),
                    (MemKind::Ptr, None) => {
                        self.value(data.args[1]);
                        // The upper half of a pointer in memory is zero.
                        self.op(W::I64ExtendI32U);
                    }
                    _ => self.value(data.args[1]),
                }
                self.op(match kind {
                    MemKind::I8S | MemKind::I8U => W::I32Store8(mem_arg(offset, 0)),
                    MemKind::I16S | MemKind::I16U => W::I32Store16(mem_arg(offset, 1)),
                    MemKind::I32 => W::I32Store(mem_arg(offset, 2)),
                    MemKind::I64 | MemKind::Ptr => W::I64Store(mem_arg(offset, 3)),
                    MemKind::F32 => W::F32Store(mem_arg(offset, 2)),
                    MemKind::F64 => W::F64Store(mem_arg(offset, 3)),
                });
            }
            (Opcode::MemCopy, _) => {
                self.values(&data.args);
                self.op(W::MemoryCopy { src_mem: 0, dst_mem: 0 });
            }
            (Opcode::MemFill, _) => {
                self.values(&data.args);
                self.op(W::MemoryFill(0));
            }
            (Opcode::Call, Immediate::Func(func)) if self.asks_whether_idle(func) => {
                for (i, address) in self.linker.idle_addresses().to_vec().into_iter().enumerate() {
                    self.op(W::I32Const(address as i32));
                    self.op(W::I32Load(mem_arg(0, 2)));
                    if i > 0 {
                        self.op(W::I32Or);
                    }
                }
                self.op(W::I32Eqz);
            }
            (Opcode::Call, Immediate::Func(func)) => {
                self.values(&data.args);
                let index = self.linker.function_index(func);
                let nests =
                    self.linker.nests_calls && matches!(self.module.funcs[func].linkage, Linkage::Import { .. });
                if nests {
                    // An export that is called meanwhile is not the first one behind an interrupted call.
                    self.op(W::GlobalGet(self.linker.globals.call));
                    self.op(W::I32Const(1));
                    self.op(W::I32Add);
                    self.op(W::LocalTee(self.call));
                    self.op(W::GlobalSet(self.linker.globals.call));
                }
                self.op(W::Call(index));
                if nests {
                    self.check_call_number();
                }
            }
            (Opcode::CallIndirect, Immediate::Class(class)) => {
                self.values(&data.args[1..]);
                self.value(data.args[0]);
                let signature = &self.module.classes[class].signature;
                let type_index = self.linker.type_index(signature);
                self.op(W::CallIndirect { type_index, table_index: 0 });
            }
            (Opcode::PanicIf, Immediate::Func(func)) => {
                self.condition(data.args[0], false);
                if let Some(failure) = self.shared_failure(node, &data) {
                    self.branch_if(failure);
                    return;
                }
                self.open_if();
                self.set_site(data.location);
                self.values(&data.args[1..]);
                let index = self.linker.function_index(func);
                self.op(W::Call(index));
                self.go_unwinding(node);
                self.close_if();
            }
            (Opcode::GcPoll, _) => {
                let address = self.linker.gc_poll_address();
                let collect = self.linker.gc_collect_index();
                self.op(W::I32Const(address as i32));
                self.op(W::I32Load(mem_arg(0, 2)));
                self.open_if();
                self.op(W::Call(collect));
                self.close_if();
            }
            _ => {
                debug_assert!(
                    matches!(data.opcode.effect(), Effect::Pure | Effect::Read),
                    "{inst}: {} has no code",
                    data.opcode
                );
                self.tree(inst);
            }
        }
    }

    /// Behind a call of the host: finds out whether exports that it called meanwhile have not returned.
    fn check_call_number(&mut self) {
        self.op(W::GlobalGet(self.linker.globals.call));
        self.op(W::LocalGet(self.call));
        self.op(W::I32Ne);
        self.open_if();
        let lose_calls = self.linker.lose_calls_index();
        self.op(W::LocalGet(self.call));
        self.op(W::Call(lose_calls));
        self.close_if();
        self.op(W::LocalGet(self.call));
        self.op(W::I32Const(1));
        self.op(W::I32Sub);
        self.op(W::GlobalSet(self.linker.globals.call));
    }

    /// Whether a function is the runtime's that says whether anything could run: its loads replace the call, which would
    /// cost as much as what an export does otherwise.
    fn asks_whether_idle(&self, func: ir::Func) -> bool {
        let decl = &self.module.funcs[func];
        matches!(decl.linkage, Linkage::Runtime(_)) && decl.name == RuntimeFunction::ExportIdle.name()
    }

    fn values(&mut self, values: &[Value]) {
        for &value in values {
            self.value(value);
        }
    }

    /// Pushes the result of an instruction that has no effect.
    pub(crate) fn tree(&mut self, inst: Inst) {
        let data = self.body.insts[inst].clone();
        match (data.opcode, data.imm) {
            (Opcode::IConst, Immediate::Bits(bits)) => self.op(match data.ctrl {
                Type::I64 => W::I64Const(bits),
                _ => W::I32Const(bits as i32),
            }),
            (Opcode::FConst, Immediate::Bits(bits)) => self.op(match data.ctrl {
                Type::F32 => W::F32Const(wasm_encoder::Ieee32::new(bits as u32)),
                _ => W::F64Const(wasm_encoder::Ieee64::new(bits as u64)),
            }),
            (Opcode::DataAddr, Immediate::Data(object, offset)) => {
                let address = self.linker.data_address(object) + offset;
                self.op(W::I32Const(address as i32));
            }
            (Opcode::FuncRef, Immediate::Func(func)) => {
                let index = self.linker.table_index(func);
                self.op(W::I32Const(index as i32));
            }
            (Opcode::StackAddr, Immediate::Slot(slot, offset)) => {
                self.op(W::LocalGet(self.fp));
                self.op(W::I32Const((self.plan.objects[slot] + offset) as i32));
                self.op(W::I32Add);
            }
            (Opcode::FrameSp, _) if self.frame.size_bytes > 0 => self.op(W::LocalGet(self.fp)),
            (Opcode::EntrySp, _) if self.frame.size_bytes > 0 => {
                self.op(W::LocalGet(self.fp));
                self.op(W::I32Const(self.frame.size_bytes as i32));
                self.op(W::I32Add);
            }
            (Opcode::FrameSp | Opcode::EntrySp, _) => self.op(W::GlobalGet(self.linker.globals.sp)),
            (Opcode::Load, Immediate::Mem(kind, offset)) => {
                let offset = self.address(data.args[0], offset);
                self.op(match kind {
                    MemKind::I8S => W::I32Load8S(mem_arg(offset, 0)),
                    MemKind::I8U => W::I32Load8U(mem_arg(offset, 0)),
                    MemKind::I16S => W::I32Load16S(mem_arg(offset, 1)),
                    MemKind::I16U => W::I32Load16U(mem_arg(offset, 1)),
                    MemKind::I32 | MemKind::Ptr => W::I32Load(mem_arg(offset, 2)),
                    MemKind::I64 => W::I64Load(mem_arg(offset, 3)),
                    MemKind::F32 => W::F32Load(mem_arg(offset, 2)),
                    MemKind::F64 => W::F64Load(mem_arg(offset, 3)),
                });
            }
            (Opcode::ExtendU, _) => match self.loaded_address(data.args[0]) {
                Some((address, offset)) => {
                    let offset = self.address(address, offset);
                    self.op(W::I64Load(mem_arg(offset, 3)));
                }
                None => {
                    self.value(data.args[0]);
                    self.op(W::I64ExtendI32U);
                }
            },
            (Opcode::Select, _) => {
                self.value(data.args[1]);
                self.value(data.args[2]);
                self.value(data.args[0]);
                self.op(W::Select);
            }
            (Opcode::PtrToInt | Opcode::IntToPtr | Opcode::NoEscape, _) => self.value(data.args[0]),
            _ => {
                self.values(&data.args);
                let simple = simple(&data);
                self.op(simple);
            }
        }
    }

    /// The integer of 64 bits that a pointer is made of in place. Memory has room for all its bits.
    fn integer_of_address(&self, pointer: Value) -> Option<Value> {
        let made = &self.body.insts[self.inline_def(pointer)?];
        let wrapped = &self.body.insts[self.inline_def(*made.args.first()?)?];
        (made.opcode == Opcode::IntToPtr && wrapped.opcode == Opcode::Wrap).then(|| wrapped.args[0])
    }

    /// Where the pointer is loaded from that an integer is made of in place.
    fn loaded_address(&self, integer: Value) -> Option<(Value, u32)> {
        let made = &self.body.insts[self.inline_def(integer)?];
        let loaded = &self.body.insts[self.inline_def(*made.args.first()?)?];
        match (made.opcode, loaded.opcode, loaded.imm) {
            (Opcode::PtrToInt, Opcode::Load, Immediate::Mem(MemKind::Ptr, offset)) => Some((loaded.args[0], offset)),
            _ => None,
        }
    }

    /// Pushes the base of an address and returns what is left as the operand's offset.
    fn address(&mut self, address: Value, offset: u32) -> u32 {
        if let Some(def) = self.inline_def(address) {
            let data = &self.body.insts[def];
            match (data.opcode, data.imm) {
                (Opcode::StackAddr, Immediate::Slot(slot, plus)) => {
                    self.op(W::LocalGet(self.fp));
                    return self.plan.objects[slot] + plus + offset;
                }
                (Opcode::PtrAdd, _) => {
                    let (base, plus) = (data.args[0], data.args[1]);
                    // An object ends below 2^32, so a constant distance cannot wrap around.
                    if let Some(plus) = self.body.constant(plus).filter(|p| (0..1 << 30).contains(p)) {
                        self.value(base);
                        return offset + plus as u32;
                    }
                }
                _ => {}
            }
        }
        self.value(address);
        offset
    }

    /// Pushes a condition, or its opposite.
    pub(crate) fn condition(&mut self, value: Value, invert: bool) {
        let Some(def) = self.inline_def(value) else {
            self.value(value);
            if invert {
                self.op(W::I32Eqz);
            }
            return;
        };
        let data = self.body.insts[def].clone();
        let test_of_zero = data.opcode == Opcode::Eqz && data.ctrl != Type::I64;
        if test_of_zero && invert {
            return self.value(data.args[0]);
        }
        // What is compared with 0 is a condition itself, or its opposite is one.
        if data.opcode == Opcode::Ne && self.body.constant(data.args[1]) == Some(0) && !data.ctrl.is_float() {
            self.value(data.args[0]);
            match (data.ctrl, invert) {
                (Type::I64, false) => {
                    self.op(W::I64Eqz);
                    self.op(W::I32Eqz);
                }
                (Type::I64, true) => self.op(W::I64Eqz),
                (_, false) => {}
                (_, true) => self.op(W::I32Eqz),
            }
            return;
        }
        if let Some(opposite) = opposite(data.opcode).filter(|_| invert) {
            self.values(&data.args);
            let inst = simple(&InstData { opcode: opposite, ..data });
            return self.op(inst);
        }
        self.value(value);
        if invert {
            self.op(W::I32Eqz);
        }
    }
}

/// The comparison that holds when `opcode` does not; floats have none because of NaN.
fn opposite(opcode: Opcode) -> Option<Opcode> {
    Some(match opcode {
        Opcode::Eq => Opcode::Ne,
        Opcode::Ne => Opcode::Eq,
        Opcode::LtS => Opcode::GeS,
        Opcode::GeS => Opcode::LtS,
        Opcode::GtS => Opcode::LeS,
        Opcode::LeS => Opcode::GtS,
        Opcode::LtU => Opcode::GeU,
        Opcode::GeU => Opcode::LtU,
        Opcode::GtU => Opcode::LeU,
        Opcode::LeU => Opcode::GtU,
        _ => return None,
    })
}

/// The instruction of an opcode whose operands are simply pushed in order.
///
/// # Panics
/// If the opcode is not of that kind.
fn simple(data: &InstData) -> W<'static> {
    use Opcode as O;
    let ty = if data.ctrl == Type::Ptr { Type::I32 } else { data.ctrl };
    match (data.opcode, ty) {
        (O::Add, Type::I32) | (O::PtrAdd, _) => W::I32Add,
        (O::Add, _) => W::I64Add,
        (O::Sub, Type::I32) => W::I32Sub,
        (O::Sub, _) => W::I64Sub,
        (O::Mul, Type::I32) => W::I32Mul,
        (O::Mul, _) => W::I64Mul,
        (O::DivS, Type::I32) => W::I32DivS,
        (O::DivS, _) => W::I64DivS,
        (O::DivU, Type::I32) => W::I32DivU,
        (O::DivU, _) => W::I64DivU,
        (O::RemS, Type::I32) => W::I32RemS,
        (O::RemS, _) => W::I64RemS,
        (O::RemU, Type::I32) => W::I32RemU,
        (O::RemU, _) => W::I64RemU,
        (O::And, Type::I32) => W::I32And,
        (O::And, _) => W::I64And,
        (O::Or, Type::I32) => W::I32Or,
        (O::Or, _) => W::I64Or,
        (O::Xor, Type::I32) => W::I32Xor,
        (O::Xor, _) => W::I64Xor,
        (O::Shl, Type::I32) => W::I32Shl,
        (O::Shl, _) => W::I64Shl,
        (O::ShrS, Type::I32) => W::I32ShrS,
        (O::ShrS, _) => W::I64ShrS,
        (O::ShrU, Type::I32) => W::I32ShrU,
        (O::ShrU, _) => W::I64ShrU,
        (O::Rotl, Type::I32) => W::I32Rotl,
        (O::Rotl, _) => W::I64Rotl,
        (O::Clz, Type::I32) => W::I32Clz,
        (O::Clz, _) => W::I64Clz,
        (O::Ctz, Type::I32) => W::I32Ctz,
        (O::Ctz, _) => W::I64Ctz,
        (O::Popcnt, Type::I32) => W::I32Popcnt,
        (O::Popcnt, _) => W::I64Popcnt,
        (O::Eqz, Type::I32) => W::I32Eqz,
        (O::Eqz, _) => W::I64Eqz,
        (O::Eq, Type::I32) => W::I32Eq,
        (O::Eq, _) => W::I64Eq,
        (O::Ne, Type::I32) => W::I32Ne,
        (O::Ne, _) => W::I64Ne,
        (O::LtS, Type::I32) => W::I32LtS,
        (O::LtS, _) => W::I64LtS,
        (O::LtU, Type::I32) => W::I32LtU,
        (O::LtU, _) => W::I64LtU,
        (O::LeS, Type::I32) => W::I32LeS,
        (O::LeS, _) => W::I64LeS,
        (O::LeU, Type::I32) => W::I32LeU,
        (O::LeU, _) => W::I64LeU,
        (O::GtS, Type::I32) => W::I32GtS,
        (O::GtS, _) => W::I64GtS,
        (O::GtU, Type::I32) => W::I32GtU,
        (O::GtU, _) => W::I64GtU,
        (O::GeS, Type::I32) => W::I32GeS,
        (O::GeS, _) => W::I64GeS,
        (O::GeU, Type::I32) => W::I32GeU,
        (O::GeU, _) => W::I64GeU,
        (O::Ext8S, Type::I32) => W::I32Extend8S,
        (O::Ext8S, _) => W::I64Extend8S,
        (O::Ext16S, Type::I32) => W::I32Extend16S,
        (O::Ext16S, _) => W::I64Extend16S,
        (O::Ext32S, _) => W::I64Extend32S,
        (O::ExtendS, _) => W::I64ExtendI32S,
        (O::Wrap, _) => W::I32WrapI64,
        (O::FAdd, Type::F32) => W::F32Add,
        (O::FAdd, _) => W::F64Add,
        (O::FSub, Type::F32) => W::F32Sub,
        (O::FSub, _) => W::F64Sub,
        (O::FMul, Type::F32) => W::F32Mul,
        (O::FMul, _) => W::F64Mul,
        (O::FDiv, Type::F32) => W::F32Div,
        (O::FDiv, _) => W::F64Div,
        (O::FNeg, Type::F32) => W::F32Neg,
        (O::FNeg, _) => W::F64Neg,
        (O::FAbs, Type::F32) => W::F32Abs,
        (O::FAbs, _) => W::F64Abs,
        (O::FSqrt, Type::F32) => W::F32Sqrt,
        (O::FSqrt, _) => W::F64Sqrt,
        (O::FCeil, Type::F32) => W::F32Ceil,
        (O::FCeil, _) => W::F64Ceil,
        (O::FFloor, Type::F32) => W::F32Floor,
        (O::FFloor, _) => W::F64Floor,
        (O::FTrunc, Type::F32) => W::F32Trunc,
        (O::FTrunc, _) => W::F64Trunc,
        (O::FNearest, Type::F32) => W::F32Nearest,
        (O::FNearest, _) => W::F64Nearest,
        (O::FMin, Type::F32) => W::F32Min,
        (O::FMin, _) => W::F64Min,
        (O::FMax, Type::F32) => W::F32Max,
        (O::FMax, _) => W::F64Max,
        (O::FCopysign, Type::F32) => W::F32Copysign,
        (O::FCopysign, _) => W::F64Copysign,
        (O::FEq, Type::F32) => W::F32Eq,
        (O::FEq, _) => W::F64Eq,
        (O::FNe, Type::F32) => W::F32Ne,
        (O::FNe, _) => W::F64Ne,
        (O::FLt, Type::F32) => W::F32Lt,
        (O::FLt, _) => W::F64Lt,
        (O::FLe, Type::F32) => W::F32Le,
        (O::FLe, _) => W::F64Le,
        (O::FGt, Type::F32) => W::F32Gt,
        (O::FGt, _) => W::F64Gt,
        (O::FGe, Type::F32) => W::F32Ge,
        (O::FGe, _) => W::F64Ge,
        (O::ToI32S, Type::F32) => W::I32TruncSatF32S,
        (O::ToI32S, _) => W::I32TruncSatF64S,
        (O::ToI32U, Type::F32) => W::I32TruncSatF32U,
        (O::ToI32U, _) => W::I32TruncSatF64U,
        (O::ToI64S, Type::F32) => W::I64TruncSatF32S,
        (O::ToI64S, _) => W::I64TruncSatF64S,
        (O::ToI64U, Type::F32) => W::I64TruncSatF32U,
        (O::ToI64U, _) => W::I64TruncSatF64U,
        (O::ToF32S, Type::I32) => W::F32ConvertI32S,
        (O::ToF32S, _) => W::F32ConvertI64S,
        (O::ToF32U, Type::I32) => W::F32ConvertI32U,
        (O::ToF32U, _) => W::F32ConvertI64U,
        (O::ToF64S, Type::I32) => W::F64ConvertI32S,
        (O::ToF64S, _) => W::F64ConvertI64S,
        (O::ToF64U, Type::I32) => W::F64ConvertI32U,
        (O::ToF64U, _) => W::F64ConvertI64U,
        (O::Promote, _) => W::F64PromoteF32,
        (O::Demote, _) => W::F32DemoteF64,
        (O::Bitcast, Type::I32) => W::F32ReinterpretI32,
        (O::Bitcast, Type::I64) => W::F64ReinterpretI64,
        (O::Bitcast, Type::F32) => W::I32ReinterpretF32,
        (O::Bitcast, _) => W::I64ReinterpretF64,
        (other, _) => panic!("{other} is not a simple instruction"),
    }
}
