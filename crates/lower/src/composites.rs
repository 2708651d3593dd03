//! Composite literals (Go specification, "Composite literals").

use ast::{ExprId, ExprKind};
use ir::Value;
use smallvec::SmallVec;
use types::{Type, TypeId};

use crate::function::{FunctionLowerer, Values};
use crate::places::Place;

impl FunctionLowerer<'_, '_> {
    /// The value of a composite literal.
    pub(crate) fn composite(&mut self, literal: ExprId, ty: TypeId) -> Values {
        match self.lowerer.program.structure(ty).clone() {
            // An elided `&T` in a literal of pointers.
            Type::Pointer { base } => {
                let address = self.new_composite(literal, base);
                self.one(address)
            }
            Type::Slice { elem } => {
                let elements = self.elements(literal);
                let count = elements.iter().map(|(i, _)| i + 1).max().unwrap_or(0);
                let base = if count == 0 {
                    let zeros = self.lowerer.zeros(8);
                    self.b.data_addr(zeros, 0)
                } else {
                    self.new_array(elem, count)
                };
                self.fill_array(base, elem, &elements);
                let len = self.i64(count as i64);
                SmallVec::from_slice(&[base, len, len])
            }
            Type::Map { key, elem } => self.map_literal(literal, ty, key, elem),
            _ => {
                let layout = self.layout(ty);
                if layout.is_memory() {
                    let address = self.temporary(ty);
                    self.zero_memory(address, 0, &layout);
                    self.fill(address, 0, literal, ty);
                    return self.one(address);
                }
                self.composite_parts(literal, ty)
            }
        }
    }

    /// A new heap object that holds the value of a composite literal of type `ty`: its address.
    pub(crate) fn new_composite(&mut self, literal: ExprId, ty: TypeId) -> Value {
        let ty = match *self.lowerer.program.structure(ty) {
            // `&[]*T{{…}}`-like elision gives the pointer's type to the literal.
            Type::Pointer { base } if matches!(self.file[literal].kind, ExprKind::CompositeLit { ty: None, .. }) => {
                base
            }
            _ => ty,
        };
        let is_direct = matches!(self.lowerer.program.structure(ty), Type::Struct(_) | Type::Array { .. });
        if is_direct && !self.layout(ty).is_memory() {
            // Evaluate first: the object is not needed while its parts are computed.
            let values = self.composite_parts(literal, ty);
            let address = self.allocate(ty);
            self.store(address, 0, ty, &values);
            return address;
        }
        if is_direct {
            let address = self.allocate(ty);
            self.fill(address, 0, literal, ty);
            return address;
        }
        let values = self.composite(literal, ty);
        let address = self.allocate(ty);
        self.store(address, 0, ty, &values);
        address
    }

    fn composite_parts(&mut self, literal: ExprId, ty: TypeId) -> Values {
        match self.lowerer.program.structure(ty).clone() {
            Type::Struct(_) if self.has_promoted_keys(literal) => {
                let zero = self.zero_value(ty);
                let place = self.place_of_value(ty, &zero);
                self.fill_promoted(place.clone(), literal, ty);
                self.read(&place)
            }
            Type::Struct(fields) => {
                let mut values: Vec<Option<Values>> = vec![None; fields.fields.len()];
                let given = self.fields(literal, &fields);
                self.calls_first(given.iter().map(|(_, value)| *value));
                for (index, value) in given {
                    let field = &fields.fields[index];
                    let value = self.expr_as(value, field.ty);
                    // A blank field stays zero, but its value is computed.
                    values[index] = (!field.name.is_blank()).then_some(value);
                }
                let mut parts = Values::new();
                for (value, field) in values.into_iter().zip(&fields.fields) {
                    let value = match value {
                        Some(value) => value,
                        None => self.zero_value(field.ty),
                    };
                    parts.extend(value);
                }
                parts
            }
            Type::Array { elem, .. } => {
                let mut parts = self.zero_value(ty);
                for (_, value) in self.elements(literal) {
                    parts = self.expr_as(value, elem);
                }
                parts
            }
            other => panic!("{other:?} is not made of parts"),
        }
    }

    /// Stores the value of a composite literal into zeroed memory nobody else sees.
    fn fill(&mut self, address: Value, offset: u32, literal: ExprId, ty: TypeId) {
        match self.lowerer.program.structure(ty).clone() {
            Type::Struct(_) if self.has_promoted_keys(literal) => {
                self.fill_promoted(Place::Memory(address, offset, ty), literal, ty);
            }
            Type::Struct(fields) => {
                let layout = self.layout(ty);
                let given = self.fields(literal, &fields);
                self.calls_first(given.iter().map(|(_, value)| *value));
                for (index, value) in given {
                    let field = &fields.fields[index];
                    if field.name.is_blank() {
                        self.expr_as(value, field.ty);
                    } else {
                        self.fill_element(address, offset + layout.fields[index], value, field.ty);
                    }
                }
            }
            Type::Array { elem, .. } => {
                let size = self.layout(elem).size;
                let elements = self.elements(literal);
                self.calls_first(elements.iter().map(|(_, value)| *value));
                for (index, value) in elements {
                    self.fill_element(address, offset + index as u32 * size, value, elem);
                }
            }
            other => panic!("{other:?} does not live in memory"),
        }
    }

