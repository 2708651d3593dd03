//! Calls of built-in functions (Go specification, "Built-in functions"); those of package `unsafe` are in
//! `unsafe_builtins`.

use ast::ExprId;
use constant::Value;
use diagnostics::Code;

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{BasicKind, Builtin, ChanDir, Interface, Param, Signature, Type, TypeId, TypeParam, UnionTerm};

/// A call of a built-in function.
#[derive(Clone, Copy)]
pub(crate) struct BuiltinCall<'s> {
    pub builtin: Builtin,
    pub call: ExprId,
    pub fun: ExprId,
    pub args: &'s [ExprId],
    pub has_dots: bool,
}

impl<'a> Checker<'a> {
    /// Checks a call of a built-in function; `None` if it is in error.
    pub fn builtin_call(
        &mut self,
        builtin: Builtin,
        call: ExprId,
        fun: ExprId,
        args: &'a [ExprId],
        has_dots: bool,
    ) -> Option<Operand> {
        let site = BuiltinCall { builtin, call, fun, args, has_dots };
        if has_dots && builtin != Builtin::Append {
            let message = format!("invalid operation: invalid use of ... with built-in {}", builtin.name());
            self.error(self.span(call), Code::InvalidDotDotDot, message);
            self.use_exprs(args);
            return None;
        }
        // The length of an array is constant unless computing the array calls or receives something.
        let is_length = matches!(builtin, Builtin::Len | Builtin::Cap);
        let saved = self.env.has_call_or_receive;
        if is_length {
            self.env.has_call_or_receive = false;
        }
        let result = self.builtin_call_within(&site);
        if is_length {
            self.env.has_call_or_receive = saved;
        }
        result
    }

    fn builtin_call_within(&mut self, site: &BuiltinCall<'_>) -> Option<Operand> {
        let takes_syntax = matches!(site.builtin, Builtin::Make | Builtin::New | Builtin::UnsafeOffsetof);
        let operands = if takes_syntax { Vec::new() } else { self.check_expr_list(site.args) };
        if operands.iter().any(|x| !x.is_valid()) {
            return None;
        }
        let count = if takes_syntax { site.args.len() } else { operands.len() };
        let (least, is_variadic) = site.builtin.arity();
        let what = if count < least {
            Some("not enough")
        } else if !is_variadic && count > least {
            Some("too many")
        } else {
            None
        };
        if let Some(what) = what {
            let source = self.source(site.call);
            let message = format!("invalid operation: {what} arguments for {source} (expected {least}, found {count})");
            self.error(self.span(site.call), Code::WrongArgCount, message);
            return None;
        }
        match site.builtin {
            Builtin::Append => self.builtin_append(site, operands),
            Builtin::Cap | Builtin::Len => self.builtin_length(site, operands),
            Builtin::Clear => {
                self.require_version((1, 21), self.span(site.fun), "clear");
                self.builtin_clear(operands)
            }
            Builtin::Close => self.builtin_close(operands),
            Builtin::Complex => self.builtin_complex(site, operands),
            Builtin::Copy => self.builtin_copy(operands),
            Builtin::Delete => self.builtin_delete(operands),
            Builtin::Imag | Builtin::Real => self.builtin_part(site, operands),
            Builtin::Make => self.builtin_make(site),
            Builtin::Max | Builtin::Min => {
                let what = format!("built-in {}", site.builtin.name());
                self.require_version((1, 21), self.span(site.fun), &what);
                self.builtin_extremum(site, operands)
            }
            Builtin::New => self.builtin_new(site),
            Builtin::Panic => {
                self.panics.insert(self.at(site.call));
                let mut x = operands.into_iter().next()?;
                self.assignment(&mut x, Some(TypeId::EMPTY_INTERFACE), "argument to panic");
                self.no_value(x)
            }
            Builtin::Print | Builtin::Println => {
                let context = format!("argument to built-in {}", site.builtin.name());
                for mut x in operands {
                    self.assignment(&mut x, None, &context);
                    if !x.is_valid() {
                        return None;
                    }
                }
                Some(Operand { mode: OpMode::NoValue, ..Operand::invalid() })
            }
            Builtin::Recover => {
                Some(Operand { mode: OpMode::Value, ty: TypeId::EMPTY_INTERFACE, ..Operand::invalid() })
            }
            Builtin::Assert => self.builtin_assert(site, operands),
            Builtin::Trace => match operands.into_iter().next() {
                Some(first) => Some(first),
                None => Some(Operand { mode: OpMode::NoValue, ..Operand::invalid() }),
            },
            _ => self.unsafe_builtin(site, operands),
        }
    }

