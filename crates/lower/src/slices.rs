//! Slices: slice expressions, `append`, `copy` and `make` of slices (Go specification, "Slice expressions", "Appending to
//! and copying slices").

use abi::runtime_functions::RuntimeFunction as R;
use abi::runtime_records::bounds;
use ast::{ExprId, ExprKind};
use ir::{Opcode, Type as IrType, Value};
use smallvec::SmallVec;
use types::{Builtin, Mode, Type, TypeId};

use crate::function::{FunctionLowerer, Values};
use crate::places::Place;

impl FunctionLowerer<'_, '_> {
    /// `x[lo:hi:max]`.
    pub(crate) fn slice_expression(
        &mut self,
        x: ExprId,
        lo: Option<ExprId>,
        hi: Option<ExprId>,
        max: Option<ExprId>,
    ) -> Values {
        self.calls_first([Some(x), lo, hi, max].into_iter().flatten());
        let program = self.lowerer.program;
        let ty = self.type_of(x);
        let (base, len, cap, elem) = match program.structure(ty).clone() {
            Type::Slice { elem } => {
                let slice = self.expr(x);
                (slice[0], slice[1], Some(slice[2]), Some(elem))
            }
            Type::Basic(_) => {
                let default = program.default_type(ty);
                let string = self.expr_as(x, default);
                (string[0], string[1], None, None)
            }
            Type::Pointer { base: array } => {
                let address = self.expr(x)[0];
                self.check_nil(address);
                let (len, elem) = self.array_shape(array);
                (address, len, Some(len), Some(elem))
            }
            Type::Array { .. } => {
                let address = match self.place(x) {
                    Place::Memory(address, offset, _) => self.b.ptr_offset(address, i64::from(offset)),
                    place => panic!("{place:?} is sliced"),
                };
                let (len, elem) = self.array_shape(ty);
                (address, len, Some(len), Some(elem))
            }
            other => panic!("{other:?} is sliced"),
        };
        let lo_value = lo.map(|e| self.index_value(e));
        let hi_value = hi.map(|e| self.index_value(e));
        let max_value = max.map(|e| self.index_value(e));
        let low = lo_value.map_or_else(|| self.i64(0), |v| v.0);
        let high = hi_value.map_or(len, |v| v.0);
        let limit = cap.unwrap_or(len);
        let is_array_or_string =
            cap.is_none() || matches!(program.structure(ty), Type::Pointer { .. } | Type::Array { .. });
        let is_unsigned = |v: Option<(Value, bool)>| v.is_some_and(|(_, unsigned)| unsigned);
        let new_cap = match max_value {
            Some((max, unsigned)) => {
                let code = if is_array_or_string { bounds::SLICE3_LEN } else { bounds::SLICE3_CAP };
                self.check_bound(max, limit, code, unsigned);
                self.check_bound(high, max, bounds::SLICE3_MAX_ORDER, is_unsigned(hi_value));
                self.check_bound(low, high, bounds::SLICE3_ORDER, is_unsigned(lo_value));
                max
            }
            None => {
                if hi_value.is_some() {
                    let code = if is_array_or_string { bounds::SLICE_LEN } else { bounds::SLICE_CAP };
                    self.check_bound(high, limit, code, is_unsigned(hi_value));
                }
                if lo_value.is_some() {
                    self.check_bound(low, high, bounds::SLICE_ORDER, is_unsigned(lo_value));
                }
                limit
            }
        };
        let new_len = self.b.binary(Opcode::Sub, high, low);
        let size = elem.map_or(1, |e| self.layout(e).size);
        if lo_value.is_none() || self.b.func.constant(low) == Some(0) {
            return match cap {
                Some(_) => SmallVec::from_slice(&[base, high, new_cap]),
                None => SmallVec::from_slice(&[base, high]),
            };
        }
        // An empty rest must not point behind its object: the offset counts only if anything is left.
        let rest = match cap {
            Some(_) => self.b.binary(Opcode::Sub, new_cap, low),
            None => new_len,
        };
        let index = self.b.unary_to(Opcode::Wrap, low);
        let offset = self.scale(index, size);
        let zero64 = self.i64(0);
        let is_empty = self.b.binary(Opcode::Eq, rest, zero64);
        let zero = self.i32(0);
        let offset = self.b.select(is_empty, zero, offset);
        let base = self.b.ptr_add(base, offset);
        match cap {
            Some(_) => SmallVec::from_slice(&[base, new_len, rest]),
            None => SmallVec::from_slice(&[base, new_len]),
        }
    }

