//! Values as text. Owns `Display` of [`Value`]: the short form that Go's messages show, which may lose precision.

use std::fmt;

use num_traits::ToPrimitive;

use crate::{BigFloat, Value};

/// Strings longer than this are cut in messages, in characters.
const MAX_STRING: usize = 72;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Unknown => f.write_str("unknown"),
            Value::Bool(b) => write!(f, "{b}"),
            Value::String(text) => f.write_str(&quote(&text.prefix(4 * MAX_STRING))),
            Value::Int(i) => write!(f, "{i}"),
            Value::BigInt(i) => write!(f, "{i}"),
            Value::Ratio(_) | Value::Float(_) => f.write_str(&real(self)),
            Value::Complex(parts) => write!(f, "({} + {}i)", parts.0, parts.1),
        }
    }
}

/// The number with six significant digits.
fn real(value: &Value) -> String {
    let double = value.as_f64().unwrap_or(0.0);
    if double.is_finite() && (double != 0.0 || value.sign() == 0) {
        let text = six_digits(double);
        // Six digits may hide that the number is no integer.
        if !text.contains('.') && value.to_int() == Value::Unknown {
            return shortest(double);
        }
        return text;
    }
    // Outside the range of f64: mantissa and decimal exponent by logarithms.
    let float = match value {
        Value::Float(float) => (**float).clone(),
        Value::Ratio(ratio) => match BigFloat::from_ratio(ratio) {
            Some(float) => float,
            None => return "unknown".to_owned(),
        },
        _ => return "unknown".to_owned(),
    };
    let (mantissa, exponent) = float.parts();
    let bits = mantissa.bits();
    let keep = bits.saturating_sub(60);
    let leading = (mantissa.magnitude() >> keep).to_f64().unwrap_or(1.0);
    let log10 = leading.log10() + (exponent + keep as i64) as f64 * std::f64::consts::LOG10_2;
    let mut power = log10.floor();
    let mut digits = 10f64.powf(log10 - power);
    if digits >= 9.999995 {
        digits = 1.0;
        power += 1.0;
    }
    let sign = if float.is_negative() { "-" } else { "" };
    let power_sign = if power < 0.0 { '-' } else { '+' };
    let text = format!("{digits:.5}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{sign}{text}e{power_sign}{:02}", power.abs())
}

/// `%.6g` as C and Go print it.
fn six_digits(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{value:.5e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        let text = format!("{value:.*}", (5 - exponent).max(0) as usize);
        return if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
    }
    let mantissa = if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// `%g` as Go prints it: as many digits as tell the float from its neighbours.
fn shortest(value: f64) -> String {
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..21).contains(&exponent) {
        return format!("{value}");
    }
    format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// A Go string literal of `bytes`, cut if it is long.
fn quote(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    let mut rest = bytes;
    while !rest.is_empty() {
        let (valid, bad) = match std::str::from_utf8(rest) {
            Ok(text) => (text, 0),
            Err(error) => {
                let end = error.valid_up_to();
                (std::str::from_utf8(&rest[..end]).unwrap_or(""), error.error_len().unwrap_or(rest.len() - end))
            }
        };
        for c in valid.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\r' => out.push_str("\\r"),
                '\u{7}' => out.push_str("\\a"),
                '\u{8}' => out.push_str("\\b"),
                '\u{c}' => out.push_str("\\f"),
                '\u{b}' => out.push_str("\\v"),
                c if (c as u32) < 0x20 || c as u32 == 0x7f => out.push_str(&format!("\\x{:02x}", c as u32)),
                c if c.is_control() || c == '\u{feff}' => out.push_str(&format!("\\u{:04x}", c as u32)),
                c => out.push(c),
            }
        }
        for byte in &rest[valid.len()..valid.len() + bad] {
            out.push_str(&format!("\\x{byte:02x}"));
        }
        rest = &rest[valid.len() + bad..];
    }
    out.push('"');
    if out.chars().count() > MAX_STRING {
        let cut: String = out.chars().take(MAX_STRING - 3).collect();
        return cut + "...";
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::{Value, parse_number};

    #[test]
    fn floats_show_six_digits() {
        for (text, want) in [
            ("3.14159265", "3.14159"),
            ("1000000.0", "1e+06"),
            ("100000.0", "100000"),
            ("0.00001", "1e-05"),
            ("1e1000", "1e+1000"),
            ("1.5e-5000", "1.5e-5000"),
            ("0.0", "0"),
        ] {
            assert_eq!(parse_number(text).expect("literal").to_string(), want);
        }
    }

    #[test]
    fn strings_are_quoted_and_cut() {
        assert_eq!(Value::string(&b"a\"\n\xff"[..]).to_string(), r#""a\"\n\xff""#);
        let long = Value::string(vec![b'x'; 100]).to_string();
        assert_eq!(long.len(), 72);
        assert!(long.ends_with("x..."));
    }
}
