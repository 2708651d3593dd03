//! The shortest decimal text of a float that reads back as the same float.
//!
//! Steele and White's algorithm with exact integers (Dragon4, "How to print floating-point numbers accurately", 1990): slow, but
//! without tables. Format: Go's `strconv` verb `g`, precision -1.

use crate::print::{format_u64, print_bytes};

const LIMBS: usize = 36;

/// A natural number below 2^1152, little end first.
struct Natural([u32; LIMBS]);

impl Natural {
    #[inline(never)]
    fn from_shifted(value: u64, shift: u32) -> Natural {
        let mut result = Natural([0; LIMBS]);
        let at = (shift / 32) as usize;
        let shift = shift & 31;
        *result.limb(at) = (value << shift) as u32;
        *result.limb(at + 1) = (value << shift >> 32) as u32;
        *result.limb(at + 2) = (value >> 32 >> (32 - shift)) as u32;
        result
    }

    /// Limb `index`, which exists: floats have at most 1074 + 53 + 4 bits.
    #[inline(always)]
    fn limb(&mut self, index: usize) -> &mut u32 {
        // SAFETY: callers stay below LIMBS; the highest shift is 1076.
        unsafe { self.0.get_unchecked_mut(index) }
    }

    #[inline(never)]
    fn multiply_by_ten(&mut self) {
        let mut carry = 0u64;
        for limb in &mut self.0 {
            carry += *limb as u64 * 10;
            *limb = carry as u32;
            carry >>= 32;
        }
    }

    /// `self + plus` compared with `other`: negative, zero or positive.
    #[inline(never)]
    fn compare_sum(&self, plus: Option<&Natural>, other: &Natural) -> i32 {
        // The sign of the highest non-zero limb of the difference, with borrows resolved from the low end.
        let mut carry = 0i64;
        let mut is_zero = true;
        let mut index = 0;
        while index < LIMBS {
            // SAFETY: index is below LIMBS.
            unsafe {
                carry += *self.0.get_unchecked(index) as i64 - *other.0.get_unchecked(index) as i64;
                if let Some(plus) = plus {
                    carry += *plus.0.get_unchecked(index) as i64;
                }
            }
            is_zero &= carry as u32 == 0;
            carry >>= 32;
            index += 1;
        }
        if carry < 0 {
            -1
        } else if is_zero && carry == 0 {
            0
        } else {
            1
        }
    }

    fn subtract(&mut self, other: &Natural) {
        let mut borrow = 0i64;
        for (limb, &minus) in self.0.iter_mut().zip(&other.0) {
            borrow += *limb as i64 - minus as i64;
            *limb = borrow as u32;
            borrow >>= 32;
        }
    }
}

/// Digits of a finite positive float and the position of the decimal point relative to the first one.
struct Digits {
    digits: [u8; 24],
    len: usize,
    point: i32,
}

/// The shortest digits of `mantissa * 2^exponent`; `lower_is_closer`: the float below is half as far as the one above.
fn shortest_digits(mantissa: u64, exponent: i32, lower_is_closer: bool) -> Digits {
    let extra = lower_is_closer as u32;
    let up = exponent.max(0) as u32;
    let down = (-exponent).max(0) as u32;
    let mut rest = Natural::from_shifted(mantissa, up + 1 + extra);
    let mut scale = Natural::from_shifted(1, down + 1 + extra);
    let mut high = Natural::from_shifted(1, up + extra);
    let mut low = Natural::from_shifted(1, up);
    let even = mantissa & 1 == 0;
    let mut point = 0;
    // reaches: the upper neighbour's midpoint is at or above the scale.
    let reaches = |order: i32| order > 0 || order == 0 && even;
    while reaches(rest.compare_sum(Some(&high), &scale)) {
        scale.multiply_by_ten();
        point += 1;
    }
    let mut result = Digits { digits: [0; 24], len: 0, point };
    if point == 0 {
        loop {
            rest.multiply_by_ten();
            high.multiply_by_ten();
            low.multiply_by_ten();
            if reaches(rest.compare_sum(Some(&high), &scale)) {
                break;
            }
            result.point -= 1;
        }
    } else {
        rest.multiply_by_ten();
        high.multiply_by_ten();
        low.multiply_by_ten();
    }
    loop {
        let mut digit = b'0';
        while rest.compare_sum(None, &scale) >= 0 {
            rest.subtract(&scale);
            digit += 1;
        }
        let order = rest.compare_sum(None, &low);
        let is_low = order < 0 || order == 0 && even;
        let is_high = reaches(rest.compare_sum(Some(&high), &scale));
        // Of two equally close digits the even one, as Go chooses.
        let half = rest.compare_sum(Some(&rest), &scale);
        let is_nearer_above = half > 0 || half == 0 && digit & 1 == 1;
        if is_high && (!is_low || is_nearer_above) {
            digit += 1;
        }
        // SAFETY: at most 17 digits tell any two floats apart.
        unsafe { *result.digits.as_mut_ptr().add(result.len) = digit };
        result.len += 1;
        if is_low || is_high {
            return result;
        }
        rest.multiply_by_ten();
        high.multiply_by_ten();
        low.multiply_by_ten();
    }
}

