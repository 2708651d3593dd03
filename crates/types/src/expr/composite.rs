//! Composite literals (Go specification, "Composite literals").

use ast::{ArrayLen, ExprId, ExprKind};
use constant::{Kind, Value};
use diagnostics::Code;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{Lookup, ObjectId, ObjectKind, Selection, SelectionKind, Struct, Type, TypeId};

impl<'a> Checker<'a> {
    pub(super) fn composite_literal(
        &mut self,
        expr: ExprId,
        ty: Option<ExprId>,
        elements: &'a [ExprId],
        rbrace: u32,
        hint: Option<TypeId>,
    ) -> Operand {
        let mut x = Operand::invalid();
        let mut is_element = false;
        let mut ty_id;
        let base;
        match (ty, hint) {
            (Some(ty), _) => {
                if let ExprKind::ArrayType { len: ArrayLen::Dots, elem } = self.kind(ty) {
                    let elem = self.check_var_type(*elem);
                    let length = self.indexed_elements(elements, elem, None);
                    ty_id = self.program.types.add(Type::Array { len: Some(length), elem });
                    self.record_type(self.at(ty), OpMode::TypeExpr, ty_id, None);
                    x.mode = OpMode::Value;
                    x.ty = ty_id;
                    return x;
                }
                ty_id = self.check_type(ty);
                base = ty_id;
            }
            (None, Some(hint)) => {
                ty_id = hint;
                base = match self.program.common_structure(hint) {
                    Some(Type::Pointer { base }) => *base,
                    _ => hint,
                };
                is_element = true;
            }
            (None, None) => {
                self.error(self.span(expr), Code::UntypedLit, "missing type in composite literal");
                ty_id = TypeId::INVALID;
                base = ty_id;
            }
        }
        if !self.is_complete(base) {
            return x;
        }
        let common = self.program.common_underlying(base);
        match self.program.types[common.unwrap_or(TypeId::INVALID)].clone() {
            Type::Struct(fields) => self.struct_elements(base, &fields, elements, rbrace),
            Type::Array { len, elem } => {
                self.indexed_elements(elements, elem, len);
            }
            Type::Slice { elem } => {
                self.indexed_elements(elements, elem, None);
            }
            Type::Map { key, elem } => self.map_elements(elements, key, elem),
            _ => {
                for element in elements {
                    self.use_exprs(&[*element]);
                }
                if common != Some(TypeId::INVALID) {
                    let what = if is_element { " element" } else { "" };
                    let text = self.show(ty_id);
                    let cause = if common.is_none() { " (no common underlying type)" } else { "" };
                    let message = format!("invalid composite literal{what} type {text}{cause}");
                    self.error(self.span(expr), Code::InvalidLit, message);
                    ty_id = TypeId::INVALID;
                }
            }
        }
        if ty_id != TypeId::INVALID {
            x.mode = OpMode::Value;
            x.ty = ty_id;
        }
        x
    }

    fn struct_elements(&mut self, ty: TypeId, fields: &Struct, elements: &'a [ExprId], rbrace: u32) {
        let Some(first) = elements.first() else { return };
        if matches!(self.kind(*first), ExprKind::KeyValue { .. }) {
            let mut visited: Vec<(Vec<u32>, ObjectId)> = Vec::new();
            for element in elements {
                self.keyed_field(ty, *element, &mut visited);
            }
            return;
        }
        for (i, element) in elements.iter().enumerate() {
            if matches!(self.kind(*element), ExprKind::KeyValue { .. }) {
                let message = "mixture of field:value and value elements in struct literal";
                self.error(self.span(*element), Code::MixedStructLit, message);
                continue;
            }
            let mut x = self.check_generic_expr(*element, None);
            let Some(field) = fields.fields.get(i) else {
                let text = self.show(ty);
                let message = format!("too many values in struct literal of type {text}");
                self.error(self.operand_span(&x), Code::InvalidStructLit, message);
                break;
            };
            if !field.name.is_exported() && field.package != Some(self.package) {
                let text = self.show(ty);
                let name = field.name;
                let message =
                    format!("implicit assignment to unexported field {name} in struct literal of type {text}");
                self.error(self.operand_span(&x), Code::UnexportedLitField, message);
                continue;
            }
            self.assignment(&mut x, Some(field.ty), "struct literal");
        }
        if elements.len() < fields.fields.len() {
            let is_foreign = fields.fields.iter().any(|f| !f.name.is_exported() && f.package != Some(self.package));
            let hint = if is_foreign { " (type has unexported fields - use key:value pairs)" } else { "" };
            let text = self.show(ty);
            let message = format!("too few values in struct literal of type {text}{hint}");
            self.error(self.file().at(rbrace), Code::InvalidStructLit, message);
        }
    }