    /// A condition that must be a constant and true; the result is the condition.
    fn builtin_assert(&mut self, site: &BuiltinCall<'_>, operands: Vec<Operand>) -> Option<Operand> {
        let x = operands.into_iter().next()?;
        match &x.value {
            constant::Value::Bool(true) => {}
            constant::Value::Bool(false) => {
                let message = format!("{} failed", self.source(site.call));
                self.error(self.span(site.call), Code::InvalidCall, message);
            }
            _ => {
                let message = format!("invalid argument: {} is not a boolean constant", self.describe(&x));
                self.error(self.operand_span(&x), Code::InvalidCall, message);
                return None;
            }
        }
        Some(x)
    }

    fn no_value(&self, x: Operand) -> Option<Operand> {
        x.is_valid().then_some(Operand { mode: OpMode::NoValue, ..x })
    }

    /// Whether all types of `ty` can stand for bytes in the special forms of `append` and `copy`: byte slices and
    /// strings; and whether one is a string.
    fn are_bytes_or_strings(&self, ty: TypeId) -> (bool, bool) {
        let mut has_string = false;
        let all = self.program.specific_types(ty).into_iter().all(|specific| match specific {
            Some((_, underlying)) => match &self.program.types[underlying] {
                Type::Slice { elem } => self.program.identical(*elem, TypeId::BYTE),
                Type::Basic(kind) if kind.is_string() => {
                    has_string = true;
                    true
                }
                _ => false,
            },
            None => false,
        });
        (all, has_string)
    }

    fn byte_slice(&mut self) -> TypeId {
        self.program.types.add(Type::Slice { elem: TypeId::BYTE })
    }

    /// The element type that all types of the operand's type, which must be slices, share.
    fn slice_element(&mut self, x: &Operand) -> Result<TypeId, String> {
        let mut common: Option<TypeId> = None;
        for specific in self.program.specific_types(x.ty) {
            let slice = specific.map(|(_, underlying)| &self.program.types[underlying]);
            let Some(Type::Slice { elem }) = slice else {
                let text = if x.is_nil() { "untyped nil".to_owned() } else { self.describe(x) };
                return Err(format!("argument must be a slice; have {text}"));
            };
            match common {
                None => common = Some(*elem),
                Some(known) if !self.program.identical(known, *elem) => {
                    let elem = *elem;
                    let (a, b, text) = (self.show(known), self.show(elem), self.describe(x));
                    return Err(format!("mismatched slice element types {a} and {b} in {text}"));
                }
                Some(_) => {}
            }
        }
        Ok(common.unwrap_or(TypeId::INVALID))
    }

    fn builtin_append(&mut self, site: &BuiltinCall<'_>, operands: Vec<Operand>) -> Option<Operand> {
        let mut x = operands.first()?.clone();
        let elem = match self.slice_element(&x) {
            Ok(elem) => elem,
            Err(cause) => {
                self.error(self.operand_span(&x), Code::InvalidAppend, format!("invalid append: {cause}"));
                return None;
            }
        };
        // append([]byte, string...)
        if operands.len() == 2 && site.has_dots {
            let bytes = self.byte_slice();
            let y = &operands[1];
            if self.why_not_assignable(&x, bytes).is_none() && self.are_bytes_or_strings(y.ty) == (true, true) {
                if self.program.is_untyped(y.ty) {
                    self.finish_untyped(y, TypeId::STRING);
                }
                x.mode = OpMode::Value;
                return Some(x);
            }
        }
        let rest = self.program.types.add(Type::Slice { elem });
        let param = |ty| Param { name: None, ty, object: None };
        let signature = Signature { params: vec![param(x.ty), param(rest)], is_variadic: true, ..Signature::default() };
        self.append_arguments(site.call, site.fun, signature, operands, site.has_dots);
        x.mode = OpMode::Value;
        Some(x)
    }

