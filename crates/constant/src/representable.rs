//! Rounding of exact numbers to machine floats. Owns [`round_to_f32`], [`round_to_f64`].
//!
//! Rounds once, to nearest, ties to even, subnormals included (IEEE 754-2019, section 4.3).

use num_bigint::{BigInt, BigUint};
use num_integer::Integer as _;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::Value;

/// The nearest `f64` as a value, or `None` if the number is not real or overflows.
pub fn round_to_f64(value: &Value) -> Option<Value> {
    let rounded = nearest_f64(&value.to_float())?;
    rounded.is_finite().then(|| Value::from_f64(rounded))
}

/// The nearest `f32` as a value, or `None` if the number is not real or overflows.
pub fn round_to_f32(value: &Value) -> Option<Value> {
    let rounded = nearest_f32(&value.to_float())?;
    rounded.is_finite().then(|| Value::from_f64(f64::from(rounded)))
}

pub(crate) fn nearest_f64(value: &Value) -> Option<f64> {
    let (negative, mantissa, exponent) = round(value, 53, -1074)?;
    let magnitude = if exponent > 1024 { f64::INFINITY } else { scale(mantissa as f64, exponent) };
    Some(if negative { -magnitude } else { magnitude })
}

pub(crate) fn nearest_f32(value: &Value) -> Option<f32> {
    let (negative, mantissa, exponent) = round(value, 24, -149)?;
    let magnitude = if exponent > 128 { f32::INFINITY } else { scale(mantissa as f64, exponent) as f32 };
    Some(if negative { -magnitude } else { magnitude })
}

/// `mantissa * 2^exponent`, which is exact or overflows.
fn scale(mantissa: f64, exponent: i64) -> f64 {
    let mut result = mantissa;
    let mut rest = exponent;
    while rest != 0 && result != 0.0 && result.is_finite() {
        let step = rest.clamp(-1000, 1000);
        result *= 2f64.powi(step as i32);
        rest -= step;
    }
    result
}

/// Sign, mantissa of at most `bits` bits and exponent (at least `min_exponent`) of the nearest machine number.
fn round(value: &Value, bits: u64, min_exponent: i64) -> Option<(bool, u64, i64)> {
    let (numerator, denominator, base) = match value {
        Value::Ratio(r) => (r.numer().clone(), r.denom().clone(), 0),
        Value::Float(f) => (f.parts().0.clone(), BigInt::one(), f.parts().1),
        _ => return None,
    };
    if numerator.is_zero() {
        return Some((false, 0, 0));
    }
    let negative = numerator.is_negative();
    let (numerator, denominator) = (numerator.magnitude().clone(), denominator.magnitude().clone());
    // Scale the quotient to at least two bits more than wanted; the remainder tells ties apart.
    let shift = (bits + 2 + denominator.bits()).saturating_sub(numerator.bits());
    let (quotient, rest) = (numerator << shift).div_rem(&denominator);
    let exponent = base - shift as i64;
    let mut sticky = !rest.is_zero();
    let mut drop = quotient.bits() as i64 - bits as i64;
    if exponent + drop < min_exponent {
        drop = min_exponent - exponent;
    }
    if drop <= 0 {
        return Some((negative, quotient.to_u64()?, exponent));
    }
    if drop as u64 > quotient.bits() + 1 {
        return Some((negative, 0, 0));
    }
    let drop = drop as u64;
    let mut kept: BigUint = &quotient >> drop;
    let lost = &quotient - (&kept << drop);
    let half = BigUint::one() << (drop - 1);
    sticky |= lost > half;
    if lost >= half && (sticky || kept.is_odd()) {
        kept += 1u32;
    }
    Some((negative, kept.to_u64()?, exponent + drop as i64))
}

#[cfg(test)]
mod tests {
    use crate::parse_number;

    #[test]
    fn rounds_like_a_correct_parser() {
        for text in [
            "0.1",
            "1e23",
            "9007199254740993.0",
            "2.2250738585072011e-308",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "123456789012345678901234567890.0",
            "1e-400",
            "3.4028235677973366e38",
        ] {
            let value = parse_number(text).expect("literal");
            assert_eq!(value.as_f64(), text.parse::<f64>().ok(), "{text} as f64");
            assert_eq!(value.as_f32(), text.parse::<f32>().ok(), "{text} as f32");
        }
    }

    #[test]
    fn overflow_is_infinite_or_not_representable() {
        let value = parse_number("1e400").expect("literal");
        assert_eq!(value.as_f64(), Some(f64::INFINITY));
        assert_eq!(super::round_to_f64(&value), None);
    }
}
