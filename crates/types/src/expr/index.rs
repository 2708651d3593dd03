//! Index and slice expressions (Go specification, "Index expressions", "Slice expressions").

use ast::ExprId;
use constant::Value;
use diagnostics::Code;

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{BasicKind, Type, TypeId};

/// What indexing gives.
struct Elements {
    /// The key type of maps.
    key: Option<TypeId>,
    elem: TypeId,
    /// The least length of arrays.
    length: Option<u64>,
    /// Whether the element is no variable.
    is_value: bool,
}

impl<'a> Checker<'a> {
    /// Checks an index expression. If the operand is a generic function, gives it and `true`; the indices are then type
    /// arguments, which are left to the caller.
    pub fn index_expr(&mut self, expr: ExprId, base: ExprId, indices: &'a [ExprId]) -> (Operand, bool) {
        let mut x = self.check_generic_expr_or_type(base);
        if x.mode == OpMode::Value && self.generic_signature(x.ty).is_some() {
            return (x, true);
        }
        if x.is_valid() && x.mode != OpMode::TypeExpr {
            self.non_generic(None, &mut x);
        }
        (self.indexed(expr, x, indices), false)
    }

    fn indexed(&mut self, expr: ExprId, x: Operand, indices: &'a [ExprId]) -> Operand {
        let mut x = x;
        match x.mode {
            OpMode::Invalid => {
                self.use_exprs(indices);
                return x;
            }
            OpMode::TypeExpr => {
                let ty = self.check_var_type(expr);
                return Operand {
                    mode: if ty == TypeId::INVALID { OpMode::Invalid } else { OpMode::TypeExpr },
                    ty,
                    ..Operand::invalid()
                };
            }
            _ => {}
        }
        let part = match *self.program.structure(x.ty) {
            Type::Pointer { base } => Some(base),
            Type::Map { elem, .. } => Some(elem),
            _ => None,
        };
        if !self.is_complete(x.ty) || part.is_some_and(|part| !self.is_complete(part)) {
            x.invalidate();
            return x;
        }
        let mut length = None;
        let mut is_indexable = true;
        match self.program.structure(x.ty).clone() {
            Type::Basic(kind) if kind.is_string() => {
                if let (true, Some(bytes)) = (x.is_constant(), x.value.string_len()) {
                    length = Some(bytes);
                    self.finish_untyped(&x, TypeId::STRING);
                }
                x.mode = OpMode::Value;
                x.ty = TypeId::BYTE;
            }
            Type::Array { len, elem } => {
                length = len;
                if x.mode != OpMode::Variable {
                    x.mode = OpMode::Value;
                }
                x.ty = elem;
            }
            Type::Slice { elem } => {
                x.mode = OpMode::Variable;
                x.ty = elem;
            }
            Type::Map { key, elem } => {
                let Some(index) = self.single_index(indices) else {
                    x.invalidate();
                    return x;
                };
                let mut index = self.check_generic_expr(index, None);
                self.assignment(&mut index, Some(key), "map index");
                x.mode = OpMode::MapIndex;
                x.ty = elem;
                return x;
            }
            Type::Interface(_) if self.program.is_type_param(x.ty) => match self.elements_of_all(&x) {
                Some(all) => {
                    if let Some(key) = all.key {
                        let Some(index) = self.single_index(indices) else {
                            x.invalidate();
                            return x;
                        };
                        let mut index = self.check_generic_expr(index, None);
                        self.assignment(&mut index, Some(key), "map index");
                        x.mode = OpMode::MapIndex;
                        x.ty = all.elem;
                        return x;
                    }
                    length = all.length;
                    x.mode = if all.is_value { OpMode::Value } else { OpMode::Variable };
                    x.ty = all.elem;
                }
                None => is_indexable = false,
            },
            Type::Pointer { base } if matches!(self.program.structure(base), Type::Array { .. }) => {
                if let Type::Array { len, elem } = *self.program.structure(base) {
                    length = len;
                    x.mode = OpMode::Variable;
                    x.ty = elem;
                }
            }
            _ => is_indexable = false,
        }
        if !is_indexable {
            let text = self.describe(&x);
            let message = format!("cannot index {text}");
            self.error(self.pos(expr), Code::NonSliceableOperand, message);
            self.use_exprs(indices);
            x.invalidate();
            return x;
        }
        match self.single_index(indices) {
            Some(index) => {
                self.check_index(index, length);
            }
            None => x.invalidate(),
        }
        if x.ty == TypeId::INVALID {
            x.invalidate();
        }
        x
    }

