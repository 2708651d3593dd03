//! Interface values: conversion to interfaces, type assertions, and the calls through them.

use abi::runtime_functions::RuntimeFunction as R;
use abi::type_descriptor as td;
use ast::ExprId;
use ir::{Class, MemKind, Opcode, Type as IrType, Value};
use smallvec::SmallVec;
use types::{Mode, ObjectId, TypeId};

use crate::function::{FunctionLowerer, Values};
use crate::program::Lowerer;
use crate::type_layout::Layout;

impl FunctionLowerer<'_, '_> {
    /// A value of type `from` as the interface type `to`.
    pub(crate) fn convert_to_interface(&mut self, values: &[Value], from: TypeId, to: TypeId) -> Values {
        let program = self.lowerer.program;
        if program.is_interface(from) {
            return self.interface_to_interface(values, from, to);
        }
        let is_empty = program.interface_methods(to).is_empty();
        self.lowerer.reflect_on(from);
        let word = if is_empty {
            self.descriptor(from)
        } else {
            let itab = self.lowerer.itab(to, from);
            self.b.data_addr(itab, 0)
        };
        let data = self.interface_data(values, from);
        SmallVec::from_slice(&[word, data])
    }

    /// The data word of a value in an interface.
    fn interface_data(&mut self, values: &[Value], ty: TypeId) -> Value {
        if self.lowerer.is_direct_interface(ty) {
            return values[0];
        }
        let layout = self.layout(ty);
        if layout.size == 0 {
            let zeros = self.lowerer.zeros(8);
            return self.b.data_addr(zeros, 0);
        }
        if let Some(data) = self.constant_box(values, ty) {
            return self.b.data_addr(data, 0);
        }
        if let Some(function) = box_function(&layout) {
            return self.runtime(function, values)[0];
        }
        let object = self.allocate(ty);
        self.store(object, 0, ty, values);
        object
    }

    /// Read-only static data that holds a value made of constants.
    fn constant_box(&mut self, values: &[Value], ty: TypeId) -> Option<ir::Data> {
        use ir::{Immediate, Relocation, RelocationTarget};
        let layout = self.layout(ty);
        let parts = layout.parts.as_ref()?;
        let mut bytes = vec![0u8; layout.size as usize];
        let mut relocations = Vec::new();
        for (part, value) in parts.iter().zip(values) {
            let inst = &self.b.func.insts[self.b.func.defining_inst(*value)?];
            let at = part.offset as usize;
            match (inst.opcode, inst.imm) {
                (Opcode::IConst | Opcode::FConst, Immediate::Bits(bits)) => {
                    let size = part.kind.size_bytes() as usize;
                    let bits = if part.kind == MemKind::Ptr { bits as u32 as i64 } else { bits };
                    bytes[at..at + size].copy_from_slice(&bits.to_le_bytes()[..size]);
                }
                (Opcode::DataAddr, Immediate::Data(data, plus)) => {
                    relocations.push(Relocation { offset: part.offset, target: RelocationTarget::Data(data, plus) });
                }
                _ => return None,
            }
        }
        let key = format!("{bytes:?}{relocations:?}");
        if let Some(data) = self.lowerer.boxes.get(&key) {
            return Some(*data);
        }
        let name = format!("constant.{}", self.lowerer.boxes.len());
        let data = self.lowerer.constant_data(name, bytes, layout.align, relocations);
        self.lowerer.boxes.insert(key, data);
        Some(data)
    }

    fn interface_to_interface(&mut self, values: &[Value], from: TypeId, to: TypeId) -> Values {
        let program = self.lowerer.program;
        let (from_methods, to_methods) = (program.interface_methods(from), program.interface_methods(to));
        if from_methods.is_empty() || program.identical(program.underlying(from), program.underlying(to)) {
            return values.into();
        }
        let ty = self.dynamic_type(values[0], from);
        if to_methods.is_empty() {
            return SmallVec::from_slice(&[ty, values[1]]);
        }
        let itab = self.find_itab_or_null(to, ty);
        SmallVec::from_slice(&[itab, values[1]])
    }