    /// `field: value`; the field may be one that is promoted from an embedded struct.
    fn keyed_field(&mut self, ty: TypeId, element: ExprId, visited: &mut Vec<(Vec<u32>, ObjectId)>) {
        let ExprKind::KeyValue { key, value } = self.kind(element) else {
            let message = "mixture of field:value and value elements in struct literal";
            return self.error(self.span(element), Code::MixedStructLit, message);
        };
        let mut x = self.check_generic_expr(*value, None);
        let ExprKind::Name(ident) = self.kind(*key) else {
            let message = format!("invalid field name {} in struct literal", self.source(*key));
            return self.error(self.span(element), Code::InvalidLitField, message);
        };
        let name = self.name(*ident);
        let underlying = self.program.common_underlying(ty).unwrap_or(TypeId::INVALID);
        let lookup = self.program.lookup_field_or_method(underlying, false, Some(self.package), name);
        let Lookup::Found(found) = lookup else {
            let other = self.program.lookup_ignoring_case(underlying, Some(self.package), name);
            let message = self.lookup_error(ty, name, other, true);
            return self.error(self.span(*key), Code::MissingLitField, message);
        };
        if !matches!(self.program.objects[found.object].kind, ObjectKind::Var(_)) {
            return self.error(self.span(*key), Code::MissingLitField, format!("{name} is not a field"));
        }
        if found.path.len() > 1 {
            let (path, text) = (self.field_path(underlying, &found.path), self.show(ty));
            let what = format!("use of promoted field {path} in struct literal of type {text}");
            if !self.require_version((1, 27), self.span(*key), &what) {
                return;
            }
        }
        if found.is_indirect {
            let message = format!("invalid implicit pointer indirection to reach {name}");
            return self.error(self.span(*key), Code::InvalidLitField, message);
        }
        let object = found.object;
        let selection = Selection {
            kind: SelectionKind::Field,
            recv: ty,
            object,
            path: found.path.clone(),
            is_indirect: false,
            owner: None,
        };
        self.record_selection(*key, *ident, selection);
        let field_type = found.ty;
        self.assignment(&mut x, Some(field_type), "struct literal");
        let clash = visited.iter().find(|(path, _)| {
            let common = path.len().min(found.path.len());
            path[..common] == found.path[..common]
        });
        if let Some((path, other)) = clash {
            let other_name = self.program.objects[*other].name;
            let message = if *other == object {
                format!("duplicate field name {name} in struct literal")
            } else if path.len() < found.path.len() {
                format!("cannot specify promoted field {name} and enclosing embedded field {other_name}")
            } else {
                format!("cannot specify embedded field {name} and enclosed promoted field {other_name}")
            };
            return self.error(self.span(element), Code::DuplicateLitField, message);
        }
        visited.push((found.path, object));
    }

    fn field_path(&self, ty: TypeId, path: &[u32]) -> String {
        let mut names = Vec::new();
        let mut ty = ty;
        for index in path {
            let (base, _) = self.program.dereference(ty);
            let Type::Struct(fields) = self.program.structure(base) else { break };
            let Some(field) = fields.fields.get(*index as usize) else { break };
            names.push(field.name.as_str());
            ty = field.ty;
        }
        names.join(".")
    }

    fn map_elements(&mut self, elements: &'a [ExprId], key_type: TypeId, elem: TypeId) {
        let is_interface = self.program.is_interface(key_type);
        let mut visited: FxHashMap<Value, Vec<TypeId>> = FxHashMap::default();
        for element in elements {
            let ExprKind::KeyValue { key, value } = self.kind(*element) else {
                self.error(self.span(*element), Code::MissingLitKey, "missing key in map literal");
                continue;
            };
            let mut x = self.check_generic_expr(*key, Some(key_type));
            self.assignment(&mut x, Some(key_type), "map literal");
            if !x.is_valid() {
                continue;
            }
            if x.is_constant() {
                let types = visited.entry(normal_key(&x.value)).or_default();
                let is_duplicate = if is_interface {
                    types.iter().any(|ty| self.program.identical(*ty, x.ty))
                } else {
                    !types.is_empty()
                };
                types.push(x.ty);
                if is_duplicate {
                    let message = format!("duplicate key {} in map literal", x.value);
                    self.error(self.operand_span(&x), Code::DuplicateLitKey, message);
                    continue;
                }
            }
            let mut x = self.check_generic_expr(*value, Some(elem));
            self.assignment(&mut x, Some(elem), "map literal");
        }
    }

    /// Elements of an array or slice, of the given length if it is fixed. Gives the length the elements need.
    fn indexed_elements(&mut self, elements: &'a [ExprId], ty: TypeId, length: Option<u64>) -> u64 {
        let mut visited = FxHashSet::default();
        let (mut index, mut max) = (0u64, 0u64);
        for element in elements {
            let mut is_valid = false;
            let mut value = *element;
            if let ExprKind::KeyValue { key, value: inner } = self.kind(*element) {
                value = *inner;
                match self.check_index(*key, length) {
                    Some((_, Some(constant))) => {
                        index = constant;
                        is_valid = true;
                    }
                    Some((_, None)) => {
                        let message = format!("index {} must be integer constant", self.source(*key));
                        self.error(self.span(*element), Code::InvalidLitIndex, message);
                    }
                    None => {}
                }
            } else if let Some(length) = length.filter(|length| index >= *length) {
                let message = format!("index {index} is out of bounds (>= {length})");
                self.error(self.span(*element), Code::OversizeArrayLit, message);
            } else {
                is_valid = true;
            }
            if is_valid && !visited.insert(index) {
                let message = format!("duplicate index {index} in array or slice literal");
                self.error(self.span(*element), Code::DuplicateLitKey, message);
            }
            index = index.saturating_add(1);
            max = max.max(index);
            let mut x = self.check_generic_expr(value, Some(ty));
            self.assignment(&mut x, Some(ty), "array or slice literal");
        }
        max
    }
}

/// The value such that constants which are equal as map keys are equal values.
fn normal_key(value: &Value) -> Value {
    match value.kind() {
        Kind::Complex | Kind::Float | Kind::Int => {
            let integer = value.to_int();
            if integer.kind() == Kind::Int {
                return integer;
            }
            match value.to_float().as_f64() {
                Some(double) => Value::from_f64(double),
                None => value.clone(),
            }
        }
        _ => value.clone(),
    }
}