    /// What indexing a value of a type parameter gives, if all types of its set can be indexed alike.
    fn elements_of_all(&mut self, x: &Operand) -> Option<Elements> {
        let mut all: Option<Elements> = None;
        let mut is_value = false;
        for specific in self.program.specific_types(x.ty) {
            let (_, underlying) = specific?;
            let (key, elem, length) = match &self.program.types[underlying] {
                Type::Basic(kind) if kind.is_string() => {
                    is_value = true;
                    (None, TypeId::BYTE, None)
                }
                Type::Array { len, elem } => {
                    is_value |= x.mode != OpMode::Variable;
                    (None, *elem, *len)
                }
                Type::Pointer { base } => match self.program.structure(*base) {
                    Type::Array { len, elem } => (None, *elem, *len),
                    _ => return None,
                },
                Type::Slice { elem } => (None, *elem, None),
                Type::Map { key, elem } => (Some(*key), *elem, None),
                _ => return None,
            };
            let Some(known) = &mut all else {
                all = Some(Elements { key, elem, length, is_value: false });
                continue;
            };
            let same_key = match (known.key, key) {
                (None, None) => true,
                (Some(a), Some(b)) => self.program.identical(a, b),
                _ => false,
            };
            if !same_key || !self.program.identical(known.elem, elem) {
                return None;
            }
            if let (Some(length), Some(least)) = (length, known.length)
                && length < least
            {
                known.length = Some(length);
            }
        }
        all.map(|all| Elements { is_value, ..all })
    }

    fn single_index(&mut self, indices: &[ExprId]) -> Option<ExprId> {
        if let Some(second) = indices.get(1) {
            self.error(self.span(*second), Code::InvalidIndex, "invalid operation: more than one index");
        }
        indices.first().copied()
    }

