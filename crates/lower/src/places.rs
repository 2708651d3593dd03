//! Places: what can be assigned to or has an address. Owns [`Place`] and the ways to read, write and take the address of
//! one (Go specification, "Address operators", "Assignment statements").

use abi::runtime_functions::RuntimeFunction as R;
use ast::{ExprId, ExprKind, IdentId};
use ir::{Opcode, Type as IrType, Value, Variable};
use smallvec::SmallVec;
use types::{Mode, ObjectId, ObjectKind, SelectionKind, Type, TypeId, VarKind};

use crate::function::{FunctionLowerer, Storage, Values};

/// A place that holds a value of some type.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// `_`
    Blank,
    /// SSA variables: those of a local variable or of a part of it.
    Parts(Vec<Variable>),
    /// Memory at an address plus bytes.
    Memory(Value, u32, TypeId),
    /// An element of a map: descriptor, map, key; it exists only once it is assigned.
    MapElement {
        /// The map's type.
        map_type: TypeId,
        /// The map.
        map: Value,
        /// The key's value.
        key: Values,
    },
}

impl FunctionLowerer<'_, '_> {
    /// The place of a local or package-level variable.
    pub(crate) fn variable_place(&mut self, object: ObjectId) -> Place {
        let data = self.lowerer.program.object(object);
        let ty = self.object_type(object);
        if data.as_var().is_some_and(|v| v.kind == VarKind::Package) {
            let global = self.lowerer.global(object);
            let address = self.b.data_addr(global, 0);
            return Place::Memory(address, 0, ty);
        }
        let name = data.name;
        match self.locals.get(&object).cloned() {
            Some(Storage::Parts(variables)) => Place::Parts(variables),
            Some(Storage::Slot(slot)) => {
                let address = self.b.stack_addr(slot);
                Place::Memory(address, 0, ty)
            }
            Some(Storage::Boxed(variable)) => {
                let address = self.b.read(variable);
                Place::Memory(address, 0, ty)
            }
            Some(Storage::At(address)) => Place::Memory(address, 0, ty),
            None => {
                assert!(!self.b.is_reachable(), "{name} in {} has no storage", self.name);
                let address = self.null();
                Place::Memory(address, 0, ty)
            }
        }
    }

    /// The place an identifier denotes.
    pub(crate) fn name_place(&mut self, ident: IdentId) -> Place {
        if self.file.name(ident).is_blank() {
            return Place::Blank;
        }
        let object = self.info.object_of(self.file_index, ident);
        self.variable_place(object.unwrap_or_else(|| panic!("{} denotes nothing", self.file.name(ident))))
    }

    /// The place an expression denotes. It must be addressable, a map element or `_`; other expressions are evaluated
    /// into a temporary.
    pub(crate) fn place(&mut self, expr: ExprId) -> Place {
        let expr = self.file.unparen(expr);
        let ty = self.type_of(expr);
        match &self.file[expr].kind {
            ExprKind::Name(ident) => {
                let ident = *ident;
                match self.info.object_of(self.file_index, ident).map(|o| &self.lowerer.program.object(o).kind) {
                    Some(ObjectKind::Var(_)) => self.name_place(ident),
                    _ if self.file.name(ident).is_blank() => Place::Blank,
                    _ => self.temporary_place(expr, ty),
                }
            }
            ExprKind::Star(x) => {
                let address = self.expr(*x)[0];
                self.check_nil(address);
                Place::Memory(address, 0, ty)
            }
            ExprKind::Selector { x, sel } => {
                let (x, sel) = (*x, *sel);
                let Some(selection) = self.selection(expr) else {
                    // A package-qualified name.
                    return self.name_place(sel);
                };
                match selection.kind {
                    SelectionKind::Field => {
                        let base = self.type_of(x);
                        let place = self.base_place(x, base);
                        self.field_path(place, base, &selection.path)
                    }
                    _ => self.temporary_place(expr, ty),
                }
            }
            ExprKind::Index { x, indices } => {
                let (x, index) = (*x, indices[0]);
                self.index_place(x, index, ty, expr)
            }
            ExprKind::CompositeLit { .. } => self.temporary_place(expr, ty),
            _ => self.temporary_place(expr, ty),
        }
    }

    /// The place of the operand of a selector or index: its own if it has one, so that nothing is copied.
    pub(crate) fn base_place(&mut self, x: ExprId, ty: TypeId) -> Place {
        let is_pointer = self.lowerer.program.pointer_base(ty).is_some();
        let mode = &self.info.type_and_value(self.file_index, x).mode;
        if !is_pointer && matches!(mode, Mode::Variable) { self.place(x) } else { self.temporary_place(x, ty) }
    }

