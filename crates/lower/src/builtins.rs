//! Built-in functions (Go specification, "Built-in functions").

use abi::runtime_functions::RuntimeFunction as R;
use abi::runtime_records as records;
use ast::{ExprId, ExprKind};
use ir::{MemKind, Opcode, Value};
use smallvec::SmallVec;
use types::{BasicKind, Builtin, Type, TypeId};

use crate::function::{FunctionLowerer, Values};

impl FunctionLowerer<'_, '_> {
    /// A call of a built-in function; one result or none.
    pub(crate) fn builtin_call(&mut self, builtin: Builtin, call: ExprId, args: &[ExprId]) -> Vec<Values> {
        let ty = self.type_of(call);
        let gives_all = |this: &Self, arg: ExprId| matches!(&this.lowerer.program.types[this.type_of(arg)], Type::Tuple(types) if types.len() > 1);
        if let [arg] = args
            && !matches!(builtin, Builtin::New | Builtin::Make)
            && gives_all(self, *arg)
        {
            let given = self.builtin_arguments(builtin, args);
            return vec![self.builtin_of_call(builtin, &given, ty)];
        }
        let value = match builtin {
            Builtin::Make => self.make(ty, args),
            Builtin::New => self.new_object(ty, args[0]),
            Builtin::Append => self.append(call, args),
            Builtin::Complex => {
                let part = match self.lowerer.program.basic_kind(ty) {
                    Some(BasicKind::Complex64) => TypeId::FLOAT32,
                    _ => TypeId::FLOAT64,
                };
                let values = self.operands(&[(args[0], part), (args[1], part)]);
                SmallVec::from_slice(&[values[0][0], values[1][0]])
            }
            Builtin::Min | Builtin::Max => {
                let operands: Vec<(ExprId, TypeId)> = args.iter().map(|a| (*a, ty)).collect();
                let mut values = self.operands(&operands).into_iter();
                let mut best = values.next().unwrap_or_default();
                for value in values {
                    best = self.min_max(builtin == Builtin::Min, &best, &value, ty);
                }
                best
            }
            Builtin::UnsafeAdd | Builtin::UnsafeSlice | Builtin::UnsafeString => {
                let first = self.type_of(args[0]);
                let pointer = self.expr(args[0])[0];
                let count = self.size_value(args[1]);
                self.unsafe_builtin(builtin, pointer, first, count)
            }
            Builtin::Len | Builtin::Cap if self.is_array_like(args[0]) => {
                // The operand has calls or receives: it is evaluated, its length is a constant.
                let (len, _) = self.array_like(args[0]);
                self.discard(args[0]);
                let len = self.i64(len as i64);
                self.one(len)
            }
            Builtin::UnsafeSizeof | Builtin::UnsafeAlignof | Builtin::UnsafeOffsetof => {
                let value = self.type_property(builtin, args[0]);
                let value = self.i64(value);
                self.one(value)
            }
            _ => {
                let given = self.builtin_operands(builtin, args);
                self.builtin_values(builtin, &given)
            }
        };
        vec![value]
    }

    /// A built-in function whose arguments are the results of one call.
    fn builtin_of_call(&mut self, builtin: Builtin, given: &[(Values, TypeId)], ty: TypeId) -> Values {
        match builtin {
            Builtin::Append => {
                let Type::Slice { elem } = *self.lowerer.program.structure(ty) else { panic!("append gives {ty}") };
                let elements: Vec<Values> =
                    given[1..].iter().map(|(v, from)| self.assign_convert(v.clone(), *from, elem)).collect();
                self.append_values(&given[0].0, elem, &elements)
            }
            Builtin::Complex => SmallVec::from_slice(&[given[0].0[0], given[1].0[0]]),
            Builtin::UnsafeAdd | Builtin::UnsafeSlice | Builtin::UnsafeString => {
                let count = self.widen(given[1].0[0], given[1].1);
                self.unsafe_builtin(builtin, given[0].0[0], given[0].1, count)
            }
            _ => self.builtin_values(builtin, given),
        }
    }