    /// The dynamic type's descriptor of an interface value's first word; 0 for nil.
    pub(crate) fn dynamic_type(&mut self, word: Value, interface: TypeId) -> Value {
        if self.lowerer.program.interface_methods(interface).is_empty() {
            return word;
        }
        let result = self.b.variable(IrType::Ptr);
        self.b.define(result, word);
        let (load, join) = (self.b.block(), self.b.block());
        self.b.branch_ptr(word, load, join);
        self.b.switch_to_sealed(load);
        let ty = self.b.load(MemKind::Ptr, word, td::ITAB_TYPE);
        self.b.define(result, ty);
        self.b.jump(join, &[]);
        self.b.switch_to_sealed(join);
        self.b.read(result)
    }

    /// The itab of the dynamic type `ty` for `interface`, 0 if the type is 0 or lacks a method.
    pub(crate) fn find_itab_or_null(&mut self, interface: TypeId, ty: Value) -> Value {
        self.lowerer.seek_methods(interface);
        let descriptor = self.descriptor(interface);
        let result = self.b.variable(IrType::Ptr);
        self.b.define(result, ty);
        let (find, join) = (self.b.block(), self.b.block());
        self.b.branch_ptr(ty, find, join);
        self.b.switch_to_sealed(find);
        let itab = self.runtime(R::FindItab, &[descriptor, ty])[0];
        self.b.define(result, itab);
        self.b.jump(join, &[]);
        self.b.switch_to_sealed(join);
        self.b.read(result)
    }

    /// Whether an interface value has the type `asserted`, and the value as that type (undefined if not).
    pub(crate) fn test_type(&mut self, value: &[Value], interface: TypeId, asserted: TypeId) -> (Value, Asserted) {
        let program = self.lowerer.program;
        if program.is_interface(asserted) {
            let ty = self.dynamic_type(value[0], interface);
            let word =
                if program.interface_methods(asserted).is_empty() { ty } else { self.find_itab_or_null(asserted, ty) };
            let null = self.null();
            let ok = self.b.binary(Opcode::Ne, word, null);
            return (ok, Asserted::Interface(word, value[1]));
        }
        // One descriptor or itab for each type: comparing addresses is enough.
        let is_empty = program.interface_methods(interface).is_empty();
        let ok = if is_empty {
            let descriptor = self.descriptor(asserted);
            self.b.binary(Opcode::Eq, value[0], descriptor)
        } else {
            // Itabs made at run time are other objects than static ones: compare the types.
            let ty = self.dynamic_type(value[0], interface);
            let descriptor = self.descriptor(asserted);
            self.b.binary(Opcode::Eq, ty, descriptor)
        };
        (ok, Asserted::Concrete(value[1], asserted))
    }

    /// The value of a successful test.
    pub(crate) fn asserted_value(&mut self, asserted: &Asserted) -> Values {
        match asserted {
            Asserted::Interface(word, data) => SmallVec::from_slice(&[*word, *data]),
            Asserted::Concrete(data, ty) => {
                if self.lowerer.is_direct_interface(*ty) {
                    self.one(*data)
                } else {
                    self.load(*data, 0, *ty)
                }
            }
        }
    }

    /// `x.(T)`, which panics.
    pub(crate) fn type_assertion(&mut self, x: ExprId, asserted: TypeId) -> Values {
        let interface = self.type_of(x);
        let value = self.expr(x);
        let (ok, result) = self.test_type(&value, interface, asserted);
        let failed = self.b.unary(Opcode::Eqz, ok);
        let (panics, goes_on) = (self.b.block(), self.b.block());
        self.b.branch(failed, panics, goes_on);
        self.b.switch_to_sealed(panics);
        let dynamic = self.dynamic_type(value[0], interface);
        // As in Go, a failed conversion to an interface does not name the interface it started from.
        let source = if self.lowerer.program.is_interface(asserted) { self.null() } else { self.descriptor(interface) };
        let (interface, target) = (source, self.descriptor(asserted));
        self.runtime_panic(R::PanicAssert, &[interface, dynamic, target]);
        self.b.switch_to_sealed(goes_on);
        self.asserted_value(&result)
    }