    fn temporary_place(&mut self, expr: ExprId, ty: TypeId) -> Place {
        let values = self.expr(expr);
        self.place_of_value(ty, &values)
    }

    /// A place that holds `values` and is not assigned to.
    pub(crate) fn place_of_value(&mut self, ty: TypeId, values: &[Value]) -> Place {
        if self.layout(ty).is_memory() {
            return Place::Memory(values[0], 0, ty);
        }
        let types: Vec<IrType> = values.iter().map(|v| self.b.func.value_type(*v)).collect();
        let variables: Vec<Variable> = types.into_iter().map(|t| self.b.variable(t)).collect();
        self.define_parts(&variables, values);
        Place::Parts(variables)
    }

    /// Follows a path of field indices from a place of type `ty`, through pointers.
    pub(crate) fn field_path(&mut self, mut place: Place, mut ty: TypeId, path: &[u32]) -> Place {
        let program = self.lowerer.program;
        for &index in path {
            if let Some(base) = program.pointer_base(ty) {
                let address = self.read(&place)[0];
                self.check_nil(address);
                place = Place::Memory(address, 0, base);
                ty = base;
            }
            let fields = program.as_struct(ty).unwrap_or_else(|| panic!("field {index} of {ty}, which is no struct"));
            let field = fields.fields[index as usize].ty;
            place = self.field(place, ty, index, field);
            ty = field;
        }
        place
    }

    fn field(&mut self, place: Place, ty: TypeId, index: u32, field: TypeId) -> Place {
        let layout = self.layout(ty);
        let offset = layout.fields[index as usize];
        match place {
            Place::Parts(variables) => {
                let before: usize = self.parts_before(ty, index);
                let count = self.layout(field).parts().len();
                Place::Parts(variables[before..before + count].to_vec())
            }
            Place::Memory(address, base, _) => Place::Memory(address, base + offset, field),
            Place::Blank | Place::MapElement { .. } => {
                let values = self.read(&place);
                let place = self.place_of_value(ty, &values);
                self.field(place, ty, index, field)
            }
        }
    }

    fn parts_before(&mut self, ty: TypeId, index: u32) -> usize {
        let program = self.lowerer.program;
        let fields = program.as_struct(ty).map(|s| &s.fields[..index as usize]).unwrap_or_default();
        fields.iter().map(|f| self.layout(f.ty).parts().len()).sum()
    }

    fn index_place(&mut self, x: ExprId, index: ExprId, elem: TypeId, expr: ExprId) -> Place {
        self.calls_first([x, index].into_iter());
        let program = self.lowerer.program;
        let base = self.type_of(x);
        match program.structure(base).clone() {
            Type::Map { key, .. } => {
                let map = self.expr(x)[0];
                let key_value = self.expr_as(index, key);
                let key_value = self.stable(key, key_value);
                Place::MapElement { map_type: base, map, key: key_value }
            }
            Type::Slice { .. } => {
                let slice = self.expr(x);
                let index = self.index_value(index);
                self.check_index(index, slice[1]);
                let address = self.element_address(slice[0], index.0, elem);
                Place::Memory(address, 0, elem)
            }
            Type::Pointer { base: array } => {
                let address = self.expr(x)[0];
                self.check_nil(address);
                self.array_element(Place::Memory(address, 0, array), array, index, elem)
            }
            Type::Array { .. } => {
                let place = self.base_place(x, base);
                self.array_element(place, base, index, elem)
            }
            _ => self.temporary_place(expr, elem),
        }
    }

    fn array_element(&mut self, place: Place, array: TypeId, index: ExprId, elem: TypeId) -> Place {
        let Type::Array { len, .. } = *self.lowerer.program.structure(array) else {
            panic!("{array} is no array");
        };
        let constant = self.constant_index(index);
        let size = self.layout(elem).size;
        match (place, constant) {
            (Place::Memory(address, offset, _), Some(i)) if i * i64::from(size) < 1 << 30 => {
                Place::Memory(address, offset + i as u32 * size, elem)
            }
            (Place::Memory(address, offset, _), _) => {
                let index = self.index_value(index);
                let len = self.i64(len.unwrap_or(0) as i64);
                self.check_index(index, len);
                let base = self.b.ptr_offset(address, i64::from(offset));
                let address = self.element_address(base, index.0, elem);
                Place::Memory(address, 0, elem)
            }
            (Place::Parts(variables), _) => {
                // At most one element: an index in range is 0.
                let index = self.index_value(index);
                let len = self.i64(len.unwrap_or(0) as i64);
                self.check_index(index, len);
                if variables.is_empty() {
                    let zero = self.zero_value(elem);
                    return self.place_of_value(elem, &zero);
                }
                Place::Parts(variables)
            }
            (place, _) => {
                let values = self.read(&place);
                let place = self.place_of_value(array, &values);
                self.array_element(place, array, index, elem)
            }
        }
    }

