//! What operators make of constants. Owns [`operator`], for the passes that compute at compile time.
//!
//! Values are bits: an `i32` sign-extended, an `f32` zero-extended. What the instruction set leaves open is not computed: the
//! bits of a NaN.

use ir::{Opcode, Type};

/// The result of an operator, whose controlling type is `ctrl`, on constants; `None` if it has none or is no operator.
pub(crate) fn operator(opcode: Opcode, ctrl: Type, operands: &[i64]) -> Option<i64> {
    match (ctrl, operands) {
        (Type::F32, [a]) if opcode == Opcode::Bitcast => Some(i64::from(*a as i32)),
        (Type::I32, [a]) if opcode == Opcode::Bitcast => Some(i64::from(*a as u32)),
        (_, [a]) if opcode == Opcode::Bitcast => Some(*a),
        (Type::F32, [a]) => float_unary(opcode, f64::from(f32_of(*a)), |v| from_f32(v as f32)),
        (Type::F64, [a]) => float_unary(opcode, f64_of(*a), from_f64),
        (Type::F32, [a, b]) => f32_binary(opcode, f32_of(*a), f32_of(*b)),
        (Type::F64, [a, b]) => f64_binary(opcode, f64_of(*a), f64_of(*b)),
        (_, [a]) => unary(opcode, ctrl, *a),
        (_, [a, b]) => binary(opcode, ctrl, *a, *b),
        _ => None,
    }
}

fn f32_of(bits: i64) -> f32 {
    f32::from_bits(bits as u32)
}

fn f64_of(bits: i64) -> f64 {
    f64::from_bits(bits as u64)
}

fn from_f32(value: f32) -> Option<i64> {
    (!value.is_nan()).then(|| i64::from(value.to_bits()))
}

fn from_f64(value: f64) -> Option<i64> {
    (!value.is_nan()).then_some(value.to_bits() as i64)
}

/// A value of a controlling type from bits of which the upper may be anything.
fn normal(ty: Type, bits: i64) -> i64 {
    if ty == Type::I64 { bits } else { i64::from(bits as i32) }
}

fn unary(opcode: Opcode, ty: Type, a: i64) -> Option<i64> {
    let wide = ty == Type::I64;
    let count = |wide_count: u32, narrow_count: u32| i64::from(if wide { wide_count } else { narrow_count });
    let narrow = a as i32;
    Some(match opcode {
        Opcode::Eqz => i64::from(a == 0),
        Opcode::Wrap => i64::from(narrow),
        Opcode::ExtendS => i64::from(narrow),
        Opcode::ExtendU => i64::from(a as u32),
        Opcode::Ext8S => i64::from(a as i8),
        Opcode::Ext16S => i64::from(a as i16),
        Opcode::Ext32S => i64::from(narrow),
        Opcode::Clz => count(a.leading_zeros(), narrow.leading_zeros()),
        Opcode::Ctz => count(a.trailing_zeros(), narrow.trailing_zeros()),
        Opcode::Popcnt => count(a.count_ones(), narrow.count_ones()),
        Opcode::ToF32S => return from_f32(if wide { a as f32 } else { narrow as f32 }),
        Opcode::ToF32U => return from_f32(if wide { a as u64 as f32 } else { narrow as u32 as f32 }),
        Opcode::ToF64S => return from_f64(if wide { a as f64 } else { f64::from(narrow) }),
        Opcode::ToF64U => return from_f64(if wide { a as u64 as f64 } else { f64::from(narrow as u32) }),
        // These have no controlling type.
        Opcode::Promote => return from_f64(f64::from(f32_of(a))),
        Opcode::Demote => return from_f32(f64_of(a) as f32),
        _ => return None,
    })
}

