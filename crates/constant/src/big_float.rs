//! Binary floating point of 512 bits. Owns [`BigFloat`], used only where a rational would be too large to keep.
//!
//! Rounding is to nearest, ties to even. Never holds infinities or NaN: an operation that leaves the range gives `None`.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Bits of the mantissa.
const PRECISION: u64 = 512;
/// The exponent's range, that of a signed 32-bit number.
const MAX_EXPONENT: i64 = i32::MAX as i64;

/// The number `mantissa * 2^exponent`; the mantissa is odd or zero, so that equal numbers are equal values.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct BigFloat {
    mantissa: BigInt,
    exponent: i64,
}

impl BigFloat {
    /// `mantissa * 2^exponent` rounded to the precision, or `None` out of range; `sticky` says that the exact number
    /// is slightly larger in magnitude.
    fn rounded(mantissa: BigInt, exponent: i64, sticky: bool) -> Option<BigFloat> {
        let (sign, mut magnitude) = mantissa.into_parts();
        let mut exponent = exponent;
        let bits = magnitude.bits();
        if bits > PRECISION {
            let drop = bits - PRECISION;
            let kept = &magnitude >> drop;
            let rest = &magnitude - (&kept << drop);
            let half = BigUint::one() << (drop - 1);
            let up = match rest.cmp(&half) {
                Ordering::Greater => true,
                Ordering::Equal => sticky || kept.is_odd(),
                Ordering::Less => false,
            };
            magnitude = if up { kept + 1u32 } else { kept };
            exponent += drop as i64;
        }
        if magnitude.is_zero() {
            return Some(BigFloat { mantissa: BigInt::zero(), exponent: 0 });
        }
        let zeros = magnitude.trailing_zeros().unwrap_or(0);
        magnitude >>= zeros;
        exponent += zeros as i64;
        let top = exponent + magnitude.bits() as i64;
        if top > MAX_EXPONENT {
            return None;
        }
        if top < -MAX_EXPONENT {
            return Some(BigFloat { mantissa: BigInt::zero(), exponent: 0 });
        }
        let sign = if sign == Sign::Minus { Sign::Minus } else { Sign::Plus };
        Some(BigFloat { mantissa: BigInt::from_biguint(sign, magnitude), exponent })
    }

    /// `mantissa * 2^exponent`, or `None` out of range.
    pub fn new(mantissa: BigInt, exponent: i64) -> Option<BigFloat> {
        Self::rounded(mantissa, exponent, false)
    }

    /// The float nearest to `value`.
    pub fn from_ratio(value: &BigRational) -> Option<BigFloat> {
        Self::quotient(value.numer(), value.denom(), 0)
    }

    fn quotient(numerator: &BigInt, denominator: &BigInt, exponent: i64) -> Option<BigFloat> {
        let want = PRECISION + 2 + denominator.bits();
        let shift = want.saturating_sub(numerator.bits());
        let negative = numerator.is_negative() != denominator.is_negative();
        let (quotient, rest) = (numerator.abs() << shift).div_rem(&denominator.abs());
        let quotient = if negative { -quotient } else { quotient };
        Self::rounded(quotient, exponent - shift as i64, !rest.is_zero())
    }

    /// Whether the number is zero.
    pub fn is_zero(&self) -> bool {
        self.mantissa.is_zero()
    }

    /// Whether the number is less than zero.
    pub fn is_negative(&self) -> bool {
        self.mantissa.is_negative()
    }

    /// The parts `(mantissa, exponent)`.
    pub fn parts(&self) -> (&BigInt, i64) {
        (&self.mantissa, self.exponent)
    }

    /// Whether the number is an integer.
    pub fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// The binary exponent of the most significant bit, plus one.
    pub fn magnitude_bits(&self) -> i64 {
        self.exponent + self.mantissa.bits() as i64
    }

    /// The number as a rational, if that does not need more than `limit` bits.
    pub fn to_ratio(&self, limit: i64) -> Option<BigRational> {
        if self.exponent.abs() > limit {
            return None;
        }
        Some(if self.exponent >= 0 {
            BigRational::from_integer(&self.mantissa << self.exponent as u64)
        } else {
            BigRational::new(self.mantissa.clone(), BigInt::one() << (-self.exponent) as u64)
        })
    }

    /// The negated number.
    pub fn negate(&self) -> BigFloat {
        BigFloat { mantissa: -&self.mantissa, exponent: self.exponent }
    }

    /// The sum.
    pub fn add(&self, other: &BigFloat) -> Option<BigFloat> {
        if self.is_zero() {
            return Some(other.clone());
        }
        if other.is_zero() {
            return Some(self.clone());
        }
        let (big, small) = if self.magnitude_bits() >= other.magnitude_bits() { (self, other) } else { (other, self) };
        let distance = big.magnitude_bits() - small.magnitude_bits();
        if distance > 2 * PRECISION as i64 + 4 {
            return Some(big.clone());
        }
        let exponent = big.exponent.min(small.exponent);
        let left = &big.mantissa << (big.exponent - exponent) as u64;
        let right = &small.mantissa << (small.exponent - exponent) as u64;
        Self::new(left + right, exponent)
    }

    /// The product.
    pub fn multiply(&self, other: &BigFloat) -> Option<BigFloat> {
        Self::new(&self.mantissa * &other.mantissa, self.exponent + other.exponent)
    }

    /// The quotient; `None` also for a zero divisor.
    pub fn divide(&self, other: &BigFloat) -> Option<BigFloat> {
        if other.is_zero() {
            return None;
        }
        Self::quotient(&self.mantissa, &other.mantissa, self.exponent - other.exponent)
    }

    /// `10^power`, rounded once per multiplication.
    pub fn power_of_ten(power: u64) -> Option<BigFloat> {
        let mut result = BigFloat { mantissa: BigInt::one(), exponent: 0 };
        let mut factor = Self::new(BigInt::from(10), 0)?;
        let mut rest = power;
        while rest > 0 {
            if rest & 1 == 1 {
                result = result.multiply(&factor)?;
            }
            rest >>= 1;
            if rest > 0 {
                factor = factor.multiply(&factor)?;
            }
        }
        Some(result)
    }

    /// The sign of `self - other`.
    pub fn compare(&self, other: &BigFloat) -> Ordering {
        let sign = |f: &BigFloat| if f.is_zero() { 0 } else { if f.is_negative() { -1 } else { 1 } };
        let (a, b) = (sign(self), sign(other));
        if a != b || a == 0 {
            return a.cmp(&b);
        }
        let by_size = self.magnitude_bits().cmp(&other.magnitude_bits());
        let magnitude = if by_size != Ordering::Equal {
            by_size
        } else {
            let exponent = self.exponent.min(other.exponent);
            let left = self.mantissa.magnitude() << (self.exponent - exponent) as u64;
            let right = other.mantissa.magnitude() << (other.exponent - exponent) as u64;
            left.cmp(&right)
        };
        if a < 0 { magnitude.reverse() } else { magnitude }
    }
}