    /// The arguments of a built-in function, which one call may give all.
    pub(crate) fn builtin_arguments(&mut self, builtin: Builtin, args: &[ExprId]) -> Vec<(Values, TypeId)> {
        if let [arg] = args
            && let Type::Tuple(types) = &self.lowerer.program.types[self.type_of(*arg)]
            && types.len() > 1
        {
            let count = types.len();
            return self.expr_list(*arg, count);
        }
        self.builtin_operands(builtin, args)
    }

    fn builtin_operands(&mut self, builtin: Builtin, args: &[ExprId]) -> Vec<(Values, TypeId)> {
        self.calls_first(args.iter().copied());
        args.iter().map(|arg| self.builtin_argument(builtin, *arg)).collect()
    }

    /// An argument of a built-in function with the type it is taken as.
    pub(crate) fn builtin_argument(&mut self, builtin: Builtin, arg: ExprId) -> (Values, TypeId) {
        let ty = self.type_of(arg);
        let ty = match builtin {
            Builtin::Panic => TypeId::EMPTY_INTERFACE,
            _ if self.is_nil(arg) => TypeId::UNSAFE_POINTER,
            _ if self.lowerer.program.is_untyped(ty) => match self.lowerer.program.default_type(ty) {
                // `print(1 << 40)` takes a constant of any size.
                TypeId::INT if matches!(builtin, Builtin::Print | Builtin::Println) => TypeId::INT64,
                ty => ty,
            },
            _ => ty,
        };
        let values = self.expr_as(arg, ty);
        (self.stable(ty, values), ty)
    }

    /// A built-in function of evaluated arguments.
    pub(crate) fn builtin_values(&mut self, builtin: Builtin, args: &[(Values, TypeId)]) -> Values {
        let program = self.lowerer.program;
        let (first, ty) = args.first().cloned().unwrap_or((Values::new(), TypeId::INVALID));
        match builtin {
            Builtin::Len | Builtin::Cap => {
                let len = match (program.structure(ty), builtin) {
                    (Type::Map { .. }, _) => self.header_word(first[0], records::MAP_COUNT),
                    (Type::Chan { .. }, Builtin::Len) => self.header_word(first[0], records::CHAN_LEN),
                    (Type::Chan { .. }, _) => self.header_word(first[0], records::CHAN_CAP),
                    (_, Builtin::Len) => first[1],
                    _ => first[2],
                };
                self.one(len)
            }
            Builtin::Close => self.runtime(R::ChanClose, &[first[0]]),
            Builtin::Panic => {
                let func = self.lowerer.runtime(R::GoPanic);
                self.lowerer.panics_with_values = true;
                let signature = self.lowerer.module.funcs[func].signature.clone();
                self.b.call(func, &signature, &[first[0], first[1]]);
                // What follows cannot run, but may be written.
                self.b.unreachable();
                let dead = self.b.block();
                self.b.switch_to_sealed(dead);
                Values::new()
            }
            Builtin::Recover => self.recover(),
            Builtin::Print | Builtin::Println => {
                self.print(args, builtin == Builtin::Println);
                Values::new()
            }
            Builtin::Delete => {
                let key_type = match *program.structure(ty) {
                    Type::Map { key, .. } => key,
                    ref other => panic!("{other:?} is no map"),
                };
                let key = self.assign_convert(args[1].0.clone(), args[1].1, key_type);
                self.map_delete(ty, first[0], &key);
                Values::new()
            }
            Builtin::Clear => {
                match *program.structure(ty) {
                    Type::Slice { elem } => {
                        let size = self.layout(elem).size;
                        let count = self.b.unary_to(Opcode::Wrap, first[1]);
                        let bytes = self.scale(count, size);
                        let zero = self.i32(0);
                        self.b.mem_fill(first[0], zero, bytes);
                    }
                    _ => {
                        let descriptor = self.descriptor(ty);
                        self.runtime(R::MapClear, &[descriptor, first[0]]);
                    }
                }
                Values::new()
            }
            Builtin::Copy => {
                let Type::Slice { elem } = *program.structure(ty) else { panic!("copy to {ty}") };
                let from = &args[1].0;
                let count = self.copy_slices((first[0], first[1]), (from[0], from[1]), elem);
                self.one(count)
            }
            Builtin::Real => self.one(first[0]),
            Builtin::Imag => self.one(first[1]),
            Builtin::UnsafeSliceData | Builtin::UnsafeStringData => self.one(first[0]),
            other => panic!("{} is not called with values", other.name()),
        }
    }

