//! Maps. Owns the choice of the runtime's map function by kind of key.

use abi::runtime_functions::RuntimeFunction as R;
use ir::{MemKind, Opcode, Type as IrType, Value};
use types::{Type, TypeId};

use crate::function::{FunctionLowerer, Values};

/// How the runtime takes a key.
enum KeyForm {
    I32,
    I64,
    Str,
    Memory,
}

impl FunctionLowerer<'_, '_> {
    fn map_parts(&self, map_type: TypeId) -> (TypeId, TypeId) {
        match *self.lowerer.program.structure(map_type) {
            Type::Map { key, elem } => (key, elem),
            ref other => panic!("{other:?} is no map"),
        }
    }

    /// The form of a key and its arguments.
    fn map_key(&mut self, key_type: TypeId, key: &[Value]) -> (KeyForm, Vec<Value>) {
        let program = self.lowerer.program;
        match program.structure(key_type) {
            Type::Basic(kind) if kind.is_string() => (KeyForm::Str, key.to_vec()),
            Type::Basic(kind) if kind.is_integer() => match self.scalar_kind(key_type) {
                MemKind::I32 => (KeyForm::I32, key.to_vec()),
                MemKind::I64 => (KeyForm::I64, key.to_vec()),
                _ => (KeyForm::Memory, vec![self.in_memory(key_type, key)]),
            },
            Type::Pointer { .. } | Type::Chan { .. } | Type::Basic(types::BasicKind::UnsafePointer) => {
                let address = self.b.unary_to(Opcode::PtrToInt, key[0]);
                (KeyForm::I64, vec![self.b.unary_to(Opcode::ExtendU, address)])
            }
            _ => (KeyForm::Memory, vec![self.in_memory(key_type, key)]),
        }
    }

    fn map_call(&mut self, functions: [R; 4], map_type: TypeId, map: Value, key: &[Value]) -> Values {
        let (key_type, _) = self.map_parts(map_type);
        let (form, args) = self.map_key(key_type, key);
        let function = match form {
            KeyForm::I32 => functions[0],
            KeyForm::I64 => functions[1],
            KeyForm::Str => functions[2],
            KeyForm::Memory => functions[3],
        };
        let descriptor = self.descriptor(map_type);
        let mut all = vec![descriptor, map];
        all.extend(args);
        self.runtime(function, &all)
    }

    /// The element for a key, zero if it is missing, and whether it is there.
    pub(crate) fn map_read(&mut self, map_type: TypeId, map: Value, key: &[Value]) -> (Values, Value) {
        let (_, elem) = self.map_parts(map_type);
        let functions = [R::MapGetI32, R::MapGetI64, R::MapGetStr, R::MapGet];
        let found = self.map_call(functions, map_type, map, key)[0];
        let is_missing = self.b.unary(Opcode::Eqz, found);
        let size = self.layout(elem).size;
        let zeros = self.lowerer.zeros(size.max(8));
        let zeros = self.b.data_addr(zeros, 0);
        let address = self.b.select(is_missing, zeros, found);
        let values = self.load(address, 0, elem);
        let values = self.stable(elem, values);
        let ok = self.b.unary(Opcode::Eqz, is_missing);
        (values, ok)
    }

    /// The address of the element for a key, which is made if it is missing.
    pub(crate) fn map_element(&mut self, map_type: TypeId, map: Value, key: &[Value]) -> Value {
        let functions = [R::MapAssignI32, R::MapAssignI64, R::MapAssignStr, R::MapAssign];
        self.map_call(functions, map_type, map, key)[0]
    }

    /// `map[key] = value`.
    pub(crate) fn map_write(&mut self, map_type: TypeId, map: Value, key: &[Value], value: &[Value]) {
        let (_, elem) = self.map_parts(map_type);
        let address = self.map_element(map_type, map, key);
        self.store(address, 0, elem, value);
    }

    /// `delete(map, key)`.
    pub(crate) fn map_delete(&mut self, map_type: TypeId, map: Value, key: &[Value]) {
        let functions = [R::MapDeleteI32, R::MapDeleteI64, R::MapDeleteStr, R::MapDelete];
        self.map_call(functions, map_type, map, key);
    }

    /// `make(map[K]V, hint)`.
    pub(crate) fn make_map(&mut self, map_type: TypeId, hint: Option<Value>) -> Values {
        let descriptor = self.descriptor(map_type);
        let hint = hint.unwrap_or_else(|| self.i64(0));
        let buffer = self.null();
        self.runtime(R::MapNew, &[descriptor, hint, buffer])
    }

    /// `len` of a map or channel: the word at `offset`, 0 for nil.
    pub(crate) fn header_word(&mut self, object: Value, offset: u32) -> Value {
        let result = self.b.variable(IrType::I64);
        let zero = self.i64(0);
        self.b.define(result, zero);
        let (load, join) = (self.b.block(), self.b.block());
        self.b.branch_ptr(object, load, join);
        self.b.switch_to_sealed(load);
        let count = self.b.load(MemKind::I64, object, offset);
        self.b.define(result, count);
        self.b.jump(join, &[]);
        self.b.switch_to_sealed(join);
        self.b.read(result)
    }
}
