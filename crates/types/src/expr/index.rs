//! Index and slice expressions (Go specification, "Index expressions", "Slice expressions").

use ast::ExprId;
use constant::Value;
use diagnostics::Code;

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{BasicKind, Type, TypeId};

impl Checker<'_> {
    pub(super) fn index_expr(&mut self, expr: ExprId, base: ExprId, indices: &[ExprId]) -> Operand {
        let mut x = self.check_expr_or_type(base);
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
        match self.program.structure(x.ty).clone() {
            Type::Basic(kind) if kind.is_string() => {
                if let (true, Some(bytes)) = (x.is_constant(), x.value.as_bytes()) {
                    length = Some(bytes.len() as u64);
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
                let mut index = self.check_expr(index);
                self.assignment(&mut index, Some(key), "map index");
                x.mode = OpMode::MapIndex;
                x.ty = elem;
                return x;
            }
            Type::Pointer { base } if matches!(self.program.structure(base), Type::Array { .. }) => {
                if let Type::Array { len, elem } = *self.program.structure(base) {
                    length = len;
                    x.mode = OpMode::Variable;
                    x.ty = elem;
                }
            }
            _ => {
                let text = self.describe(&x);
                let message = format!("cannot index {text}");
                self.error(self.pos(expr), Code::NonSliceableOperand, message);
                self.use_exprs(indices);
                x.invalidate();
                return x;
            }
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
        match self.program.structure(x.ty).clone() {
            Type::Basic(kind) if kind.is_string() => {
                if full {
                    let at = bounds[2].map_or(self.span(expr), |bound| self.span(bound));
                    self.error(at, Code::InvalidSliceExpr, "invalid operation: 3-index slice of string");
                    x.invalidate();
                    return x;
                }
                if let (true, Some(bytes)) = (x.is_constant(), x.value.as_bytes()) {
                    length = Some(bytes.len() as u64);
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
        let why = if !self.program.is_integer(x.ty) {
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
