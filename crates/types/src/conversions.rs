//! Explicit conversions (Go specification, "Conversions").

use constant::{Kind, Value};
use diagnostics::Code;

use crate::assignability::nested;
use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{BasicKind, Type, TypeId};

impl Checker<'_> {
    /// Converts the operand to `ty`, or reports that it cannot be.
    pub fn conversion(&mut self, x: &mut Operand, ty: TypeId) {
        let is_constant = x.is_constant();
        let to_constant_type = self.program.is_const_type(ty);
        let mut cause = String::new();
        let is_ok = if is_constant && self.program.is_type_param(ty) {
            // Type parameters are not constant types.
            let why = self.why_constant_not_convertible(x, ty);
            x.mode = OpMode::Value;
            cause = why.clone().unwrap_or_default();
            why.is_none()
        } else if is_constant && to_constant_type {
            let converted = self.constant_conversion(x, ty);
            if converted.is_none() && self.program.is_integer(x.ty) && self.program.is_integer(ty) {
                let text = self.show(ty);
                let message = format!("constant {} overflows {text}", x.value);
                self.error(self.operand_span(x), Code::InvalidConversion, message);
                return x.invalidate();
            }
            match converted {
                Some(value) => {
                    x.value = value;
                    true
                }
                None => {
                    // Messages show the integer that does not fit.
                    let integer = x.value.to_int();
                    if self.program.is_integer(ty) && integer.kind() == Kind::Int {
                        x.value = integer;
                    }
                    false
                }
            }
        } else {
            match self.why_not_convertible(x, ty) {
                None => {
                    x.mode = OpMode::Value;
                    true
                }
                Some(why) => {
                    cause = why;
                    false
                }
            }
        };
        if !is_ok {
            let (text, target) = (self.describe(x), self.show(ty));
            let mut message = format!("cannot convert {text} to type {target}");
            if !cause.is_empty() {
                message = format!("{message}: {cause}");
            }
            self.error(self.operand_span(x), Code::InvalidConversion, message);
            return x.invalidate();
        }
        if self.program.is_untyped(x.ty) {
            let is_string_of_integer =
                x.is_constant() && self.program.is_integer(x.ty) && self.program.all_basic(ty, BasicKind::is_string);
            let last = if x.ty == TypeId::UNTYPED_NIL {
                ty
            } else if self.program.is_interface(ty) || is_constant && !to_constant_type || is_string_of_integer {
                self.program.default_type(x.ty)
            } else {
                ty
            };
            // An integer that becomes a string keeps its type; only the result's type matters.
            if !is_string_of_integer {
                self.finish_untyped(x, last);
            }
        }
        x.ty = ty;
    }

    /// Why the constant cannot be converted to every type of a type parameter's set.
    fn why_constant_not_convertible(&mut self, x: &Operand, param: TypeId) -> Option<String> {
        for specific in self.program.specific_types(param) {
            let Some((ty, underlying)) = specific else {
                return Some(format!("{} does not contain specific types", self.show(param)));
            };
            if self.program.is_string(x.ty) && self.program.is_bytes_or_runes(underlying)
                || self.constant_conversion(x, underlying).is_some()
            {
                continue;
            }
            let underlying_as_written = self.shown_underlying(ty);
            let (shown, param) = (self.show(underlying_as_written), self.show(param));
            return Some(if self.program.is_integer(x.ty) && self.program.is_integer(underlying) {
                format!("constant {} overflows {shown} (in {param})", x.value)
            } else {
                format!("cannot convert {} to type {shown} (in {param})", self.describe(x))
            });
        }
        None
    }

    fn constant_conversion(&self, x: &Operand, ty: TypeId) -> Option<Value> {
        let kind = self.program.basic_kind(ty)?;
        if let Some(value) = crate::constants::represent(&x.value, kind, self.sizes.word_size()) {
            return Some(value);
        }
        if self.program.is_integer(x.ty) && kind.is_string() && x.value.kind() == Kind::Int {
            let code_point = x.value.as_u64().and_then(|c| u32::try_from(c).ok()).and_then(char::from_u32);
            let text = code_point.unwrap_or(char::REPLACEMENT_CHARACTER).to_string();
            return Some(Value::string(text.into_bytes()));
        }
        None
    }

    fn why_not_convertible(&mut self, x: &Operand, ty: TypeId) -> Option<String> {
        let mut cause = String::new();
        (!self.is_convertible(x, ty, &mut cause)).then_some(cause)
    }

    /// Whether the operand, no constant of a constant type, can be converted to `ty`. Causes are added before the one that
    /// is there already.
    fn is_convertible(&mut self, x: &Operand, ty: TypeId, cause: &mut String) -> bool {
        if self.not_assignable(x, ty, cause).is_none() {
            return true;
        }
        let program = &self.program;
        let (from, to) = (program.underlying(x.ty), program.underlying(ty));
        let (x_is_param, target_is_param) = (program.is_type_param(x.ty), program.is_type_param(ty));
        if !x_is_param && !target_is_param && program.identical_ignoring_tags(from, to) {
            return true;
        }
        let (unaliased_from, unaliased_to) = (program.unalias(x.ty), program.unalias(ty));
        if let (Type::Pointer { base: a }, Type::Pointer { base: b }) =
            (&program.types[unaliased_from], &program.types[unaliased_to])
            && !program.is_type_param(*a)
            && !program.is_type_param(*b)
            && program.identical_ignoring_tags(program.underlying(*a), program.underlying(*b))
        {
            return true;
        }
        let is_number = |ty| program.is_basic(ty, |k| k.is_integer() || k.is_float());
        let is_kind = |ty, kind| program.basic_kind(ty) == Some(kind);
        let is_pointer_like = |ty| program.pointer_base(ty).is_some() || is_kind(ty, BasicKind::Uintptr);
        if is_number(from) && is_number(to)
            || program.is_complex(from) && program.is_complex(to)
            || (program.is_integer(from) || program.is_bytes_or_runes(from)) && program.is_string(to)
            || program.is_string(from) && program.is_bytes_or_runes(to)
            || is_pointer_like(from) && is_kind(to, BasicKind::UnsafePointer)
            || is_kind(from, BasicKind::UnsafePointer) && is_pointer_like(to)
        {
            return true;
        }
        if let Type::Slice { elem } = program.types[from] {
            let (array, what, version) = match program.types[to] {
                Type::Pointer { base } => (program.underlying(base), "slice to array pointer", (1, 17)),
                _ => (to, "slice to array", (1, 20)),
            };
            if let Type::Array { elem: other, .. } = program.types[array]
                && program.identical(elem, other)
            {
                if self.go_version() < version {
                    *cause = format!("conversion of {what} requires go{}.{} or later", version.0, version.1);
                }
                return self.go_version() >= version;
            }
        }
        (x_is_param || target_is_param) && self.are_all_convertible(x, ty, cause)
    }

    /// Whether every type of the operand's type set can be converted to every type of the target's.
    fn are_all_convertible(&mut self, x: &Operand, target: TypeId, cause: &mut String) -> bool {
        let (x_is_param, target_is_param) = (self.program.is_type_param(x.ty), self.program.is_type_param(target));
        let (x_param, target_param) = (self.program.unalias(x.ty), self.program.unalias(target));
        for from in self.program.specific_types(x.ty) {
            for to in self.program.specific_types(target) {
                let (Some((from, _)), Some((to, _))) = (from, to) else { return false };
                let from = if x_is_param { from } else { x.ty };
                let to = if target_is_param { to } else { target };
                let part = Operand { ty: from, ..x.clone() };
                if self.is_convertible(&part, to, cause) {
                    continue;
                }
                let (mut from, mut to) = (self.show(from), self.show(to));
                if x_is_param {
                    from.push_str(&format!(" (in {})", self.show(x_param)));
                }
                if target_is_param {
                    to.push_str(&format!(" (in {})", self.show(target_param)));
                }
                *cause = nested(format!("cannot convert {from} to type {to}"), cause);
                return false;
            }
        }
        true
    }
}
