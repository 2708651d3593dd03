//! Constant values. Owns [`Value`], its kinds, constructors, accessors and conversions between kinds.
//!
//! A numeric value is kept in the simplest form that holds it exactly: a float that is an integer stays a float only
//! if its kind was asked for with [`Value::to_float`] and it is not small.

use std::sync::Arc;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::{BigFloat, ByteString};

/// Numbers whose numerator or denominator needs more bits than this are kept as [`BigFloat`].
pub(crate) const MAX_RATIO_BITS: i64 = 4096;

/// The value of a constant expression.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Value {
    /// The value could not be computed because of an error.
    Unknown,
    /// A boolean.
    Bool(bool),
    /// A string: bytes, not necessarily UTF-8.
    String(ByteString),
    /// An integer of 64 bits.
    Int(i64),
    /// An integer that does not fit into 64 bits.
    BigInt(Arc<BigInt>),
    /// A fraction.
    Ratio(Arc<BigRational>),
    /// A number too large or too small for a fraction.
    Float(Arc<BigFloat>),
    /// A complex number: real and imaginary part, each a real [`Value`].
    Complex(Arc<(Value, Value)>),
}

/// The kinds of values, in order of increasing generality for numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// [`Value::Unknown`].
    Unknown,
    /// [`Value::Bool`].
    Bool,
    /// [`Value::String`].
    String,
    /// [`Value::Int`] and [`Value::BigInt`].
    Int,
    /// [`Value::Ratio`] and [`Value::Float`].
    Float,
    /// [`Value::Complex`].
    Complex,
}