    /// What `unsafe` says about an operand whose type mentions type parameters; otherwise it is a constant.
    fn type_property(&mut self, builtin: Builtin, arg: ExprId) -> i64 {
        let ty = self.type_of(arg);
        let layout = self.layout(ty);
        match builtin {
            Builtin::UnsafeSizeof => i64::from(layout.size),
            Builtin::UnsafeAlignof => i64::from(layout.align.max(1)),
            _ => {
                let selection = self.selection(self.file.unparen(arg));
                let selection = selection.unwrap_or_else(|| panic!("{arg} is no field"));
                // The offset within the innermost struct that is reached through a pointer, as no pointer may be.
                let program = self.lowerer.program;
                let mut at = program.pointer_base(selection.recv).unwrap_or(selection.recv);
                let mut offset = 0;
                for &index in &selection.path {
                    offset += i64::from(self.layout(at).fields[index as usize]);
                    at = self.path_type(at, &[index]);
                }
                offset
            }
        }
    }

    fn is_array_like(&self, arg: ExprId) -> bool {
        let program = self.lowerer.program;
        let ty = self.type_of(arg);
        let base = program.pointer_base(ty).unwrap_or(ty);
        matches!(program.structure(base), Type::Array { .. })
    }

    fn array_like(&self, arg: ExprId) -> (u64, TypeId) {
        let program = self.lowerer.program;
        let ty = self.type_of(arg);
        let base = program.pointer_base(ty).unwrap_or(ty);
        match *program.structure(base) {
            Type::Array { len, elem } => (len.unwrap_or(0), elem),
            ref other => panic!("{other:?} is no array"),
        }
    }

    fn make(&mut self, ty: TypeId, args: &[ExprId]) -> Values {
        match *self.lowerer.program.structure(ty) {
            Type::Slice { .. } => self.make_slice(ty, args[1], args.get(2).copied()),
            Type::Map { .. } => {
                let hint = args.get(1).map(|a| self.size_value(*a));
                self.make_map(ty, hint)
            }
            Type::Chan { elem, .. } => {
                let cap = match args.get(1) {
                    Some(cap) => self.size_value(*cap),
                    None => self.i64(0),
                };
                let record = self.elem_layout(elem);
                let size = self.layout(elem).size;
                let size = self.i32(i64::from(size));
                self.runtime(R::ChanNew, &[record, size, cap])
            }
            ref other => panic!("make of {other:?}"),
        }
    }

    /// `new(T)` or `new(value)`; `ty` is the pointer type.
    fn new_object(&mut self, ty: TypeId, arg: ExprId) -> Values {
        let base = self.lowerer.program.pointer_base(ty).unwrap_or_else(|| panic!("new gives {ty}"));
        let is_type = self.info.type_and_value(self.file_index, arg).is_type();
        let value = (!is_type).then(|| self.expr_as(arg, base));
        let object = self.allocate(base);
        if let Some(value) = value {
            self.store(object, 0, base, &value);
        }
        self.one(object)
    }

    fn append(&mut self, call: ExprId, args: &[ExprId]) -> Values {
        let ExprKind::Call { has_dots, .. } = self.file[call].kind else { panic!("{call} is no call") };
        let ty = self.type_of(call);
        let Type::Slice { elem } = *self.lowerer.program.structure(ty) else { panic!("append gives {ty}") };
        if has_dots {
            if self.is_nil(args[1]) {
                return self.expr_as(args[0], ty);
            }
            if let Some(count) = self.made_length(args[1]) {
                return self.append_zeros(args[0], ty, count);
            }
            let from = self.type_of(args[1]);
            let from = if self.lowerer.program.is_untyped(from) { TypeId::STRING } else { from };
            let given = self.operands(&[(args[0], ty), (args[1], from)]);
            return self.append_slice(&given[0], elem, (given[1][0], given[1][1]));
        }
        if let [slice, element] = *args
            && !self.has_call(element)
        {
            // Nothing can change the element before it is stored.
            let slice = self.expr_as(slice, ty);
            let element = self.expr_as(element, elem);
            return self.append_values(&slice, elem, &[element]);
        }
        let operands: Vec<(ExprId, TypeId)> =
            args.iter().enumerate().map(|(i, arg)| (*arg, if i == 0 { ty } else { elem })).collect();
        let given = self.operands(&operands);
        self.append_values(&given[0], elem, &given[1..])
    }