    fn fill_array(&mut self, base: Value, elem: TypeId, elements: &[(u64, ExprId)]) {
        let size = self.layout(elem).size;
        self.calls_first(elements.iter().map(|(_, value)| *value));
        for &(index, value) in elements {
            self.fill_element(base, index as u32 * size, value, elem);
        }
    }

    fn fill_element(&mut self, address: Value, offset: u32, value: ExprId, ty: TypeId) {
        let inner = self.file.unparen(value);
        let is_literal = matches!(self.file[inner].kind, ExprKind::CompositeLit { .. });
        let same_type = self.lowerer.program.identical(self.type_of(inner), ty);
        let is_evaluated = self.evaluated.contains_key(&inner);
        if is_literal && same_type && !is_evaluated && self.layout(ty).is_memory() {
            return self.fill(address, offset, inner, ty);
        }
        let values = self.expr_as(value, ty);
        self.store(address, offset, ty, &values);
    }

    /// Whether a key of a struct literal names a field of an embedded struct.
    fn has_promoted_keys(&self, literal: ExprId) -> bool {
        let ExprKind::CompositeLit { elements, .. } = &self.file[literal].kind else { return false };
        elements.iter().any(|element| match self.file[*element].kind {
            ExprKind::KeyValue { key, .. } => self.selection(key).is_some_and(|s| s.path.len() > 1),
            _ => false,
        })
    }

    /// Assigns the elements of a struct literal whose keys may be promoted fields.
    fn fill_promoted(&mut self, place: Place, literal: ExprId, ty: TypeId) {
        let ExprKind::CompositeLit { elements, .. } = &self.file[literal].kind else {
            panic!("{literal} is no literal")
        };
        for element in elements {
            let ExprKind::KeyValue { key, value } = self.file[*element].kind else { continue };
            let selection = self.selection(key);
            let path = selection.unwrap_or_else(|| panic!("{key} selects nothing")).path;
            let target = self.field_path(place.clone(), ty, &path);
            let to = self.path_type(ty, &path);
            let values = self.expr_as(value, to);
            self.write(&target, &values);
        }
    }

    /// Field indices and values of a struct literal.
    fn fields(&self, literal: ExprId, fields: &types::Struct) -> Vec<(usize, ExprId)> {
        let ExprKind::CompositeLit { elements, .. } = &self.file[literal].kind else {
            panic!("{literal} is no literal")
        };
        elements
            .iter()
            .enumerate()
            .map(|(i, element)| match self.file[*element].kind {
                ExprKind::KeyValue { key, value } => {
                    let name = self.file.as_name(key).map(|ident| self.file.name(ident));
                    let index = fields.fields.iter().position(|f| Some(f.name) == name);
                    (index.unwrap_or_else(|| panic!("{name:?} is no field")), value)
                }
                _ => (i, *element),
            })
            .collect()
    }

    /// Indices and values of an array or slice literal.
    fn elements(&self, literal: ExprId) -> Vec<(u64, ExprId)> {
        let ExprKind::CompositeLit { elements, .. } = &self.file[literal].kind else {
            panic!("{literal} is no literal")
        };
        let mut next = 0;
        elements
            .iter()
            .map(|element| {
                let value = match self.file[*element].kind {
                    ExprKind::KeyValue { key, value } => {
                        let index = self.info.type_and_value(self.file_index, key).value();
                        next = index.and_then(|v| v.to_int().as_u64()).unwrap_or(next);
                        value
                    }
                    _ => *element,
                };
                next += 1;
                (next - 1, value)
            })
            .collect()
    }

    fn map_literal(&mut self, literal: ExprId, ty: TypeId, key: TypeId, elem: TypeId) -> Values {
        let ExprKind::CompositeLit { elements, .. } = &self.file[literal].kind else {
            panic!("{literal} is no literal")
        };
        let hint = self.i64(elements.len() as i64);
        let map = self.make_map(ty, Some(hint))[0];
        for element in elements {
            let ExprKind::KeyValue { key: key_expr, value } = self.file[*element].kind else { continue };
            self.calls_first([key_expr, value].into_iter());
            let key_value = self.expr_as(key_expr, key);
            let key_value = self.stable(key, key_value);
            let value = self.expr_as(value, elem);
            self.map_write(ty, map, &key_value, &value);
        }
        self.one(map)
    }
}