impl Value {
    /// The value's kind.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Unknown => Kind::Unknown,
            Value::Bool(_) => Kind::Bool,
            Value::String(_) => Kind::String,
            Value::Int(_) | Value::BigInt(_) => Kind::Int,
            Value::Ratio(_) | Value::Float(_) => Kind::Float,
            Value::Complex(_) => Kind::Complex,
        }
    }

    /// A string value of `bytes`.
    pub fn string(bytes: impl Into<Box<[u8]>>) -> Value {
        Value::String(ByteString::new(bytes))
    }

    /// An unsigned integer.
    pub fn from_u64(value: u64) -> Value {
        i64::try_from(value).map_or_else(|_| Value::from_big(BigInt::from(value)), Value::Int)
    }

    /// An integer, in its shortest form.
    pub fn from_big(value: BigInt) -> Value {
        match value.to_i64() {
            Some(small) => Value::Int(small),
            None => Value::BigInt(Arc::new(value)),
        }
    }

    /// A fraction, as a float once it is too large.
    pub fn from_ratio(value: BigRational) -> Value {
        if value.numer().bits() as i64 <= MAX_RATIO_BITS && value.denom().bits() as i64 <= MAX_RATIO_BITS {
            return Value::Ratio(Arc::new(value));
        }
        Value::from_float(BigFloat::from_ratio(&value))
    }

    /// A float, as a fraction if it is small enough; `None` (out of range) gives [`Value::Unknown`].
    pub fn from_float(value: Option<BigFloat>) -> Value {
        match value {
            None => Value::Unknown,
            Some(value) => {
                if value.magnitude_bits().abs() < MAX_RATIO_BITS
                    && let Some(ratio) = value.to_ratio(MAX_RATIO_BITS)
                {
                    return Value::Ratio(Arc::new(ratio));
                }
                Value::Float(Arc::new(value))
            }
        }
    }

    /// The finite host float `value` exactly, or unknown for an infinity or NaN.
    pub fn from_f64(value: f64) -> Value {
        BigRational::from_float(value).map_or(Value::Unknown, Value::from_ratio)
    }

    /// A complex number of two real parts.
    pub fn complex(re: Value, im: Value) -> Value {
        if re == Value::Unknown || im == Value::Unknown {
            return Value::Unknown;
        }
        Value::Complex(Arc::new((re, im)))
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(b) = self { Some(*b) } else { None }
    }

    /// The string's bytes, if it is one.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Value::String(s) = self { Some(s.as_bytes()) } else { None }
    }

    /// The string's length in bytes, if it is one.
    pub fn string_len(&self) -> Option<u64> {
        if let Value::String(s) = self { Some(s.len()) } else { None }
    }

    /// The integer as 64 bits, if the value is an integer that fits.
    pub fn as_i64(&self) -> Option<i64> {
        if let Value::Int(i) = self { Some(*i) } else { None }
    }

    /// The integer as unsigned 64 bits, if the value is an integer that fits.
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Value::Int(i) => u64::try_from(*i).ok(),
            Value::BigInt(i) => i.to_u64(),
            _ => None,
        }
    }

    /// The integer of any size, if the value is of kind [`Kind::Int`].
    pub fn as_big(&self) -> Option<BigInt> {
        match self {
            Value::Int(i) => Some(BigInt::from(*i)),
            Value::BigInt(i) => Some((**i).clone()),
            _ => None,
        }
    }

    /// The low 64 bits of the integer in two's complement, whatever its size; 0 for other kinds.
    pub fn wrapping_u64(&self) -> u64 {
        match self {
            Value::Int(i) => *i as u64,
            Value::BigInt(i) => {
                let low = i.magnitude().iter_u64_digits().next().unwrap_or(0);
                if i.is_negative() { low.wrapping_neg() } else { low }
            }
            _ => 0,
        }
    }

    /// The real and imaginary parts of a number; `None` for other kinds.
    pub fn parts(&self) -> Option<(Value, Value)> {
        match self {
            Value::Complex(parts) => Some((parts.0.clone(), parts.1.clone())),
            Value::Int(_) | Value::BigInt(_) | Value::Ratio(_) | Value::Float(_) => Some((self.clone(), Value::Int(0))),
            _ => None,
        }
    }

    /// The nearest `f64`, infinite if out of range; `None` if the value is not a real number.
    pub fn as_f64(&self) -> Option<f64> {
        crate::representable::nearest_f64(&self.to_float())
    }

    /// The nearest `f32`, infinite if out of range; `None` if the value is not a real number.
    pub fn as_f32(&self) -> Option<f32> {
        crate::representable::nearest_f32(&self.to_float())
    }

    /// The sign of a number, -1, 0 or 1; for a complex number 0 exactly if it is zero.
    pub fn sign(&self) -> i32 {
        match self {
            Value::Int(i) => i.signum() as i32,
            Value::BigInt(i) if i.is_negative() => -1,
            Value::Ratio(r) => {
                if r.is_zero() {
                    0
                } else if r.is_negative() {
                    -1
                } else {
                    1
                }
            }
            Value::Float(f) => {
                if f.is_zero() {
                    0
                } else if f.is_negative() {
                    -1
                } else {
                    1
                }
            }
            Value::Complex(parts) => parts.0.sign() | parts.1.sign(),
            _ => 1,
        }
    }

    /// Bits of an integer's magnitude; 0 for other kinds.
    pub fn bit_len(&self) -> u64 {
        match self {
            Value::Int(i) => 64 - u64::from(i.unsigned_abs().leading_zeros()),
            Value::BigInt(i) => i.bits(),
            _ => 0,
        }
    }

    /// The value as an integer, if it is a number equal to one; otherwise unknown.
    pub fn to_int(&self) -> Value {
        match self {
            Value::Int(_) | Value::BigInt(_) => self.clone(),
            Value::Ratio(r) if r.is_integer() => Value::from_big(r.numer().clone()),
            Value::Float(f) if f.is_integer() && f.magnitude_bits() <= MAX_RATIO_BITS => {
                let (mantissa, exponent) = f.parts();
                Value::from_big(mantissa << exponent as u64)
            }
            Value::Complex(parts) if parts.1.sign() == 0 => parts.0.to_int(),
            _ => Value::Unknown,
        }
    }

    /// The value as a real number of kind [`Kind::Float`], if it is one; otherwise unknown.
    pub fn to_float(&self) -> Value {
        match self {
            Value::Int(i) => Value::Ratio(Arc::new(BigRational::from_integer(BigInt::from(*i)))),
            Value::BigInt(i) => Value::from_ratio(BigRational::from_integer((**i).clone())),
            Value::Ratio(_) | Value::Float(_) => self.clone(),
            Value::Complex(parts) if parts.1.sign() == 0 => parts.0.to_float(),
            _ => Value::Unknown,
        }
    }

    /// The value as a complex number, if it is a number; otherwise unknown.
    pub fn to_complex(&self) -> Value {
        match self {
            Value::Complex(_) => self.clone(),
            _ => self.parts().map_or(Value::Unknown, |(re, im)| Value::complex(re, im)),
        }
    }

    /// The real part of a number; unknown otherwise.
    pub fn real(&self) -> Value {
        self.parts().map_or(Value::Unknown, |parts| parts.0)
    }

    /// The imaginary part of a number; unknown otherwise.
    pub fn imaginary(&self) -> Value {
        self.parts().map_or(Value::Unknown, |parts| parts.1)
    }
}
