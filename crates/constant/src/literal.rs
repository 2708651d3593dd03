//! Literals of Go to values. Owns [`parse_number`], [`unquote_rune`], [`unquote_string`].
//!
//! Accepts what the lexer accepts; anything else gives `None`, never a panic.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::{BigFloat, Value};

/// Largest decimal exponent that is evaluated as an exact power of ten.
const EXACT_EXPONENT: i64 = 1200;

/// The value of an integer, floating-point or imaginary literal, or `None` if it is malformed.
/// A number out of every range gives [`Value::Unknown`].
pub fn parse_number(text: &str) -> Option<Value> {
    let text: String = text.chars().filter(|c| *c != '_').collect();
    let lower = text.to_ascii_lowercase();
    if let Some(body) = lower.strip_suffix('i') {
        // Old imaginary literals such as `010i` are decimal.
        let decimal = body.len() > 1 && body.starts_with('0') && body.bytes().all(|b| b.is_ascii_digit());
        let im = parse_number(if decimal { body.trim_start_matches('0') } else { body }.trim_end())
            .or_else(|| decimal.then_some(Value::Int(0)))?;
        return Some(Value::complex(Value::Int(0), im));
    }
    let (radix, digits) = match lower.get(..2) {
        Some("0x") => (16, &lower[2..]),
        Some("0b") => (2, &lower[2..]),
        Some("0o") => (8, &lower[2..]),
        _ => (10, lower.as_str()),
    };
    let is_float = match radix {
        16 => digits.contains(['.', 'p']),
        10 => digits.contains(['.', 'e']),
        _ => false,
    };
    if is_float {
        return parse_float(digits, radix);
    }
    let (radix, digits) =
        if radix == 10 && digits.len() > 1 && digits.starts_with('0') { (8, digits) } else { (radix, digits) };
    if digits.len() <= 15 {
        return i64::from_str_radix(digits, radix).ok().map(Value::Int);
    }
    BigInt::parse_bytes(digits.as_bytes(), radix).map(Value::from_big)
}

