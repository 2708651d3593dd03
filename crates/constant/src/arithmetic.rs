//! Operators on constants. Owns [`unary`], [`binary`], [`compare`] and shifts.
//!
//! Operands of different kinds are brought to the more general one first. Results are exact except where a
//! [`BigFloat`] is involved. A result that cannot be held is [`Value::Unknown`].

use std::cmp::Ordering;
use std::sync::Arc;

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::value::MAX_RATIO_BITS;
use crate::{BigFloat, Kind, Value};

/// Unary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// `+x`.
    Plus,
    /// `-x`.
    Minus,
    /// `^x`.
    Complement,
    /// `!x`.
    Not,
}

/// Binary operators other than comparisons and shifts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    /// `+`, also of strings.
    Add,
    /// `-`.
    Sub,
    /// `*`.
    Mul,
    /// `/` of floats and complex numbers; of integers gives a fraction.
    Quo,
    /// `/` of integers, truncated toward zero.
    IntQuo,
    /// `%`, with the sign of the dividend.
    Rem,
    /// `&`.
    And,
    /// `|`.
    Or,
    /// `^`.
    Xor,
    /// `&^`.
    AndNot,
    /// `&&`.
    LogicalAnd,
    /// `||`.
    LogicalOr,
}

/// Comparison operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompareOp {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterEqual,
}

impl CompareOp {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            CompareOp::Equal => ordering == Ordering::Equal,
            CompareOp::NotEqual => ordering != Ordering::Equal,
            CompareOp::Less => ordering == Ordering::Less,
            CompareOp::LessEqual => ordering != Ordering::Greater,
            CompareOp::Greater => ordering == Ordering::Greater,
            CompareOp::GreaterEqual => ordering != Ordering::Less,
        }
    }
}

/// `op x`. For `^`, `unsigned_bits` is the width of an unsigned operand type; the result is limited to it.
pub fn unary(op: UnaryOp, x: &Value, unsigned_bits: Option<u32>) -> Value {
    match (op, x) {
        (UnaryOp::Plus, _) if x.kind() >= Kind::Int => x.clone(),
        (UnaryOp::Minus, Value::Int(i)) => match i.checked_neg() {
            Some(negated) => Value::Int(negated),
            None => Value::from_big(-BigInt::from(*i)),
        },
        (UnaryOp::Minus, Value::BigInt(i)) => Value::from_big(-&**i),
        (UnaryOp::Minus, Value::Ratio(r)) => Value::Ratio(Arc::new(-&**r)),
        (UnaryOp::Minus, Value::Float(f)) => Value::Float(Arc::new(f.negate())),
        (UnaryOp::Minus, Value::Complex(parts)) => {
            Value::complex(unary(UnaryOp::Minus, &parts.0, None), unary(UnaryOp::Minus, &parts.1, None))
        }
        (UnaryOp::Complement, Value::Int(_) | Value::BigInt(_)) => {
            let inverted = match x {
                Value::Int(i) => Value::Int(!*i),
                _ => Value::from_big(-(x.as_big().unwrap_or_default() + BigInt::one())),
            };
            match unsigned_bits {
                None => inverted,
                Some(bits) => {
                    let mask = (BigInt::one() << bits) - 1;
                    Value::from_big(inverted.as_big().unwrap_or_default() & mask)
                }
            }
        }
        (UnaryOp::Not, Value::Bool(b)) => Value::Bool(!b),
        _ => Value::Unknown,
    }
}

/// `x op y`. A zero divisor gives [`Value::Unknown`].
pub fn binary(op: BinaryOp, x: &Value, y: &Value) -> Value {
    match (x, y) {
        (Value::Bool(a), Value::Bool(b)) => match op {
            BinaryOp::LogicalAnd => Value::Bool(*a && *b),
            BinaryOp::LogicalOr => Value::Bool(*a || *b),
            _ => Value::Unknown,
        },
        (Value::String(a), Value::String(b)) if op == BinaryOp::Add => Value::String(a.concat(b)),
        (Value::Int(a), Value::Int(b)) => {
            small(op, *a, *b).unwrap_or_else(|| big(op, &BigInt::from(*a), &BigInt::from(*b)))
        }
        _ => match (x.kind().max(y.kind()), x.kind().min(y.kind())) {
            (Kind::Int, Kind::Int) => match (x.as_big(), y.as_big()) {
                (Some(a), Some(b)) => big(op, &a, &b),
                _ => Value::Unknown,
            },
            (Kind::Float, Kind::Int | Kind::Float) => real(op, &x.to_float(), &y.to_float()),
            (Kind::Complex, Kind::Int | Kind::Float | Kind::Complex) => complex(op, x, y),
            _ => Value::Unknown,
        },
    }
}

