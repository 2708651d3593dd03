//! Calls as they are written on the command line, `process_a(1)`. Owns their reading, and the text of results.

use std::fmt;

use wasmtime::{Val, ValType};

use crate::host::{CallError, Plugin};

/// A call of an export.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    /// The export's name.
    pub name: String,
    /// The arguments as written.
    pub arguments: Vec<String>,
}

/// How a call ended.
#[derive(Debug)]
pub enum CallOutcome {
    /// It returned these results.
    Results(Vec<Val>),
    /// It did not return.
    Failed(CallError),
}

impl Call {
    /// Reads `name`, `name()` or `name(1, 2)`.
    ///
    /// # Errors
    /// If the parentheses do not match.
    pub fn parse(text: &str) -> Result<Call, String> {
        let text = text.trim();
        let Some((name, rest)) = text.split_once('(') else {
            return Ok(Call { name: text.to_owned(), arguments: Vec::new() });
        };
        let Some(list) = rest.strip_suffix(')') else { return Err(format!("{text}: ) is missing")) };
        let arguments = list.split(',').map(|argument| argument.trim().to_owned());
        let arguments = if list.trim().is_empty() { Vec::new() } else { arguments.collect() };
        Ok(Call { name: name.trim().to_owned(), arguments })
    }

    /// Makes the call.
    pub fn run(&self, plugin: &mut Plugin) -> CallOutcome {
        let mut run = || -> Result<Vec<Val>, CallError> {
            let missing = || CallError::Usage(format!("the module has no export {}", self.name));
            let ty = plugin.export_type(&self.name).ok_or_else(missing)?;
            if ty.params().len() != self.arguments.len() {
                let message = format!("{} takes {} arguments", self.name, ty.params().len());
                return Err(CallError::Usage(message));
            }
            let values = ty.params().zip(&self.arguments).map(|(ty, text)| parse_value(&ty, text));
            let values = values.collect::<Result<Vec<Val>, String>>().map_err(CallError::Usage)?;
            plugin.call(&self.name, &values)
        };
        match run() {
            Ok(results) => CallOutcome::Results(results),
            Err(error) => CallOutcome::Failed(error),
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name, self.arguments.join(", "))
    }
}

fn parse_value(ty: &ValType, text: &str) -> Result<Val, String> {
    let bad = || format!("{text} is no value of type {ty}");
    match ty {
        ValType::I32 if text == "true" => Ok(Val::I32(1)),
        ValType::I32 if text == "false" => Ok(Val::I32(0)),
        ValType::I32 => {
            let value: i64 = text.parse().map_err(|_| bad())?;
            let value = i32::try_from(value).or_else(|_| u32::try_from(value).map(|value| value as i32));
            Ok(Val::I32(value.map_err(|_| bad())?))
        }
        ValType::I64 => {
            let value: i128 = text.parse().map_err(|_| bad())?;
            let value = i64::try_from(value).or_else(|_| u64::try_from(value).map(|value| value as i64));
            Ok(Val::I64(value.map_err(|_| bad())?))
        }
        ValType::F32 => text.parse::<f32>().map(|value| Val::F32(value.to_bits())).map_err(|_| bad()),
        ValType::F64 => text.parse::<f64>().map(|value| Val::F64(value.to_bits())).map_err(|_| bad()),
        _ => Err(bad()),
    }
}

/// The values, separated by commas; integers are shown signed.
pub fn show_values(values: &[Val]) -> String {
    let show = |value: &Val| match value {
        Val::I32(value) => value.to_string(),
        Val::I64(value) => value.to_string(),
        Val::F32(bits) => f32::from_bits(*bits).to_string(),
        Val::F64(bits) => f64::from_bits(*bits).to_string(),
        other => format!("{other:?}"),
    };
    values.iter().map(show).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read() {
        let call = |name: &str, arguments: &[&str]| {
            Ok(Call { name: name.to_owned(), arguments: arguments.iter().map(|a| (*a).to_owned()).collect() })
        };
        assert_eq!(Call::parse("start"), call("start", &[]));
        assert_eq!(Call::parse("f()"), call("f", &[]));
        assert_eq!(Call::parse("f( 1,-2 )"), call("f", &["1", "-2"]));
        assert!(Call::parse("f(1").is_err());
    }

    #[test]
    fn arguments_have_the_type_of_the_parameter() {
        let value = |ty: ValType, text: &str| parse_value(&ty, text).map(|value| show_values(&[value]));
        assert_eq!(value(ValType::I32, "4294967295"), Ok("-1".to_owned()));
        assert_eq!(value(ValType::I32, "true"), Ok("1".to_owned()));
        assert_eq!(value(ValType::F64, "1.5"), Ok("1.5".to_owned()));
        assert!(value(ValType::I64, "1.5").is_err());
        assert!(value(ValType::I32, "4294967296").is_err());
    }
}