    fn min_max(&mut self, is_min: bool, a: &[Value], b: &[Value], ty: TypeId) -> Values {
        let program = self.lowerer.program;
        if program.is_float(ty) {
            let value = self.b.binary(if is_min { Opcode::FMin } else { Opcode::FMax }, a[0], b[0]);
            return self.one(value);
        }
        if program.is_string(ty) {
            let order = self.runtime(R::StringCompare, &[b[0], b[1], a[0], a[1]])[0];
            let zero = self.i32(0);
            let take_b = self.b.binary(if is_min { Opcode::LtS } else { Opcode::GtS }, order, zero);
            return a.iter().zip(b).map(|(x, y)| self.b.select(take_b, *y, *x)).collect();
        }
        let opcode = match (is_min, program.is_unsigned(ty)) {
            (true, false) => Opcode::LtS,
            (true, true) => Opcode::LtU,
            (false, false) => Opcode::GtS,
            (false, true) => Opcode::GtU,
        };
        let take_a = self.b.binary(opcode, a[0], b[0]);
        let value = self.b.select(take_a, a[0], b[0]);
        self.one(value)
    }

    fn unsafe_builtin(&mut self, builtin: Builtin, pointer: Value, ty: TypeId, count: Value) -> Values {
        match builtin {
            Builtin::UnsafeAdd => {
                let offset = self.b.unary_to(Opcode::Wrap, count);
                let value = self.b.ptr_add(pointer, offset);
                self.one(value)
            }
            _ => {
                let zero = self.i64(0);
                let negative = self.b.binary(Opcode::LtS, count, zero);
                let text: &[u8] = if builtin == Builtin::UnsafeSlice {
                    b"runtime error: unsafe.Slice: len out of range"
                } else {
                    b"runtime error: unsafe.String: len out of range"
                };
                let message = self.string_constant(text);
                self.panic_if(negative, R::PanicText, &[message[0], message[1]]);
                let _ = ty;
                if builtin == Builtin::UnsafeSlice {
                    SmallVec::from_slice(&[pointer, count, count])
                } else {
                    SmallVec::from_slice(&[pointer, count])
                }
            }
        }
    }

    fn print(&mut self, args: &[(Values, TypeId)], is_line: bool) {
        self.runtime(R::PrintBegin, &[]);
        for (i, (values, ty)) in args.iter().enumerate() {
            if is_line && i > 0 {
                self.runtime(R::PrintSpace, &[]);
            }
            self.print_value(values, *ty);
        }
        if is_line {
            self.runtime(R::PrintNewline, &[]);
        }
        self.runtime(R::PrintEnd, &[]);
    }

    fn print_value(&mut self, values: &[Value], ty: TypeId) {
        let program = self.lowerer.program;
        match program.structure(ty) {
            Type::Basic(kind) => match kind {
                BasicKind::Bool => self.runtime(R::PrintBool, values),
                kind if kind.is_string() => self.runtime(R::PrintString, values),
                BasicKind::Float32 => self.runtime(R::PrintF32, values),
                BasicKind::Float64 => self.runtime(R::PrintF64, values),
                BasicKind::Complex64 => self.runtime(R::PrintC64, values),
                BasicKind::Complex128 => self.runtime(R::PrintC128, values),
                BasicKind::UnsafePointer => self.runtime(R::PrintPointer, values),
                kind => {
                    let unsigned = kind.is_unsigned();
                    let wide = self.widen(values[0], ty);
                    self.runtime(if unsigned { R::PrintU64 } else { R::PrintI64 }, &[wide])
                }
            },
            Type::Slice { .. } => self.runtime(R::PrintSlice, values),
            Type::Interface(_) => self.runtime(R::PrintInterface, values),
            _ => self.runtime(R::PrintPointer, values),
        };
    }

    /// The word at an address as a pointer; a helper of descriptors' users.
    pub(crate) fn load_ptr(&mut self, address: Value, offset: u32) -> Value {
        self.b.load(MemKind::Ptr, address, offset)
    }
}