    fn array_shape(&mut self, array: TypeId) -> (Value, TypeId) {
        let Type::Array { len, elem } = *self.lowerer.program.structure(array) else { panic!("{array} is no array") };
        (self.i64(len.unwrap_or(0) as i64), elem)
    }

    fn check_bound(&mut self, value: Value, limit: Value, code: i32, unsigned: bool) {
        let outside = self.b.binary(Opcode::GtU, value, limit);
        let code = self.i32(i64::from(code | if unsigned { bounds::UNSIGNED } else { 0 }));
        self.panic_if(outside, R::PanicBounds, &[value, limit, code]);
    }

    /// `append(slice, elements...)` with the elements evaluated already.
    pub(crate) fn append_values(&mut self, slice: &[Value], elem: TypeId, elements: &[Values]) -> Values {
        if elements.is_empty() {
            return slice.into();
        }
        let count = self.i64(elements.len() as i64);
        let (base, new_len, cap) = self.grow_for(slice, elem, count);
        let size = self.layout(elem).size;
        let at = self.element_address(base, slice[1], elem);
        for (i, element) in elements.iter().enumerate() {
            self.store(at, i as u32 * size, elem, element);
        }
        SmallVec::from_slice(&[base, new_len, cap])
    }

    /// `append(slice, more...)`, where `more` is an address and a count of elements.
    pub(crate) fn append_slice(&mut self, slice: &[Value], elem: TypeId, more: (Value, Value)) -> Values {
        let (base, new_len, cap) = self.grow_for(slice, elem, more.1);
        let at = self.element_address(base, slice[1], elem);
        self.copy_elements(at, more.0, more.1, elem);
        SmallVec::from_slice(&[base, new_len, cap])
    }

    /// If `expr` is `make([]T, n)`, the expression `n`.
    pub(crate) fn made_length(&self, expr: ExprId) -> Option<ExprId> {
        let ExprKind::Call { fun, args, .. } = &self.file[self.file.unparen(expr)].kind else { return None };
        let mode = &self.info.type_and_value(self.file_index, self.file.unparen(*fun)).mode;
        match (mode, &args[..]) {
            (Mode::Builtin(Builtin::Make), [_, length]) => Some(*length),
            _ => None,
        }
    }

    /// `append(slice, make([]T, count)...)`, without the slice that is only appended.
    pub(crate) fn append_zeros(&mut self, slice: ExprId, ty: TypeId, count: ExprId) -> Values {
        let Type::Slice { elem } = *self.lowerer.program.structure(ty) else { panic!("{ty} is no slice") };
        let (slice, count) = if self.has_call(count) {
            let own = self.type_of(count);
            let given = self.operands(&[(slice, ty), (count, own)]);
            let count = self.widen(given[1][0], own);
            (given[0].clone(), count)
        } else {
            let slice = self.expr_as(slice, ty);
            (slice, self.size_value(count))
        };
        let record = self.elem_layout(elem);
        let size = self.layout(elem).size;
        let elem_bytes = self.i32(i64::from(size));
        let zero = self.i64(0);
        let is_negative = self.b.binary(Opcode::LtS, count, zero);
        let (refuse, check) = (self.b.block(), self.b.block());
        self.b.branch(is_negative, refuse, check);
        self.b.switch_to_sealed(refuse);
        self.runtime(R::MakeSlice, &[record, elem_bytes, count, count]);
        self.b.jump(check, &[]);
        self.b.switch_to_sealed(check);
        let (base, cap) = (self.b.variable(IrType::Ptr), self.b.variable(IrType::I64));
        self.b.define(base, slice[0]);
        self.b.define(cap, slice[2]);
        let (grow, clear, join) = (self.b.block(), self.b.block(), self.b.block());
        let new_len = self.b.binary(Opcode::Add, slice[1], count);
        let too_small = self.b.binary(Opcode::GtU, new_len, slice[2]);
        self.b.branch(too_small, grow, clear);
        self.b.switch_to_sealed(grow);
        let grown = self.runtime(R::SliceGrow, &[record, elem_bytes, slice[0], slice[1], slice[2], new_len]);
        self.b.define(base, grown[0]);
        self.b.define(cap, grown[1]);
        self.b.jump(join, &[]);
        self.b.switch_to_sealed(clear);
        let at = self.element_address(slice[0], slice[1], elem);
        let count = self.b.unary_to(Opcode::Wrap, count);
        let bytes = self.scale(count, size);
        let zero = self.i32(0);
        self.b.mem_fill(at, zero, bytes);
        self.b.jump(join, &[]);
        self.b.switch_to_sealed(join);
        SmallVec::from_slice(&[self.b.read(base), new_len, self.b.read(cap)])
    }