    fn builtin_length(&mut self, site: &BuiltinCall<'_>, operands: Vec<Operand>) -> Option<Operand> {
        let mut x = operands.into_iter().next()?;
        let is_len = site.builtin == Builtin::Len;
        let underlying = match *self.program.structure(x.ty) {
            Type::Pointer { base } => match self.program.structure(base) {
                Type::Array { .. } => self.program.underlying(base),
                _ => self.program.underlying(x.ty),
            },
            _ => self.program.underlying(x.ty),
        };
        let mut length = None;
        let is_ok = match &self.program.types[underlying] {
            Type::Basic(kind) if kind.is_string() && is_len => {
                if x.is_constant() {
                    length = x.value.string_len();
                }
                true
            }
            Type::Array { len, .. } => {
                if !self.env.has_call_or_receive {
                    length = *len;
                }
                true
            }
            Type::Slice { .. } | Type::Chan { .. } => true,
            Type::Map { .. } => is_len,
            Type::Interface(_) if self.program.is_type_param(x.ty) => {
                self.program.all_underlying(x.ty, |ty| match ty {
                    Some(Type::Basic(kind)) => kind.is_string() && is_len,
                    Some(Type::Pointer { base }) => matches!(self.program.structure(*base), Type::Array { .. }),
                    Some(Type::Array { .. } | Type::Slice { .. } | Type::Chan { .. }) => true,
                    Some(Type::Map { .. }) => is_len,
                    _ => false,
                })
            }
            _ => false,
        };
        if !is_ok {
            if underlying != TypeId::INVALID {
                let text = self.describe(&x);
                let code = if is_len { Code::InvalidLen } else { Code::InvalidCap };
                let message = format!("invalid argument: {text} for built-in {}", site.builtin.name());
                self.error(self.operand_span(&x), code, message);
            }
            return None;
        }
        x.mode = if length.is_some() { OpMode::Constant } else { OpMode::Value };
        x.value = length.map_or(Value::Unknown, Value::from_u64);
        x.ty = TypeId::INT;
        Some(x)
    }

    fn builtin_clear(&mut self, operands: Vec<Operand>) -> Option<Operand> {
        let x = operands.into_iter().next()?;
        let is_clearable = |ty: Option<&Type>| matches!(ty, Some(Type::Map { .. } | Type::Slice { .. }));
        if !self.program.all_underlying(x.ty, is_clearable) {
            let text = self.describe(&x);
            let message =
                format!("invalid argument: cannot clear {text}: argument must be (or constrained by) map or slice");
            self.error(self.operand_span(&x), Code::InvalidClear, message);
            return None;
        }
        self.no_value(x)
    }

    fn builtin_close(&mut self, operands: Vec<Operand>) -> Option<Operand> {
        let x = operands.into_iter().next()?;
        let what = self.program.specific_types(x.ty).into_iter().find_map(|specific| {
            match specific.map(|(_, underlying)| &self.program.types[underlying]) {
                Some(Type::Chan { dir: ChanDir::Receive, .. }) => Some("receive-only channel"),
                Some(Type::Chan { .. }) => None,
                _ => Some("non-channel"),
            }
        });
        let Some(what) = what else { return self.no_value(x) };
        let text = self.describe(&x);
        let message = format!("invalid operation: cannot close {what} {text}");
        self.error(self.operand_span(&x), Code::InvalidClose, message);
        None
    }