    fn constant_index(&self, index: ExprId) -> Option<i64> {
        self.info.type_and_value(self.file_index, index).value().and_then(|v| v.to_int().as_i64())
    }

    /// An index as `i64`, and whether its type is unsigned.
    pub(crate) fn index_value(&mut self, index: ExprId) -> (Value, bool) {
        if let Some(constant) = self.constant_index(index) {
            return (self.i64(constant), false);
        }
        let ty = self.type_of(index);
        let value = self.expr(index)[0];
        (self.widen(value, ty), self.lowerer.program.is_unsigned(ty))
    }

    /// Panics if `index` is not below `len`.
    pub(crate) fn check_index(&mut self, index: (Value, bool), len: Value) {
        let outside = self.b.binary(Opcode::GeU, index.0, len);
        if index.1 {
            let code =
                self.i32(i64::from(abi::runtime_records::bounds::INDEX | abi::runtime_records::bounds::UNSIGNED));
            self.panic_if(outside, R::PanicBounds, &[index.0, len, code]);
        } else {
            self.panic_if(outside, R::PanicIndex, &[index.0, len]);
        }
    }

    /// `base` plus `index` (`i64`) elements.
    pub(crate) fn element_address(&mut self, base: Value, index: Value, elem: TypeId) -> Value {
        let size = self.layout(elem).size;
        if let Some(constant) = self.b.func.constant(index) {
            // An index that is too large has panicked; addresses wrap.
            let offset = (constant as u32).wrapping_mul(size) as i32;
            return self.b.ptr_offset(base, i64::from(offset));
        }
        let index = self.b.unary_to(Opcode::Wrap, index);
        let offset = self.scale(index, size);
        self.b.ptr_add(base, offset)
    }

    /// `index` (`i32`) times `size`.
    pub(crate) fn scale(&mut self, index: Value, size: u32) -> Value {
        match size {
            1 => index,
            size if size.is_power_of_two() => self.b.binary_imm(Opcode::Shl, index, i64::from(size.trailing_zeros())),
            size => self.b.binary_imm(Opcode::Mul, index, i64::from(size)),
        }
    }

    /// The value in a place. One that lives in memory is not copied.
    pub(crate) fn read(&mut self, place: &Place) -> Values {
        match place {
            Place::Blank => Values::new(),
            Place::Parts(variables) => self.read_parts(variables),
            Place::Memory(address, offset, ty) => self.load(*address, *offset, *ty),
            Place::MapElement { map_type, map, key } => {
                let (map_type, map, key) = (*map_type, *map, key.clone());
                self.map_read(map_type, map, &key).0
            }
        }
    }

    /// Assigns to a place.
    pub(crate) fn write(&mut self, place: &Place, values: &[Value]) {
        match place {
            Place::Blank => {}
            Place::Parts(variables) => self.define_parts(variables, values),
            Place::Memory(address, offset, ty) => self.store(*address, *offset, *ty, values),
            Place::MapElement { map_type, map, key } => {
                let (map_type, map, key) = (*map_type, *map, key.clone());
                self.map_write(map_type, map, &key, values);
            }
        }
    }

    /// The address of an operand of `&`.
    pub(crate) fn address_of(&mut self, x: ExprId) -> Value {
        let x = self.file.unparen(x);
        if matches!(self.file[x].kind, ExprKind::CompositeLit { .. }) {
            let ty = self.type_of(x);
            return self.new_composite(x, ty);
        }
        match self.place(x) {
            Place::Memory(address, offset, _) => self.b.ptr_offset(address, i64::from(offset)),
            place => panic!("{place:?} in {} has no address", self.name),
        }
    }

    /// One part as a value list.
    pub(crate) fn one(&self, value: Value) -> Values {
        SmallVec::from_slice(&[value])
    }
}