/// Prints a `float64`; `plus`: with its sign.
#[inline(never)]
pub unsafe fn print_float64(value: f64, plus: bool) {
    let bits = value.to_bits();
    print_parts(bits >> 63 != 0, (bits >> 52) as i32 & 0x7ff, bits & ((1 << 52) - 1), 52, 0x7ff, plus);
}

/// Prints a `float32`; `plus`: with its sign.
#[inline(never)]
pub unsafe fn print_float32(value: f32, plus: bool) {
    let bits = value.to_bits() as u64;
    print_parts(bits >> 31 != 0, (bits >> 23) as i32 & 0xff, bits & ((1 << 23) - 1), 23, 0xff, plus);
}

/// Prints a float of the given parts: `width` bits of fraction, `special` as the exponent of infinities.
#[inline(never)]
unsafe fn print_parts(negative: bool, exponent: i32, fraction: u64, width: u32, special: i32, plus: bool) {
    if exponent == special && fraction != 0 {
        print_bytes(if plus { b"+NaN" } else { b"NaN" });
        return;
    }
    if negative {
        print_bytes(b"-");
    } else if plus || exponent == special {
        print_bytes(b"+");
    }
    if exponent == special {
        print_bytes(b"Inf");
        return;
    }
    if exponent == 0 && fraction == 0 {
        print_bytes(b"0");
        return;
    }
    let bias = special / 2 + width as i32;
    let digits = if exponent == 0 {
        shortest_digits(fraction, 1 - bias, false)
    } else {
        shortest_digits(fraction | 1 << width, exponent - bias, fraction == 0 && exponent > 1)
    };
    print_digits(&digits);
}

/// Prints digits as `%e` if the exponent is below -4 or above 5, else as `%f`.
unsafe fn print_digits(digits: &Digits) {
    let all = |from: usize, to: usize| core::slice::from_raw_parts(digits.digits.as_ptr().add(from), to - from);
    let exponent = digits.point - 1;
    if !(-4..EXPONENT_LIMIT).contains(&exponent) {
        print_bytes(all(0, 1));
        if digits.len > 1 {
            print_bytes(b".");
            print_bytes(all(1, digits.len));
        }
        print_bytes(if exponent < 0 { b"e-" } else { b"e+" });
        if exponent.unsigned_abs() < 10 {
            print_bytes(b"0");
        }
        print_bytes(format_u64(&mut [0; 20], exponent.unsigned_abs() as u64));
        return;
    }
    if digits.point <= 0 {
        print_bytes(b"0.");
        let mut zeros = digits.point;
        while zeros != 0 {
            print_bytes(b"0");
            zeros += 1;
        }
        print_bytes(all(0, digits.len));
        return;
    }
    let whole = (digits.point as usize).min(digits.len);
    print_bytes(all(0, whole));
    let mut zeros = whole;
    while zeros < digits.point as usize {
        print_bytes(b"0");
        zeros += 1;
    }
    if digits.len > whole {
        print_bytes(b".");
        print_bytes(all(whole, digits.len));
    }
}

/// What `strconv` uses for the shortest precision.
const EXPONENT_LIMIT: i32 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: f64) -> std::string::String {
        let bits = value.to_bits();
        let (exponent, fraction) = ((bits >> 52) as i32 & 0x7ff, bits & ((1 << 52) - 1));
        let digits = if exponent == 0 {
            shortest_digits(fraction, 1 - 1075, false)
        } else {
            shortest_digits(fraction | 1 << 52, exponent - 1075, fraction == 0 && exponent > 1)
        };
        std::format!("0.{}e{}", std::str::from_utf8(&digits.digits[..digits.len]).unwrap(), digits.point)
    }

    #[test]
    fn of_two_equally_close_digits_the_even_one_is_taken() {
        // 109.25 lies in the middle of .2 and .3, and either reads back.
        assert_eq!(text(1881607785518109.25), "0.18816077855181092e16");
        assert_eq!(text(1881607785518109.75), "0.18816077855181098e16");
    }

    #[test]
    fn digits_read_back_as_the_same_float_and_are_shortest() {
        let mut x = 88172645463325252u64;
        for _ in 0..2000 {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            let value = f64::from_bits(x & !(1 << 63));
            if !value.is_finite() {
                continue;
            }
            let text = text(value);
            assert_eq!(text.parse::<f64>().unwrap(), value);
            let rust = std::format!("{value:e}");
            let digits = rust.split('e').next().unwrap().chars().filter(|c| *c != '.').count();
            assert_eq!(text.split('e').next().unwrap().len() - 2, digits, "{value:e} {text}");
        }
    }

    #[test]
    fn extreme_floats() {
        assert_eq!(text(5e-324), "0.5e-323");
        assert_eq!(text(f64::MAX), "0.17976931348623157e309");
        assert_eq!(text(1.0), "0.1e1");
        assert_eq!(text(9007199254740992.0), "0.9007199254740992e16");
    }
}