    pub(super) fn slice_expr(
        &mut self,
        expr: ExprId,
        base: ExprId,
        bounds: [Option<ExprId>; 3],
        full: bool,
    ) -> Operand {
        let mut x = self.check_expr(base);
        if !x.is_valid() {
            for bound in bounds.into_iter().flatten() {
                self.use_exprs(&[bound]);
            }
            return x;
        }
        if let Some(part) = self.program.pointer_base(x.ty)
            && !self.is_complete(part)
        {
            x.invalidate();
            return x;
        }
        let mut length = None;
        let Some(common) = self.sliceable(&x) else {
            x.invalidate();
            return x;
        };
        match self.program.types[common].clone() {
            Type::Basic(kind) if kind.is_string() => {
                if full {
                    let at = bounds[2].map_or(self.span(expr), |bound| self.span(bound));
                    self.error(at, Code::InvalidSliceExpr, "invalid operation: 3-index slice of string");
                    x.invalidate();
                    return x;
                }
                if let (true, Some(bytes)) = (x.is_constant(), x.value.string_len()) {
                    length = Some(bytes);
                }
                if self.program.is_untyped(x.ty) {
                    self.finish_untyped(&x, TypeId::STRING);
                    x.ty = TypeId::STRING;
                }
            }
            Type::Array { len, elem } => {
                if x.mode != OpMode::Variable {
                    let text = self.describe(&x);
                    let message = format!("cannot slice unaddressable value {text}");
                    self.error(self.operand_span(&x), Code::NonSliceableOperand, message);
                    x.invalidate();
                    return x;
                }
                self.note_address_taken(base);
                length = len;
                x.ty = self.program.types.add(Type::Slice { elem });
            }
            Type::Pointer { base } if matches!(self.program.structure(base), Type::Array { .. }) => {
                if let Type::Array { len, elem } = *self.program.structure(base) {
                    length = len;
                    x.ty = self.program.types.add(Type::Slice { elem });
                }
            }
            Type::Slice { .. } => {}
            _ => {
                let text = self.describe(&x);
                self.error(self.operand_span(&x), Code::NonSliceableOperand, format!("cannot slice {text}"));
                x.invalidate();
                return x;
            }
        }
        x.mode = OpMode::Value;
        if full && (bounds[1].is_none() || bounds[2].is_none()) {
            // The parser complained.
            x.invalidate();
            return x;
        }
        let mut known = [None; 3];
        for (i, bound) in bounds.iter().enumerate() {
            known[i] = match bound {
                Some(bound) => self.check_index(*bound, length.map(|length| length + 1)).and_then(|index| index.1),
                None if i == 0 => Some(0),
                None => length,
            };
        }
        'outer: for i in 0..2 {
            let Some(low) = known[i].filter(|low| *low > 0) else { continue };
            for j in i + 1..3 {
                if let (Some(high), Some(bound)) = (known[j].filter(|high| *high < low), bounds[j]) {
                    let message = format!("invalid slice indices: {high} < {low}");
                    self.error(self.span(bound), Code::SwappedSliceIndices, message);
                    break 'outer;
                }
            }
        }
        x
    }

    /// The underlying type that all types of the operand's type share for slicing, strings counting as byte slices;
    /// reports why there is none. A string type if one of them is one.
    fn sliceable(&mut self, x: &Operand) -> Option<TypeId> {
        if !self.program.is_type_param(x.ty) {
            return Some(self.program.underlying(x.ty));
        }
        let mut common: Option<(TypeId, TypeId)> = None;
        let mut has_string = false;
        for specific in self.program.specific_types(x.ty) {
            let Some((ty, mut underlying)) = specific else {
                let (text, ty) = (self.describe(x), self.show(x.ty));
                let message = format!("cannot slice {text}: no specific type in {ty}");
                self.error(self.operand_span(x), Code::NonSliceableOperand, message);
                return None;
            };
            if self.program.is_string(underlying) {
                underlying = self.program.types.add(Type::Slice { elem: TypeId::BYTE });
                has_string = true;
            }
            match common {
                None => common = Some((ty, underlying)),
                Some((first, known)) if !self.program.identical(known, underlying) => {
                    let (text, first, ty) = (self.describe(x), self.show(first), self.show(ty));
                    let message = format!("cannot slice {text}: {first} and {ty} have different underlying types");
                    self.error(self.operand_span(x), Code::NonSliceableOperand, message);
                    return None;
                }
                Some(_) => {}
            }
        }
        if has_string { Some(TypeId::STRING) } else { common.map(|common| common.1) }
    }

    /// Checks an index, which must be less than `limit`. Gives its type, and its value if it is constant.
    pub fn check_index(&mut self, index: ExprId, limit: Option<u64>) -> Option<(TypeId, Option<u64>)> {
        let mut x = self.check_expr(index);
        if !self.is_valid_index(&mut x, Code::InvalidIndex, "index", false) {
            return None;
        }
        if !x.is_constant() {
            return Some((x.ty, None));
        }
        if x.value == Value::Unknown {
            return None;
        }
        let value = x.value.as_u64()?;
        if let Some(limit) = limit.filter(|limit| value >= *limit) {
            let message = format!("invalid argument: index {} out of bounds [0:{limit}]", x.value);
            self.error(self.operand_span(&x), Code::InvalidIndex, message);
            return None;
        }
        Some((x.ty, Some(value)))
    }

    /// Whether the operand can be an index or a length; reports why not.
    pub fn is_valid_index(&mut self, x: &mut Operand, code: Code, what: &str, allow_negative: bool) -> bool {
        if !x.is_valid() {
            return false;
        }
        self.convert_untyped(x, TypeId::INT);
        if !x.is_valid() {
            return false;
        }
        let why = if !self.program.all_basic(x.ty, BasicKind::is_integer) {
            "must be integer"
        } else if !x.is_constant() || x.value == Value::Unknown {
            return true;
        } else if !allow_negative && x.value.sign() < 0 {
            "must not be negative"
        } else if crate::constants::represent(&x.value, BasicKind::Int, self.sizes.word_size()).is_none() {
            "overflows int"
        } else {
            return true;
        };
        let text = self.describe(x);
        self.error(self.operand_span(x), code, format!("invalid argument: {what} {text} {why}"));
        false
    }
}