    fn builtin_complex(&mut self, site: &BuiltinCall<'_>, operands: Vec<Operand>) -> Option<Operand> {
        let [mut x, mut y] = <[Operand; 2]>::try_from(operands).ok()?;
        match (self.program.is_untyped(x.ty), self.program.is_untyped(y.ty)) {
            (false, false) => {}
            (true, false) => self.convert_untyped(&mut x, y.ty),
            (false, true) => self.convert_untyped(&mut y, x.ty),
            (true, true) if x.is_constant() && y.is_constant() => {
                for operand in [&mut x, &mut y] {
                    if self.program.is_numeric(operand.ty) && operand.value.imaginary().sign() == 0 {
                        operand.ty = TypeId::UNTYPED_FLOAT;
                    }
                }
            }
            (true, true) => {
                self.convert_untyped(&mut x, TypeId::FLOAT64);
                self.convert_untyped(&mut y, TypeId::FLOAT64);
            }
        }
        if !x.is_valid() || !y.is_valid() {
            return None;
        }
        if !self.program.identical(x.ty, y.ty) {
            let (source, a, b) = (self.source(site.call), self.show(x.ty), self.show(y.ty));
            let message = format!("invalid operation: {source} (mismatched types {a} and {b})");
            self.error(self.operand_span(&x), Code::InvalidComplex, message);
            return None;
        }
        let result = self.for_all_kinds(site, &x, |kind| match kind {
            BasicKind::Float32 => Some(TypeId::COMPLEX64),
            BasicKind::Float64 => Some(TypeId::COMPLEX128),
            BasicKind::UntypedFloat => Some(TypeId::UNTYPED_COMPLEX),
            _ => None,
        });
        let Some(result) = result else {
            let text = self.show(x.ty);
            let message = format!("invalid argument: arguments have type {text}, expected floating-point");
            self.error(self.operand_span(&x), Code::InvalidComplex, message);
            return None;
        };
        if x.is_constant() && y.is_constant() {
            x.value = Value::complex(x.value.to_float(), y.value.to_float());
        } else {
            x.mode = OpMode::Value;
        }
        x.ty = result;
        Some(x)
    }

    /// The type that `convert` gives for the operand's kind. For a type parameter a new one whose set has the types that
    /// it gives for all of its types, which Go refuses to go on with.
    fn for_all_kinds(
        &mut self,
        site: &BuiltinCall<'_>,
        x: &Operand,
        convert: impl Fn(BasicKind) -> Option<TypeId>,
    ) -> Option<TypeId> {
        let Type::TypeParam(param) = &self.program.types[self.program.unalias(x.ty)] else {
            return self.program.basic_kind(x.ty).and_then(convert);
        };
        let (object, index) = (param.object, param.index);
        let set = self.program.type_set(x.ty);
        let terms: Option<Vec<UnionTerm>> = set
            .specific()?
            .iter()
            .map(|t| Some(UnionTerm { is_tilde: t.is_tilde, ty: convert(self.program.basic_kind(t.ty)?)? }))
            .collect();
        let union = self.program.types.add(Type::Union(terms?));
        let (code, name) = match site.builtin {
            Builtin::Real => (Code::InvalidReal, "real"),
            Builtin::Imag => (Code::InvalidImag, "imag"),
            _ => (Code::InvalidComplex, "complex"),
        };
        let text = self.describe(x);
        let message =
            format!("{text} not supported as argument to built-in {name} for go1.18 (see go.dev/issue/50937)");
        let span = self.operand_span(x);
        self.error(span, code, message);
        let result = TypeParam::new(object, index);
        let embedded = vec![(union, span)];
        let interface = Interface { embedded, is_implicit: true, ..Interface::default() };
        result.bound.get_or_init(|| self.program.types.add(Type::Interface(interface)));
        Some(self.program.types.add(Type::TypeParam(result)))
    }