    /// `v, ok := x.(T)`.
    pub(crate) fn type_assertion_ok(&mut self, x: ExprId, asserted: TypeId) -> (Values, Value) {
        let interface = self.type_of(x);
        let value = self.expr(x);
        let (ok, result) = self.test_type(&value, interface, asserted);
        let zero = self.zero_value(asserted);
        let types: Vec<IrType> = self.layout(asserted).ir_types();
        let variables: Vec<ir::Variable> = types.into_iter().map(|t| self.b.variable(t)).collect();
        self.define_parts(&variables, &zero);
        let (yes, join) = (self.b.block(), self.b.block());
        self.b.branch(ok, yes, join);
        self.b.switch_to_sealed(yes);
        let values = self.asserted_value(&result);
        self.define_parts(&variables, &values);
        self.b.jump(join, &[]);
        self.b.switch_to_sealed(join);
        (self.read_parts(&variables), ok)
    }

    /// The address of a type's descriptor.
    pub(crate) fn descriptor(&mut self, ty: TypeId) -> Value {
        let data = self.lowerer.descriptor(ty);
        self.b.data_addr(data, 0)
    }

    /// Whether an expression is the untyped nil.
    pub(crate) fn is_nil(&self, expr: ExprId) -> bool {
        matches!(self.info.type_and_value(self.file_index, expr).mode, Mode::Nil)
    }
}

/// The value of a type test that succeeded.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asserted {
    /// First word and data word.
    Interface(Value, Value),
    /// Data word and concrete type.
    Concrete(Value, TypeId),
}

/// What makes boxes of values that are one integer.
fn box_function(layout: &Layout) -> Option<R> {
    let [part] = layout.parts() else { return None };
    if part.kind.size_bytes() != layout.size {
        return None;
    }
    match part.kind {
        MemKind::I8S | MemKind::I8U => Some(R::BoxByte),
        MemKind::I16S | MemKind::I16U | MemKind::I32 => Some(R::BoxI32),
        MemKind::I64 => Some(R::BoxI64),
        MemKind::F32 | MemKind::F64 | MemKind::Ptr => None,
    }
}

impl Lowerer<'_> {
    /// The class of calls of an interface method, which something makes, and the offset of its entry in the itab of
    /// `interface`.
    pub(crate) fn method_class(&mut self, method: ObjectId, interface: TypeId) -> (Class, u32) {
        let program = self.program;
        let data = program.object(method);
        let methods = program.interface_methods(interface);
        let at = methods.iter().position(|m| {
            let other = program.object(*m);
            other.name == data.name && (data.is_exported() || other.package == data.package)
        });
        let at = at.unwrap_or_else(|| panic!("{} is no method of the interface", data.name));
        let class = self.class_of_method(method, data.ty);
        self.called_methods.insert(class);
        (class, td::ITAB_FUN + 8 * at as u32)
    }

    /// The class of calls through interfaces of methods with this name and of this signature.
    pub(crate) fn class_of_method(&mut self, method: ObjectId, signature: TypeId) -> Class {
        let program = self.program;
        let go = program.as_signature(signature).unwrap_or_else(|| panic!("{method} has no signature"));
        let name = format!("method {}{}", self.method_name(method), self.signature_key(go));
        let signature = self.ir_signature(go, Some(&[IrType::Ptr]));
        self.class(&name, &signature)
    }

    /// The name of a method as it tells methods apart: with the package if it is not exported.
    pub(crate) fn method_name(&self, method: ObjectId) -> String {
        let data = self.program.object(method);
        match data.package {
            Some(package) if !data.is_exported() => format!("{}.{}", self.program.package(package).path, data.name),
            _ => data.name.to_string(),
        }
    }

    /// Says that a dynamic conversion to `interface` may look for its methods in any type.
    pub(crate) fn seek_methods(&mut self, interface: TypeId) {
        for method in self.program.interface_methods(interface) {
            let key = self.sought_key(method, self.program.object(method).ty);
            if key == "RuntimeError()()" {
                self.sought_runtime_error = Some(method);
            }
            self.sought_methods.insert(key);
        }
    }

    /// Name and signature of a method, for [`Lowerer::sought_methods`].
    pub(crate) fn sought_key(&self, method: ObjectId, signature: TypeId) -> String {
        let go = self.program.as_signature(signature);
        let signature = go.map(|s| self.signature_key(s)).unwrap_or_default();
        format!("{}{signature}", self.method_name(method))
    }
}