fn small(op: BinaryOp, a: i64, b: i64) -> Option<Value> {
    Some(Value::Int(match op {
        BinaryOp::Add => a.checked_add(b)?,
        BinaryOp::Sub => a.checked_sub(b)?,
        BinaryOp::Mul => a.checked_mul(b)?,
        BinaryOp::IntQuo => a.checked_div(b)?,
        BinaryOp::Rem => a.checked_rem(b)?,
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::AndNot => a & !b,
        BinaryOp::Quo | BinaryOp::LogicalAnd | BinaryOp::LogicalOr => return None,
    }))
}

fn big(op: BinaryOp, a: &BigInt, b: &BigInt) -> Value {
    if b.is_zero() && matches!(op, BinaryOp::Quo | BinaryOp::IntQuo | BinaryOp::Rem) {
        return Value::Unknown;
    }
    Value::from_big(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Quo => return Value::from_ratio(BigRational::new(a.clone(), b.clone())),
        BinaryOp::IntQuo => a / b,
        BinaryOp::Rem => a % b,
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::AndNot => a & !b,
        BinaryOp::LogicalAnd | BinaryOp::LogicalOr => return Value::Unknown,
    })
}

fn to_big_float(x: &Value) -> Option<BigFloat> {
    match x {
        Value::Ratio(r) => BigFloat::from_ratio(r),
        Value::Float(f) => Some((**f).clone()),
        _ => None,
    }
}

fn real(op: BinaryOp, x: &Value, y: &Value) -> Value {
    if let (Value::Ratio(a), Value::Ratio(b)) = (x, y) {
        return Value::from_ratio(match op {
            BinaryOp::Add => &**a + &**b,
            BinaryOp::Sub => &**a - &**b,
            BinaryOp::Mul => &**a * &**b,
            BinaryOp::Quo if !b.is_zero() => &**a / &**b,
            _ => return Value::Unknown,
        });
    }
    let (Some(a), Some(b)) = (to_big_float(x), to_big_float(y)) else { return Value::Unknown };
    Value::from_float(match op {
        BinaryOp::Add => a.add(&b),
        BinaryOp::Sub => a.add(&b.negate()),
        BinaryOp::Mul => a.multiply(&b),
        BinaryOp::Quo => a.divide(&b),
        _ => None,
    })
}

fn complex(op: BinaryOp, x: &Value, y: &Value) -> Value {
    let (Some((a, b)), Some((c, d))) = (x.parts(), y.parts()) else { return Value::Unknown };
    let (a, b, c, d) = (a.to_float(), b.to_float(), c.to_float(), d.to_float());
    let add = |x: &Value, y: &Value| real(BinaryOp::Add, x, y);
    let sub = |x: &Value, y: &Value| real(BinaryOp::Sub, x, y);
    let mul = |x: &Value, y: &Value| real(BinaryOp::Mul, x, y);
    match op {
        BinaryOp::Add => Value::complex(add(&a, &c), add(&b, &d)),
        BinaryOp::Sub => Value::complex(sub(&a, &c), sub(&b, &d)),
        BinaryOp::Mul => Value::complex(sub(&mul(&a, &c), &mul(&b, &d)), add(&mul(&b, &c), &mul(&a, &d))),
        BinaryOp::Quo => {
            let scale = add(&mul(&c, &c), &mul(&d, &d));
            let re = add(&mul(&a, &c), &mul(&b, &d));
            let im = sub(&mul(&b, &c), &mul(&a, &d));
            Value::complex(real(BinaryOp::Quo, &re, &scale), real(BinaryOp::Quo, &im, &scale))
        }
        _ => Value::Unknown,
    }
}

/// `x << count`; unknown if `x` is not an integer.
pub fn shift_left(x: &Value, count: u32) -> Value {
    match x.as_big() {
        Some(i) => Value::from_big(i << count),
        None => Value::Unknown,
    }
}