    /// Room for `count` more elements: base, new length, capacity.
    fn grow_for(&mut self, slice: &[Value], elem: TypeId, count: Value) -> (Value, Value, Value) {
        let new_len = self.b.binary(Opcode::Add, slice[1], count);
        let (base, cap) = (self.b.variable(IrType::Ptr), self.b.variable(IrType::I64));
        self.b.define(base, slice[0]);
        self.b.define(cap, slice[2]);
        let (grow, join) = (self.b.block(), self.b.block());
        let too_small = self.b.binary(Opcode::GtU, new_len, slice[2]);
        self.b.branch(too_small, grow, join);
        self.b.switch_to_sealed(grow);
        let record = self.elem_layout(elem);
        let size = self.layout(elem).size;
        let size = self.i32(i64::from(size));
        let grown = self.runtime(R::SliceGrow, &[record, size, slice[0], slice[1], slice[2], new_len]);
        self.b.define(base, grown[0]);
        self.b.define(cap, grown[1]);
        self.b.jump(join, &[]);
        self.b.switch_to_sealed(join);
        (self.b.read(base), new_len, self.b.read(cap))
    }

    /// Copies `count` (`i64`) elements; the ranges may overlap.
    pub(crate) fn copy_elements(&mut self, to: Value, from: Value, count: Value, elem: TypeId) {
        let size = self.layout(elem).size;
        let count = self.b.unary_to(Opcode::Wrap, count);
        let bytes = self.scale(count, size);
        self.b.mem_copy(to, from, bytes);
    }

    /// `copy(to, from)`, given addresses and lengths: the number of elements copied.
    pub(crate) fn copy_slices(&mut self, to: (Value, Value), from: (Value, Value), elem: TypeId) -> Value {
        let less = self.b.binary(Opcode::LtS, to.1, from.1);
        let count = self.b.select(less, to.1, from.1);
        self.copy_elements(to.0, from.0, count, elem);
        count
    }

    /// `make([]T, len, cap)`.
    pub(crate) fn make_slice(&mut self, ty: TypeId, len: ExprId, cap: Option<ExprId>) -> Values {
        let Type::Slice { elem } = *self.lowerer.program.structure(ty) else { panic!("{ty} is no slice") };
        let (len, cap) = match cap {
            Some(cap) if self.has_call(cap) && !self.has_call(len) => {
                let cap = self.size_value(cap);
                (self.size_value(len), cap)
            }
            _ => {
                let len = self.size_value(len);
                (len, cap.map_or(len, |c| self.size_value(c)))
            }
        };
        let record = self.elem_layout(elem);
        let size = self.layout(elem).size;
        let size = self.i32(i64::from(size));
        let base = self.runtime(R::MakeSlice, &[record, size, len, cap])[0];
        SmallVec::from_slice(&[base, len, cap])
    }

    /// A size given to `make` as `i64`; one too large for that becomes negative and is refused like such.
    pub(crate) fn size_value(&mut self, size: ExprId) -> Value {
        let ty = self.type_of(size);
        if let Some(constant) = self.info.type_and_value(self.file_index, size).value() {
            let value = constant.to_int().as_i64().unwrap_or(-1);
            return self.i64(value);
        }
        let value = self.expr(size)[0];
        self.widen(value, ty)
    }

    /// A slice over a new array that holds `elements`.
    pub(crate) fn slice_of(&mut self, elem: TypeId, elements: &[Values]) -> Values {
        if elements.is_empty() {
            let null = self.null();
            let zero = self.i64(0);
            return SmallVec::from_slice(&[null, zero, zero]);
        }
        let base = self.new_array(elem, elements.len() as u64);
        let size = self.layout(elem).size;
        for (i, element) in elements.iter().enumerate() {
            self.store(base, i as u32 * size, elem, element);
        }
        let len = self.i64(elements.len() as i64);
        SmallVec::from_slice(&[base, len, len])
    }

    /// A zeroed heap array.
    pub(crate) fn new_array(&mut self, elem: TypeId, count: u64) -> Value {
        let record = self.elem_layout(elem);
        let size = self.layout(elem).size;
        let size = self.i32(i64::from(size));
        let count = self.i64(count as i64);
        self.runtime(R::AllocArray, &[record, size, count])[0]
    }
}