    fn builtin_copy(&mut self, operands: Vec<Operand>) -> Option<Operand> {
        let [mut x, y] = <[Operand; 2]>::try_from(operands).ok()?;
        let invalid = |checker: &mut Self, x: &Operand, cause: String| {
            checker.error(checker.operand_span(x), Code::InvalidCopy, format!("invalid copy: {cause}"));
        };
        let to = match self.slice_element(&x) {
            Ok(elem) => elem,
            Err(cause) => {
                invalid(self, &x, cause);
                return None;
            }
        };
        let bytes = self.byte_slice();
        let is_special = self.why_not_assignable(&x, bytes).is_none() && self.are_bytes_or_strings(y.ty).0;
        if !is_special {
            let from = match self.slice_element(&y) {
                Ok(elem) => elem,
                Err(_) if self.program.all_basic(y.ty, BasicKind::is_string) => TypeId::BYTE,
                Err(cause) => {
                    invalid(self, &y, cause);
                    return None;
                }
            };
            if !self.program.identical(to, from) {
                let (a, b) = (self.describe(&x), self.describe(&y));
                let (to, from) = (self.show(to), self.show(from));
                let cause = format!("arguments {a} and {b} have different element types {to} and {from}");
                invalid(self, &x, cause);
                return None;
            }
        }
        if self.program.is_untyped(y.ty) {
            self.finish_untyped(&y, TypeId::STRING);
        }
        x.mode = OpMode::Value;
        x.ty = TypeId::INT;
        Some(x)
    }

    fn builtin_delete(&mut self, operands: Vec<Operand>) -> Option<Operand> {
        let [x, mut key] = <[Operand; 2]>::try_from(operands).ok()?;
        let mut key_type: Option<TypeId> = None;
        for specific in self.program.specific_types(x.ty) {
            let fault = match specific.map(|(_, underlying)| &self.program.types[underlying]) {
                Some(Type::Map { key, .. }) => {
                    let differs = key_type.is_some_and(|known| !self.program.identical(known, *key));
                    key_type = Some(*key);
                    differs
                }
                _ => {
                    let text = self.describe(&x);
                    let message = format!("invalid argument: {text} is not a map");
                    self.error(self.operand_span(&x), Code::InvalidDelete, message);
                    return None;
                }
            };
            if fault {
                let text = self.describe(&x);
                let message = format!("invalid argument: maps of {text} must have identical key types");
                self.error(self.operand_span(&x), Code::InvalidDelete, message);
                return None;
            }
        }
        let key_type = key_type?;
        self.assignment(&mut key, Some(key_type), "argument to delete");
        self.no_value(key)
    }

    /// `real` and `imag`.
    fn builtin_part(&mut self, site: &BuiltinCall<'_>, operands: Vec<Operand>) -> Option<Operand> {
        let mut x = operands.into_iter().next()?;
        let is_real = site.builtin == Builtin::Real;
        if self.program.is_untyped(x.ty) {
            if x.is_constant() {
                if self.program.is_numeric(x.ty) {
                    x.ty = TypeId::UNTYPED_COMPLEX;
                }
            } else {
                self.convert_untyped(&mut x, TypeId::COMPLEX128);
                if !x.is_valid() {
                    return None;
                }
            }
        }
        let result = self.for_all_kinds(site, &x, |kind| match kind {
            BasicKind::Complex64 => Some(TypeId::FLOAT32),
            BasicKind::Complex128 => Some(TypeId::FLOAT64),
            BasicKind::UntypedComplex => Some(TypeId::UNTYPED_FLOAT),
            _ => None,
        });
        let Some(result) = result else {
            let text = self.show(x.ty);
            let code = if is_real { Code::InvalidReal } else { Code::InvalidImag };
            let message = format!("invalid argument: argument has type {text}, expected complex type");
            self.error(self.operand_span(&x), code, message);
            return None;
        };
        if x.is_constant() {
            x.value = if is_real { x.value.real() } else { x.value.imaginary() };
        } else {
            x.mode = OpMode::Value;
        }
        x.ty = result;
        Some(x)
    }