/// `x >> count`, rounding toward negative infinity; unknown if `x` is not an integer.
pub fn shift_right(x: &Value, count: u32) -> Value {
    match x {
        Value::Int(i) => Value::Int(i >> count.min(63)),
        Value::BigInt(i) => Value::from_big(i.div_floor(&(BigInt::one() << count))),
        _ => Value::Unknown,
    }
}

/// `x op y`; operands that cannot be compared this way give `false`.
pub fn compare(op: CompareOp, x: &Value, y: &Value) -> bool {
    match (x, y) {
        (Value::Unknown, _) | (_, Value::Unknown) => false,
        (Value::Bool(a), Value::Bool(b)) => match op {
            CompareOp::Equal => a == b,
            CompareOp::NotEqual => a != b,
            _ => false,
        },
        (Value::String(a), Value::String(b)) => op.holds(a.cmp(b)),
        (Value::Int(a), Value::Int(b)) => op.holds(a.cmp(b)),
        _ => match (x.kind().max(y.kind()), x.as_big(), y.as_big()) {
            (Kind::Int, Some(a), Some(b)) => op.holds(a.cmp(&b)),
            (Kind::Float, ..) => compare_real(&x.to_float(), &y.to_float()).is_some_and(|o| op.holds(o)),
            (Kind::Complex, ..) => {
                let (Some((a, b)), Some((c, d))) = (x.parts(), y.parts()) else { return false };
                let same = |x: &Value, y: &Value| compare(CompareOp::Equal, x, y);
                match op {
                    CompareOp::Equal => same(&a, &c) && same(&b, &d),
                    CompareOp::NotEqual => !(same(&a, &c) && same(&b, &d)),
                    _ => false,
                }
            }
            _ => false,
        },
    }
}

fn compare_real(x: &Value, y: &Value) -> Option<Ordering> {
    if let (Value::Ratio(a), Value::Ratio(b)) = (x, y) {
        return Some(a.cmp(b));
    }
    let limit = MAX_RATIO_BITS;
    debug_assert!(limit > 0);
    Some(to_big_float(x)?.compare(&to_big_float(y)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_number;

    fn number(text: &str) -> Value {
        parse_number(text).expect("valid literal")
    }

    #[test]
    fn integers_leave_64_bits_and_come_back() {
        let big = shift_left(&Value::Int(1), 100);
        assert_eq!(big.to_string(), "1267650600228229401496703205376");
        assert_eq!(shift_right(&big, 99), Value::Int(2));
        assert_eq!(shift_right(&Value::Int(-5), 1), Value::Int(-3));
        assert_eq!(binary(BinaryOp::Sub, &big, &binary(BinaryOp::Sub, &big, &Value::Int(1))), Value::Int(1));
        assert_eq!(binary(BinaryOp::Rem, &Value::Int(-7), &Value::Int(3)), Value::Int(-1));
        assert_eq!(unary(UnaryOp::Complement, &Value::Int(1), Some(8)), Value::Int(254));
        assert_eq!(unary(UnaryOp::Minus, &Value::Int(i64::MIN), None).to_string(), "9223372036854775808");
    }

    #[test]
    fn fractions_are_exact() {
        let third = binary(BinaryOp::Quo, &Value::Int(1), &Value::Int(3));
        let one = binary(BinaryOp::Mul, &third, &Value::Int(3));
        assert_eq!(one.to_int(), Value::Int(1));
        assert!(compare(CompareOp::Equal, &number("0.1"), &binary(BinaryOp::Quo, &number("1.0"), &Value::Int(10))));
    }

    #[test]
    fn huge_exponents_divide_back() {
        let huge = number("1e100000");
        assert_eq!(huge.kind(), Kind::Float);
        let one = binary(BinaryOp::Quo, &huge, &huge);
        assert!(compare(CompareOp::Equal, &one, &Value::Int(1)), "{one}");
        assert_eq!(number("1e10000000000000"), Value::Unknown);
    }

    #[test]
    fn complex_division() {
        let i = number("1i");
        let minus_one = binary(BinaryOp::Mul, &i, &i);
        assert!(compare(CompareOp::Equal, &minus_one, &Value::Int(-1)));
        assert!(compare(
            CompareOp::Equal,
            &binary(BinaryOp::Quo, &Value::Int(1), &i),
            &unary(UnaryOp::Minus, &i, None)
        ));
    }
}
