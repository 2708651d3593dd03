//! Package initialisation (Go specification, "Package initialization"): static where the value is a constant, otherwise a
//! function that `_start` or `_initialize` runs.

use constant::Value as Constant;
use ir::{Func, MemKind, Relocation, RelocationTarget, Signature as IrSignature, Type as IrType};
use types::{Initializer, Mode, ObjectKind, PackageId, TypeId};

use crate::function::FunctionLowerer;
use crate::program::{FuncKey, Lowerer};

impl Lowerer<'_> {
    /// A function that initialises all packages in order: a closure body of type `func()`.
    pub(crate) fn initializer(&mut self) -> Func {
        let mut parts = Vec::new();
        for package in self.order.clone() {
            parts.extend(self.package_initializer(package));
        }
        let func = self.declare("init".into(), IrSignature::new([IrType::Ptr], []));
        let main = self.order[self.order.len() - 1];
        let mut this = FunctionLowerer::start(self, func, "init".into(), main, 0);
        for part in parts {
            this.b.call(part, &IrSignature::default(), &[]);
        }
        this.b.ret(&[]);
        let body = this.take();
        self.define(func, body);
        let class = self.plain_class();
        self.add_member(class, func);
        func
    }

    fn package_initializer(&mut self, package: PackageId) -> Option<Func> {
        let program = self.program;
        let info = &program.package(package).info;
        let dynamic: Vec<&Initializer> =
            info.init_order.iter().filter(|i| !self.initialize_statically(package, i)).collect();
        let inits: Vec<types::ObjectId> = info
            .funcs
            .iter()
            .copied()
            .filter(|f| {
                let object = program.object(*f);
                let is_plain = matches!(object.kind, ObjectKind::Func(func) if func.receiver_base.is_none());
                is_plain && object.name.as_str() == "init"
            })
            .collect();
        if dynamic.is_empty() && inits.is_empty() {
            return None;
        }
        let name = format!("{}.init", program.package(package).path);
        let func = self.declare(name.clone(), IrSignature::default());
        let mut this = FunctionLowerer::start(self, func, name, package, 0);
        for initializer in dynamic {
            this.initialize(initializer);
        }
        for init in inits {
            let callee = this.lowerer.func(FuncKey::Declared(init.into()));
            this.b.call(callee, &IrSignature::default(), &[]);
        }
        this.b.ret(&[]);
        let body = this.take();
        self.define(func, body);
        Some(func)
    }

    /// Writes a constant into the variable's memory; `false` if the initialiser must run.
    fn initialize_statically(&mut self, package: PackageId, initializer: &Initializer) -> bool {
        let program = self.program;
        let [object] = initializer.lhs[..] else { return false };
        if program.object(object).name.is_blank() {
            let tv = program.package(package).info.type_and_value(initializer.rhs.file, initializer.rhs.expr);
            return matches!(tv.mode, Mode::Constant(_) | Mode::Nil);
        }
        let ty = program.object(object).ty;
        if program.is_interface(ty) {
            return false;
        }
        let tv = program.package(package).info.type_and_value(initializer.rhs.file, initializer.rhs.expr);
        match tv.mode.clone() {
            Mode::Nil => true,
            Mode::Constant(value) => self.write_constant(object, &value, ty),
            _ => false,
        }
    }

    fn write_constant(&mut self, object: types::ObjectId, value: &Constant, ty: TypeId) -> bool {
        let layout = self.layout(ty);
        let data = self.global(object);
        let mut bytes = vec![0u8; layout.size as usize];
        match (layout.parts(), value) {
            ([_, _], Constant::String(text)) => {
                if !text.is_empty() {
                    let text = text.clone();
                    let target = RelocationTarget::Data(self.string_data(text.as_bytes()), 0);
                    self.module.data[data].relocations.push(Relocation { offset: 0, target });
                    bytes[8..16].copy_from_slice(&(text.len() as u64).to_le_bytes());
                }
            }
            ([part], value) => {
                let bits = match (part.kind, value) {
                    (_, Constant::Bool(value)) => u64::from(*value),
                    (MemKind::F32, value) => u64::from(value.as_f32().unwrap_or(0.0).to_bits()),
                    (MemKind::F64, value) => value.as_f64().unwrap_or(0.0).to_bits(),
                    (_, value) => value.to_int().wrapping_u64(),
                };
                let size = part.kind.size_bytes() as usize;
                bytes.copy_from_slice(&bits.to_le_bytes()[..size]);
            }
            _ => return false,
        }
        self.module.data[data].bytes = bytes;
        true
    }
}

impl FunctionLowerer<'_, '_> {
    /// Runs one initialiser; its expression may be in another file than the one before.
    fn initialize(&mut self, initializer: &Initializer) {
        self.file_index = initializer.rhs.file;
        self.file = self.lowerer.file(self.package, initializer.rhs.file);
        let expr = initializer.rhs.expr;
        if let [object] = initializer.lhs[..] {
            if self.lowerer.program.object(object).name.is_blank() {
                let ty = self.type_of(expr);
                if !self.lowerer.program.is_untyped(ty) {
                    self.expr(expr);
                }
                return;
            }
            let ty = self.object_type(object);
            let values = self.expr_as(expr, ty);
            let place = self.variable_place(object);
            self.write(&place, &values);
            return;
        }
        let values = self.expr_list(expr, initializer.lhs.len());
        for (object, (value, from)) in initializer.lhs.iter().zip(values) {
            if self.lowerer.program.object(*object).name.is_blank() {
                continue;
            }
            let ty = self.object_type(*object);
            let value = self.assign_convert(value, from, ty);
            let place = self.variable_place(*object);
            self.write(&place, &value);
        }
    }
}