    fn builtin_make(&mut self, site: &BuiltinCall<'_>) -> Option<Operand> {
        let first = *site.args.first()?;
        let ty = self.check_var_type(first);
        if ty == TypeId::INVALID {
            self.use_exprs(&site.args[1..]);
            return None;
        }
        let common = self.common_underlying(ty, &mut |checker, specific| {
            let Some((_, underlying)) = specific else { return Err("no specific type".to_owned()) };
            match &checker.program.types[underlying] {
                Type::Slice { .. } | Type::Map { .. } | Type::Chan { .. } => Ok(()),
                _ => Err("type must be slice, map, or channel".to_owned()),
            }
        });
        let least = match common {
            Ok(common) => match self.program.types[common] {
                Type::Slice { .. } => 2,
                _ => 1,
            },
            Err(_) if self.program.underlying(ty) == TypeId::INVALID => return None,
            Err(cause) => {
                let source = self.source(first);
                let message = format!("invalid argument: cannot make {source}: {cause}");
                self.error(self.span(first), Code::InvalidMake, message);
                return None;
            }
        };
        let count = site.args.len();
        if count < least || least + 1 < count {
            let source = self.source(site.call);
            let message =
                format!("invalid operation: {source} expects {least} or {} arguments; found {count}", least + 1);
            self.error(self.span(site.call), Code::WrongArgCount, message);
            return None;
        }
        let mut sizes = Vec::new();
        for arg in &site.args[1..] {
            if let Some((_, Some(size))) = self.check_index(*arg, None) {
                sizes.push(size);
            }
        }
        if let [length, capacity] = sizes[..]
            && length > capacity
        {
            let message = "invalid argument: length and capacity swapped";
            self.error(self.span(site.args[1]), Code::SwappedMakeArgs, message);
        }
        Some(Operand { mode: OpMode::Value, ty, ..Operand::invalid() })
    }

    /// `min` and `max`.
    fn builtin_extremum(&mut self, site: &BuiltinCall<'_>, operands: Vec<Operand>) -> Option<Operand> {
        let is_max = site.builtin == Builtin::Max;
        let op = if is_max { constant::CompareOp::Greater } else { constant::CompareOp::Less };
        let mut x = operands.first()?.clone();
        for (i, operand) in operands.iter().enumerate() {
            let mut a = operand.clone();
            if !self.program.all_basic(a.ty, |k| k.is_integer() || k.is_float() || k.is_string()) {
                let text = self.describe(&a);
                let message = format!("invalid argument: {text} cannot be ordered");
                self.error(self.operand_span(&a), Code::InvalidMinMaxOperand, message);
                return None;
            }
            if i == 0 {
                continue;
            }
            self.match_types(&mut x, &mut a);
            if !x.is_valid() {
                return None;
            }
            if !self.program.identical(x.ty, a.ty) {
                let (first, second, source) = (self.show(x.ty), self.show(a.ty), self.operand_expr(&a));
                let message = format!(
                    "invalid argument: mismatched types {first} (previous argument) and {second} (type of {source})"
                );
                self.error(self.operand_span(&a), Code::MismatchedTypes, message);
                return None;
            }
            if x.is_constant() && a.is_constant() {
                if constant::compare(op, &a.value, &x.value) {
                    x = a;
                }
            } else {
                x.mode = OpMode::Value;
            }
        }
        if !x.is_constant() {
            x.mode = OpMode::Value;
            let context = format!("argument to built-in {}", site.builtin.name());
            self.assignment(&mut x, Some(TypeId::EMPTY_INTERFACE), &context);
            if !x.is_valid() {
                return None;
            }
        }
        for operand in &operands {
            self.finish_untyped(operand, x.ty);
        }
        Some(x)
    }

    fn builtin_new(&mut self, site: &BuiltinCall<'_>) -> Option<Operand> {
        let arg = *site.args.first()?;
        let mut x = self.check_value_or_type(arg);
        match x.mode {
            OpMode::Invalid => return None,
            OpMode::TypeExpr => self.check_not_constraint(arg, x.ty),
            _ => {
                if self.program.is_untyped(x.ty) {
                    self.assignment(&mut x, None, "argument to new");
                    if !x.is_valid() {
                        return None;
                    }
                }
                let what = format!("new({})", self.source(arg));
                self.require_version((1, 26), self.span(site.fun), &what);
            }
        }
        x.mode = OpMode::Value;
        x.ty = self.program.types.add(Type::Pointer { base: x.ty });
        Some(x)
    }
}