fn binary(opcode: Opcode, ty: Type, a: i64, b: i64) -> Option<i64> {
    let wide = ty == Type::I64;
    let (sa, sb) = if wide { (a, b) } else { (i64::from(a as i32), i64::from(b as i32)) };
    let (ua, ub) = if wide { (a as u64, b as u64) } else { (u64::from(a as u32), u64::from(b as u32)) };
    let shift = (ub % if wide { 64 } else { 32 }) as u32;
    let bits = match opcode {
        Opcode::Add => a.wrapping_add(b),
        Opcode::Sub => a.wrapping_sub(b),
        Opcode::Mul => a.wrapping_mul(b),
        Opcode::And => a & b,
        Opcode::Or => a | b,
        Opcode::Xor => a ^ b,
        Opcode::Shl => a << shift,
        Opcode::ShrS => sa >> shift,
        Opcode::ShrU => (ua >> shift) as i64,
        Opcode::Rotl if wide => a.rotate_left(shift),
        Opcode::Rotl => i64::from((a as i32).rotate_left(shift)),
        Opcode::DivS if sb != 0 && sb != -1 => sa / sb,
        Opcode::RemS if sb != 0 && sb != -1 => sa % sb,
        Opcode::DivU if ub != 0 => (ua / ub) as i64,
        Opcode::RemU if ub != 0 => (ua % ub) as i64,
        _ => {
            return Some(i64::from(match opcode {
                Opcode::Eq => ua == ub,
                Opcode::Ne => ua != ub,
                Opcode::LtS => sa < sb,
                Opcode::LeS => sa <= sb,
                Opcode::GtS => sa > sb,
                Opcode::GeS => sa >= sb,
                Opcode::LtU => ua < ub,
                Opcode::LeU => ua <= ub,
                Opcode::GtU => ua > ub,
                Opcode::GeU => ua >= ub,
                _ => return None,
            }));
        }
    };
    Some(normal(ty, bits))
}

/// Operators that give the same for an `f32` when computed as `f64` and rounded by `round`.
fn float_unary(opcode: Opcode, a: f64, round: impl Fn(f64) -> Option<i64>) -> Option<i64> {
    match opcode {
        Opcode::FNeg => round(-a),
        Opcode::FAbs => round(a.abs()),
        Opcode::FSqrt => round(a.sqrt()),
        Opcode::FCeil => round(a.ceil()),
        Opcode::FFloor => round(a.floor()),
        Opcode::FTrunc => round(a.trunc()),
        Opcode::FNearest => round(a.round_ties_even()),
        Opcode::ToI32S => Some(i64::from(a as i32)),
        Opcode::ToI32U => Some(i64::from(a as u32 as i32)),
        Opcode::ToI64S => Some(a as i64),
        Opcode::ToI64U => Some(a as u64 as i64),
        _ => None,
    }
}

macro_rules! float_binary {
    ($name:ident, $float:ty, $from:ident) => {
        fn $name(opcode: Opcode, a: $float, b: $float) -> Option<i64> {
            match opcode {
                Opcode::FAdd => $from(a + b),
                Opcode::FSub => $from(a - b),
                Opcode::FMul => $from(a * b),
                Opcode::FDiv => $from(a / b),
                Opcode::FCopysign => $from(a.copysign(b)),
                Opcode::FEq => Some(i64::from(a == b)),
                Opcode::FNe => Some(i64::from(a != b)),
                Opcode::FLt => Some(i64::from(a < b)),
                Opcode::FLe => Some(i64::from(a <= b)),
                Opcode::FGt => Some(i64::from(a > b)),
                Opcode::FGe => Some(i64::from(a >= b)),
                _ => None,
            }
        }
    };
}

float_binary!(f32_binary, f32, from_f32);
float_binary!(f64_binary, f64, from_f64);

#[cfg(test)]
mod tests {
    use super::*;

    fn i32_of(opcode: Opcode, operands: &[i64]) -> Option<i64> {
        operator(opcode, Type::I32, operands)
    }

    #[test]
    fn narrow_results_are_sign_extended() {
        assert_eq!(i32_of(Opcode::Add, &[i64::from(i32::MAX), 1]), Some(i64::from(i32::MIN)));
        assert_eq!(i32_of(Opcode::ShrU, &[-1, 0]), Some(-1));
        assert_eq!(i32_of(Opcode::Shl, &[1, 31]), Some(i64::from(i32::MIN)));
        assert_eq!(i32_of(Opcode::Rotl, &[i64::from(i32::MIN), 1]), Some(1));
    }

    #[test]
    fn what_traps_or_is_open_is_not_computed() {
        assert_eq!(i32_of(Opcode::DivS, &[1, 0]), None);
        assert_eq!(i32_of(Opcode::RemU, &[1, 0]), None);
        let zero = 0f64.to_bits() as i64;
        assert_eq!(operator(Opcode::FDiv, Type::F64, &[zero, zero]), None);
    }

    #[test]
    fn conversions_saturate() {
        let large = 1e20f64.to_bits() as i64;
        assert_eq!(operator(Opcode::ToI64S, Type::F64, &[large]), Some(i64::MAX));
        assert_eq!(operator(Opcode::ToI32U, Type::F64, &[large]), Some(-1));
        assert_eq!(operator(Opcode::ToF64U, Type::I32, &[-1]), Some(4_294_967_295f64.to_bits() as i64));
    }
}