fn parse_float(digits: &str, radix: u32) -> Option<Value> {
    let marker = if radix == 16 { 'p' } else { 'e' };
    let (mantissa, exponent) = match digits.split_once(marker) {
        Some((mantissa, exponent)) => {
            let magnitude = exponent.trim_start_matches(['+', '-']);
            if magnitude.is_empty() || !magnitude.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            (
                mantissa,
                exponent.parse::<i64>().unwrap_or(if exponent.starts_with('-') { i64::MIN / 4 } else { i64::MAX / 4 }),
            )
        }
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let number = BigInt::parse_bytes(all.as_bytes(), radix)?;
    if number.is_zero() {
        return Some(Value::Int(0).to_float());
    }
    let per_digit = if radix == 16 { 4 } else { 1 };
    let exponent = exponent.saturating_sub(fraction.len() as i64 * per_digit);
    if radix == 16 {
        return Some(Value::from_float(BigFloat::new(number, exponent)));
    }
    if exponent.abs() <= EXACT_EXPONENT {
        let power = BigInt::from(10).pow(exponent.unsigned_abs() as u32);
        return Some(Value::from_ratio(if exponent < 0 {
            BigRational::new(number, power)
        } else {
            BigRational::from_integer(number * power)
        }));
    }
    let number = BigFloat::from_ratio(&BigRational::new(number, BigInt::one()))?;
    // 2^31 in decimal has some 646 million digits: beyond a billion everything overflows, or is zero.
    if exponent > 1_000_000_000 {
        return Some(Value::Unknown);
    }
    if exponent < -1_000_000_000 {
        return Some(Value::Int(0).to_float());
    }
    let result = match BigFloat::power_of_ten(exponent.unsigned_abs()) {
        None if exponent < 0 => return Some(Value::Int(0).to_float()),
        None => None,
        Some(power) if exponent < 0 => number.divide(&power),
        Some(power) => number.multiply(&power),
    };
    Some(Value::from_float(result))
}

/// The code point of a rune literal with its quotes, or `None` if it is malformed.
pub fn unquote_rune(text: &str) -> Option<u32> {
    let body = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut rest = body;
    let element = next_element(&mut rest, '\'')?;
    if !rest.is_empty() {
        return None;
    }
    Some(match element {
        Element::Rune(c) => c,
        Element::Byte(b) => u32::from(b),
    })
}

/// The bytes of an interpreted or raw string literal with its quotes, or `None` if it is malformed.
pub fn unquote_string(text: &str) -> Option<Vec<u8>> {
    if let Some(raw) = text.strip_prefix('`') {
        return Some(raw.strip_suffix('`')?.bytes().filter(|b| *b != b'\r').collect());
    }
    let mut rest = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut bytes = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        match next_element(&mut rest, '"')? {
            Element::Byte(b) => bytes.push(b),
            Element::Rune(c) => {
                let c = char::from_u32(c)?;
                bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
    Some(bytes)
}

enum Element {
    Rune(u32),
    Byte(u8),
}

fn next_element(rest: &mut &str, quote: char) -> Option<Element> {
    let mut chars = rest.chars();
    let first = chars.next()?;
    if first != '\\' {
        *rest = chars.as_str();
        return Some(Element::Rune(u32::from(first)));
    }
    let kind = chars.next()?;
    let mut number = |first: Option<char>, count: usize, radix: u32| -> Option<u32> {
        let mut value = match first {
            Some(c) => c.to_digit(radix)?,
            None => 0,
        };
        for _ in 0..count {
            value = value.checked_mul(radix)?.checked_add(chars.next()?.to_digit(radix)?)?;
        }
        Some(value)
    };
    let element = match kind {
        'a' => Element::Byte(7),
        'b' => Element::Byte(8),
        'f' => Element::Byte(12),
        'n' => Element::Byte(b'\n'),
        'r' => Element::Byte(b'\r'),
        't' => Element::Byte(b'\t'),
        'v' => Element::Byte(11),
        '\\' => Element::Byte(b'\\'),
        c if c == quote => Element::Byte(c as u8),
        'x' => Element::Byte(u8::try_from(number(None, 2, 16)?).ok()?),
        'u' => Element::Rune(number(None, 4, 16).filter(|c| char::from_u32(*c).is_some())?),
        'U' => Element::Rune(number(None, 8, 16).filter(|c| char::from_u32(*c).is_some())?),
        c @ '0'..='7' => Element::Byte(u8::try_from(number(Some(c), 2, 8)?).ok()?),
        _ => return None,
    };
    *rest = chars.as_str();
    Some(element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_form() {
        let show = |t: &str| parse_number(t).map_or("malformed".to_owned(), |v| v.to_string());
        for (text, want) in [
            ("0", "0"),
            ("1_000", "1000"),
            ("0x_ff", "255"),
            ("0b101", "5"),
            ("0o17", "15"),
            ("017", "15"),
            ("18446744073709551616", "18446744073709551616"),
            ("0xffffffffffffffffffff", "1208925819614629174706175"),
            ("1.5", "1.5"),
            ("1e3", "1000"),
            ("0x1p-2", "0.25"),
            ("0x1.8p1", "3"),
            (".5", "0.5"),
            ("1e-400", "1e-400"),
            ("2i", "(0 + 2i)"),
            ("010i", "(0 + 10i)"),
            ("0x10i", "(0 + 16i)"),
            ("08", "malformed"),
            ("1e", "malformed"),
        ] {
            assert_eq!(show(text), want, "{text}");
        }
    }

    #[test]
    fn strings_and_runes() {
        assert_eq!(unquote_string(r#""a\n\x00\377\u00e9\"""#), Some(b"a\n\x00\xff\xc3\xa9\"".to_vec()));
        assert_eq!(unquote_string("`a\r\\n`"), Some(b"a\\n".to_vec()));
        assert_eq!(unquote_string(r#""\'""#), None);
        assert_eq!(unquote_rune(r"'\''"), Some(39));
        assert_eq!(unquote_rune(r"'\U0010FFFF'"), Some(0x10ffff));
        assert_eq!(unquote_rune(r"'\ud800'"), None);
        assert_eq!(unquote_rune("'ab'"), None);
    }
}
